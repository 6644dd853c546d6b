// Speed as ratios against a named peer, taken in one run, alternating. Prints a table; fails nothing.
//   npm run perf                      all sections (about half an hour; trust in its short form)
//   npm run perf -- harness start     some of them
//   npm run perf -- trust             false alarms and power: about an hour; --short: ten minutes
import { audioSection } from './perf/audio.ts';
import { backupSection } from './perf/backup.ts';
import { buildSection, scaleSection } from './perf/build.ts';
import { cacheSection } from './perf/cache.ts';
import { commandsSection } from './perf/commands.ts';
import { harnessSection } from './perf/harness.ts';
import { migrateSection } from './perf/migrate.ts';
import { monitorSection } from './perf/monitor.ts';
import { picturesSection } from './perf/pictures.ts';
import { recommendSection } from './perf/recommend.ts';
import { searchTextSection } from './perf/search-text.ts';
import { startSection } from './perf/start.ts';
import { TRUST } from './perf/trust.ts';

/** One line of the table. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean | null;
}

const SECTIONS: Readonly<Record<string, () => Promise<Finding[]>>> = {
  harness: harnessSection,
  start: startSection,
  build: buildSection,
  scale: scaleSection,
  commands: commandsSection,
  pictures: picturesSection,
  'search-text': searchTextSection,
  audio: audioSection,
  backup: backupSection,
  cache: cacheSection,
  recommend: recommendSection,
  monitor: monitorSection,
  migrate: migrateSection,
  ...Object.fromEntries(
    Object.entries(TRUST).map(([name, section]) => [name, () => section(short || wanted.length === 0)]),
  ),
};

const wanted = process.argv.slice(2).filter((word) => word !== '--short');
const short = process.argv.includes('--short');
const asked = (name: string) => wanted.some((word) => name === word || name.startsWith(`${word}-`));
const unknown = wanted.filter(
  (word) => !Object.keys(SECTIONS).some((name) => name === word || name.startsWith(`${word}-`)),
);
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !asked(name)) continue;
  console.log(`\n${name}`);
  for (const { what, measured, target, met } of await section()) {
    const mark = met === null ? '  ' : met ? 'ok' : 'MISSED';
    console.log(`  ${what}\n      ${measured}   target ${target}  ${mark}`);
  }
}
