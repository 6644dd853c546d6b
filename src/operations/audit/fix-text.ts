import { plain } from '../../render/plain.ts';
import type { Accounts } from './accounts.ts';
import type { Fix } from './finding.ts';
import type { FixOutcome } from './fix.ts';
import { formatMode } from './mode.ts';

const INDENT = '  ';

/** "chmod 640, chown www-data:www-data" */
export function fixText(fix: Fix, accounts: Accounts, renamed: string | null = null): string {
  if (fix.kind === 'quarantine')
    return renamed === null ? 'set aside, renamed to .quarantine' : `set aside, renamed to ${plain(renamed)}`;
  if (fix.kind === 'journal-mode') return 'journal mode WAL';
  if (fix.kind === 'rebuild-full-text')
    return 'the index made anew from its content, and its triggers where they are wrong';
  const { uid, gid, mode } = fix;
  const owner = uid === undefined ? '' : (accounts.userName(uid) ?? String(uid));
  const group = gid === undefined ? '' : `:${accounts.groupName(gid) ?? gid}`;
  return [
    ...(owner + group === '' ? [] : [`owner ${owner}${group}`]),
    ...(mode === undefined ? [] : [`mode ${formatMode(mode)}`]),
  ].join(', ');
}

/** What --fix would do. */
export function renderPlan(
  plan: readonly Fix[],
  left: number,
  accounts: Accounts,
  again: string,
  root: boolean,
): string {
  if (plan.length === 0) return 'plan: nothing that --fix mends\n';
  const wide = Math.max(...plan.map(({ shown }) => shown.length));
  const others = plan.some(
    (fix) => fix.kind === 'access' && (fix.uid !== undefined || fix.gid !== undefined),
  );
  return `${[
    `plan: ${plan.length} ${plan.length === 1 ? 'change' : 'changes'}${left === 0 ? '' : `; ${left} ${left === 1 ? 'finding is' : 'findings are'} left to people`}`,
    ...plan.map((fix) => `${INDENT}${fix.shown.padEnd(wide)}  ${fixText(fix, accounts)}`),
    ...(others && !root ? ['owners can only be changed by root: run it with sudo'] : []),
    `nothing was changed; do it with ${again}`,
  ].join('\n')}\n`;
}

export function renderOutcomes(outcomes: readonly FixOutcome[], accounts: Accounts): string {
  const wide = Math.max(0, ...outcomes.map(({ fix }) => fix.shown.length));
  return outcomes
    .map(
      ({ fix, done, why, renamed }) =>
        `${done ? 'done  ' : 'failed'}  ${fix.shown.padEnd(wide)}  ${fixText(fix, accounts, renamed)}${why === null ? '' : `: ${why}`}\n`,
    )
    .join('');
}
