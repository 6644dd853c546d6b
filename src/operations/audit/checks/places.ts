import { IN_MEMORY, isNetworkName } from '../../../process/file-system.ts';
import { plain } from '../../../render/plain.ts';
import { allFiles } from '../facts.ts';
import { formatMode } from '../mode.ts';
import { asRoot, word } from '../shell.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

export const parents = defineCheck({
  name: 'parents',
  about: 'no folder above lets others put another folder in the place of this one',
  needs: 'uid',
  run: (uid, { files: { files, parents: above }, accounts }) => {
    const owner = files[0]?.uid;
    return above.flatMap(({ path, mode, uid: holder }): Found[] => {
      if (mode & 0o002 && !(mode & 0o1000))
        return [
          {
            severity: 'critical',
            where: plain(path),
            what: `${formatMode(mode)}: anyone may rename what is in it, and it has no sticky bit`,
            why: 'whoever has any account here can put another data folder in the place of this one',
            command: asRoot(uid, `chmod o-w ${word(path)}`),
            fix: null,
          },
        ];
      if (holder !== 0 && holder !== owner)
        return [
          {
            severity: 'warning',
            where: plain(path),
            what: `belongs to ${accounts.userName(holder) ?? holder}, who is neither root nor the owner of the data`,
            why: 'its owner can put another data folder in the place of this one',
            ...BY_HAND,
          },
        ];
      return [];
    });
  },
});

export const acl = defineCheck({
  name: 'acl',
  about: 'no access control list gives rights beside those of the mode',
  needs: 'acls',
  run: (acls, facts) => {
    const owners = new Map(allFiles(facts).map(({ path, uid }) => [path, uid]));
    // Of its own files everybody may change them.
    const by = (path: string) => (owners.get(path) === facts.uid ? 0 : facts.uid);
    return acls.map(({ path, shown, entries }) => ({
      severity: 'warning',
      where: plain(shown),
      what: `an access control list: ${plain(entries.join(', '))}`,
      why: 'it gives rights that the mode does not show and the policy does not know',
      command: plain(path) === path ? asRoot(by(path), `setfacl -b ${word(path)}`) : null,
      fix: null,
    }));
  },
});

export const fileSystem = defineCheck({
  name: 'file-system',
  about: 'the data lies on a local disk',
  needs: 'files',
  run: (_, { fileSystem: type, shown }) => {
    if (isNetworkName(type))
      return [
        {
          severity: 'critical',
          where: shown,
          what: `lies on a network file system (${type})`,
          why: "SQLite's WAL does not work over a network (sqlite.org/wal.html), and its locks are not to be trusted there; move the folder to a local disk",
          ...BY_HAND,
        },
      ];
    if (IN_MEMORY.has(type))
      return [
        {
          severity: 'warning',
          where: shown,
          what: `lies in memory (${type})`,
          why: 'nothing of it is left when the machine is switched off',
          ...BY_HAND,
        },
      ];
    return [];
  },
});
