import { EXIT } from '../../../model/failure.ts';
import { brief, plain } from '../../../render/plain.ts';
import { formatSeconds } from '../../../render/units.ts';
import { ageSeconds, BACKUP_LOG } from '../../backup/sets.ts';
import { isClosed } from '../compare-set.ts';
import type { AuditFacts, LastFailure } from '../facts.ts';
import { word } from '../shell.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

const backUp = (facts: AuditFacts) =>
  `chinook-eval backup --data ${word(facts.shown)} --to ${word(facts.backups?.shown ?? 'backups')}`;

/** Clocks of two machines differ. */
const MOST_EARLY_SECONDS = 3600;

export const backupAge = defineCheck({
  name: 'backup-age',
  about: 'there is a backup, and it is not older than the policy says',
  needs: 'backups',
  run: ({ shown, list, newest }, facts) => {
    if (newest === null && list.damaged.some(({ exitCode }) => exitCode === EXIT.disk))
      return [
        {
          severity: 'critical',
          where: shown,
          what: 'no whole backup that could be read',
          why: 'whether there is one cannot be told without the right to read the sets: run this as their owner or as root',
          ...BY_HAND,
        },
      ];
    if (newest === null)
      return [
        {
          severity: 'critical',
          where: shown,
          what: list.good.length === 0 ? 'no whole backup' : 'none of the sets is of this data',
          why:
            list.good.length === 0
              ? 'what is lost now is lost'
              : `the newest is of ${plain(list.good[0]?.manifest.source ?? '')}; what is lost now is lost`,
          command: backUp(facts),
          fix: null,
        },
      ];
    const early = (newest.createdAt - facts.now.getTime()) / 1000;
    if (early > MOST_EARLY_SECONDS)
      return [
        {
          severity: 'warning',
          where: `${shown}/backup_${newest.label}`,
          what: `the newest whole backup was made ${ageText(early)} from now, by its clock`,
          why: 'a clock is wrong now, or was then: how old the backup is cannot be told. A backup with the right clock ends this',
          command: backUp(facts),
          fix: null,
        },
      ];
    const age = ageSeconds(newest, facts.now);
    const most = facts.policy.newestBackupSeconds;
    if (age <= most) return [];
    return [
      {
        severity: 'warning',
        where: `${shown}/backup_${newest.label}`,
        what: `the newest whole backup is ${ageText(age)} old; the policy allows ${ageText(most)}`,
        why: 'what was written since is in no backup; look whether the schedule still runs (systemctl list-timers)',
        command: backUp(facts),
        fix: null,
      },
    ];
  },
});

export const backupSets = defineCheck({
  name: 'backup-sets',
  about:
    'the newest set in the backup folder is what was backed up, the others have all files with their sizes, and the last one came to its end',
  needs: 'backups',
  run: ({ shown, list, newest: own, compared, lastFailure, ofOthers, busy }, facts) => {
    const newest = own?.label ?? '';
    const isLast = (label: string) => label > newest && !ofOthers.includes(label);
    return [
      ...(compared?.altered ?? []).map(
        (file): Found => ({
          severity: 'critical',
          where: `${shown}/backup_${newest}`,
          what: `damaged since it was made: ${plain(file)} is not what was backed up (its SHA-256 differs)`,
          why: 'restore refuses it; look at the disk that it lies on',
          command: backUp(facts),
          fix: null,
        }),
      ),
      ...(compared?.unread ?? [])
        .filter((one) => !isClosed(one))
        .map(
          ({ file, code }): Found => ({
            severity: 'critical',
            where: `${shown}/backup_${newest}`,
            what: `${plain(file)} cannot be read (${code})`,
            why: 'nothing can be restored from it; look at the disk that it lies on',
            command: backUp(facts),
            fix: null,
          }),
        ),
      ...(lastFailure === null || lastFailure === 'unread' ? [] : [failed(lastFailure, facts)]),
      ...list.damaged.map(({ name, label, why, exitCode = EXIT.integrity }): Found => {
        const last = isLast(label) && exitCode === EXIT.integrity;
        return {
          severity: last ? 'critical' : 'warning',
          where: `${shown}/${plain(name)}`,
          what:
            exitCode === EXIT.integrity
              ? 'a damaged set'
              : exitCode === EXIT.disk
                ? 'a set that could not be looked into'
                : 'a set that this chinook-eval does not know how to read',
          why: plain(why),
          command: last ? backUp(facts) : null,
          fix: null,
        };
      }),
      ...list.unfinished
        .filter(({ name, label }) => name.endsWith('.partial') && label > newest)
        .map(
          ({ name }): Found => ({
            severity: busy ? 'info' : 'warning',
            where: `${shown}/${plain(name)}`,
            what: busy ? 'a backup is at work just now' : 'the last backup did not come to its end',
            why: 'what it has so far was not verified and counts as no backup',
            command: busy ? null : backUp(facts),
            fix: null,
          }),
        ),
    ];
  },
});

function failed({ at, exitCode, why, made }: LastFailure, facts: AuditFacts): Found {
  const which = made
    ? 'the last backup was made, but what comes after that failed'
    : 'the last backup failed';
  return {
    severity: 'warning',
    where: `${facts.backups?.shown}/${BACKUP_LOG}`,
    what: `${which} (${plain(at)}${exitCode === null ? '' : `, exit code ${exitCode}`}): ${brief(why, 200)}`,
    why: made
      ? 'old sets may not have been removed, and the next one may fail for the same reason'
      : 'what was written since the newest set is in no backup, and the next one may fail for the same reason',
    command: backUp(facts),
    fix: null,
  };
}

/** Hours and days, as ages of backups are told. */
function ageText(seconds: number): string {
  if (seconds < 3600) return formatSeconds(seconds);
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
