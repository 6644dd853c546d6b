import { BACKUP_USER_FLAW, OF_FOLDER } from '../policy.ts';
import { word } from '../shell.ts';
import { BY_HAND, defineCheck } from './check.ts';

export const backupPlace = defineCheck({
  name: 'backup-place',
  about: 'backups lie on another disk than the data',
  needs: 'backups',
  run: ({ shown, sameFileSystem }) =>
    sameFileSystem
      ? [
          {
            severity: 'info',
            where: shown,
            what: 'on the same file system as the data',
            why: 'one broken disk, or one rm, takes both; copy the sets to another machine as well',
            ...BY_HAND,
          },
        ]
      : [],
});

/** The flaw of the document's own policy, and of any other that gives backups to a user of their own. */
export const backupUser = defineCheck({
  name: 'backup-user',
  about: 'whoever makes the backups can read the databases without locking the application out',
  needs: 'files',
  run: (_, facts) => {
    const { policy, files, accounts, shown } = facts;
    const application = policy.rules.database.owner;
    const { owner, group } = policy.rules.backup;
    if (owner === null || application === null || owner === application) return [];
    if (owner === OF_FOLDER || application === OF_FOLDER) return [];
    const spool = '/var/spool/chinook-eval';
    const [folder] = files.files;
    const groupOfFolder = folder === undefined ? null : accounts.groupName(folder.gid);
    const writes =
      folder !== undefined &&
      (folder.mode & 0o020) !== 0 &&
      groupOfFolder !== null &&
      accounts.isIn(owner, groupOfFolder);
    return [
      {
        severity: writes ? 'warning' : 'info',
        where: `policy ${policy.name}`,
        what: `backups belong to ${owner}, databases to ${application}${writes ? `, and ${owner} may add files to ${shown} (group ${groupOfFolder})` : ''}`,
        why: `the policy does not do as it stands: ${BACKUP_USER_FLAW}. What works: ${application} makes the set in a folder of its own, and root installs it for ${owner}`,
        // The spool's parent is root's: the application cannot make it.
        command: `sudo install -d -o ${application} -g ${policy.rules.database.group ?? application} -m 700 ${spool} && sudo -u ${application} chinook-eval backup --data ${word(shown)} --to ${spool} && sudo cp -r ${spool}/. ${word(facts.backups?.shown ?? '/var/backups/chinook-eval')} && sudo chown -R ${owner}:${group ?? owner} ${word(facts.backups?.shown ?? '/var/backups/chinook-eval')}`,
        fix: null,
      },
    ];
  },
});
