import { plain } from '../render/plain.ts';
import type { MigrateFlags } from './migrate-action.ts';

/** The words with which a plan is carried out: those of the plan, every option that was given included. */
export function migrateCommand(flags: MigrateFlags, shown: string): string {
  const { to, carry = [], without = [], keepOrphans = false, validate, configFormat } = flags;
  return [
    'chinook-eval migrate',
    `--data ${word(shown)}`,
    `--to ${word(to)}`,
    ...(carry.length > 0 ? [`--carry ${word(carry.join(','))}`] : []),
    ...(without.length > 0 ? [`--without ${word(without.join(','))}`] : []),
    ...(keepOrphans ? ['--keep-orphans'] : []),
    ...(validate ? [] : ['--no-validate']),
    ...(configFormat === 'laravel' ? [] : [`--config-format ${configFormat}`]),
    '--execute',
  ].join(' ');
}

/** To be pasted into a shell: quoted where a blank or a sign of the shell is in it. */
function word(text: string): string {
  const shown = plain(text);
  return /^[\w./,:@%+=-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
