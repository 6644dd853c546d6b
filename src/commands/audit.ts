import { Option } from 'commander';
import type { AuditFlags } from './audit-request.ts';
import type { Define } from './index.ts';
import { duration } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('audit')
    .description('look for what is open, wrong or damaged in a data folder and its backups; changes nothing')
    .option('--data <folder>', 'a folder that build has made (default: data/)')
    .option('--backups <folder>', 'where backup puts its sets: their rights, age and state as well')
    .option(
      '--policy <name>',
      'own, document, or a JSON file (default: document where www-data owns the folder, else own)',
    )
    .option('--unit <file>', "the application's systemd unit: its process and network isolation as well")
    .addOption(
      new Option('--fail-on <severity>', 'end with 1 from this severity on')
        .choices(['info', 'warning', 'critical'])
        .default('warning'),
    )
    .option('--no-contents', 'only look at files, folders and backups, not into the databases')
    .addOption(
      new Option('--wait <time>', 'how long to wait for a locked database (default: 5s)').argParser(duration),
    )
    .option(
      '--fix',
      'show what would be mended: modes, owners, stray journals, journal modes, full-text indexes',
    )
    .option('--execute', 'with --fix: mend it, and audit again')
    .addOption(new Option('--yes', 'the same as --execute').hideHelp())
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Policies: own asks for one owner of the folder and all files in it, and nothing for others (files 640, folder 750,
backups 600). document is section 8.1 of the evaluation document: 640 www-data:www-data, backups 600 backup:backup.
A file changes either of them: docs/security.md.

Exit codes: 0 nothing at or above --fail-on; 1 findings, or a change of --fix that failed; 2 bad input; 4 layout.json is
damaged; 5 something could not be read; 11 a database stayed locked; 130 interrupted.`,
    )
    .action(async (flags: AuditFlags) => {
      const { audit } = await import('./audit-action.ts');
      done(await audit(flags, streams));
    });
};
