import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { POINTER_FILE } from '../../database/data-folder.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { word } from '../audit/shell.ts';
import { timeOfLabel } from '../backup/label.ts';
import { MANIFEST_FILE } from '../backup/manifest.ts';
import { type BackupSet, listSets, readSet, setName } from '../backup/sets.ts';

/**
 * The set that is named, or the newest one. A newest one that is damaged is told, and no older one is taken for it: that
 * would silently undo what came after.
 * @param from the folder of the sets @param shown what to call it in an error
 * @throws Failure: 2 where there is none, or where the newest one is of several data folders or of another
 * version, 4 where it is damaged, 5 without permission
 */
export async function chooseSet(from: string, shown: string, named: string | undefined): Promise<BackupSet> {
  if (!existsSync(from))
    throw new Failure(`${plain(shown)} is not there. Name the folder that backup wrote to.`);
  if (basename(from).startsWith(setName('')) && existsSync(join(from, MANIFEST_FILE)))
    throw new Failure(
      `${plain(shown)} is a set itself. Use --from ${plain(word(parentOf(from, shown)))} ${basename(from).slice(setName('').length)}.`,
    );
  const { good, damaged, newest } = await listSets(from, shown);
  if (named !== undefined) return namedSet(from, shown, named, good);
  const [bad] = damaged;
  if (bad !== undefined && (newest === null || bad.label > newest.label)) {
    const older =
      newest === null
        ? 'There is no good one beside it.'
        : `The newest good one is ${newest.label}: name it to restore that.`;
    const { exitCode = EXIT.integrity } = bad;
    const what = exitCode === EXIT.integrity ? 'is damaged' : 'cannot be judged';
    throw new Failure(`the newest set ${what}: ${bad.why} ${older}`, exitCode);
  }
  if (newest === null && existsSync(join(from, POINTER_FILE)))
    throw new Failure(
      `${plain(shown)} is a data folder, not one of backups. Name the folder that backup wrote to.`,
    );
  if (newest === null)
    throw new Failure(
      `${plain(shown)} holds no backup. Make one with chinook-eval backup --to ${plain(shown)}.`,
    );
  const sources = new Set(good.map(({ manifest }) => manifest.source));
  if (sources.size > 1)
    throw new Failure(
      `${plain(shown)} holds backups of ${sources.size} data folders (${plain([...sources].join(', '))}). Name the set, such as ${newest.label}.`,
    );
  return newest;
}

/** As the user would call it. */
function parentOf(from: string, shown: string): string {
  return basename(shown) === basename(from) ? dirname(shown) : join(shown, '..');
}

async function namedSet(
  from: string,
  shown: string,
  named: string,
  good: readonly BackupSet[],
): Promise<BackupSet> {
  const label = named.replace(/^backup_/, '').replace(/\/$/, '');
  const found = good.find((set) => set.label === label);
  if (found !== undefined) return found;
  if (timeOfLabel(label) === undefined || !existsSync(join(from, setName(label)))) {
    const some = good.slice(0, 5).map((set) => set.label);
    const there =
      some.length === 0
        ? 'There is none.'
        : `There are ${some.join(', ')}${good.length > 5 ? ' and older ones' : ''}.`;
    throw new Failure(`${plain(shown)} holds no set ${plain(named)}. ${there}`);
  }
  // It says itself what is wrong with it.
  return readSet(from, setName(label), join(shown, setName(label)));
}
