import assert from 'node:assert/strict';
import { test } from 'node:test';
import { single, three, threeAttached } from '../../../src/layouts/index.ts';
import type { SystemChart } from '../../../src/model/chart.ts';
import { ISOLATION, LAYERS } from '../../../src/operations/audit/isolation.ts';
import { isolationChart } from '../../../src/operations/audit/isolation-chart.ts';
import { permissionChart } from '../../../src/operations/audit/permission-chart.ts';
import { DOCUMENT_POLICY, OWN_POLICY } from '../../../src/operations/audit/policy.ts';
import type { AuditedFile, AuditReport } from '../../../src/operations/audit/report.ts';

function wellFormed({ nodes, edges, groups }: SystemChart): void {
  const ids = nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9-]+$/);
  for (const { from, to } of edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
  for (const { group } of nodes)
    assert.ok(group === undefined || groups.some(({ id }) => id === group), group);
}

function report(files: AuditedFile[], isolation: AuditReport['isolation'] = null): AuditReport {
  return {
    schema: 'chinook-eval/audit@1',
    at: '2026-11-28T12:00:00.000Z',
    data: 'data',
    layout: 'three',
    policy: { name: 'document', about: '' },
    ...{ findings: [], checked: [], notLooked: [], stopped: null },
    lookedAt: { files: files.length, databases: 0, bytes: 0, seconds: null, backupSets: null },
    files,
    isolation,
  };
}

test('8.1 from the policy: the files of the layout, who owns them, who may what', () => {
  const chart = permissionChart(three, DOCUMENT_POLICY, null);
  wellFormed(chart);
  const lines = chart.nodes.map((node) => node.lines.join(' '));
  for (const wanted of [
    'database.sqlite 640 www-data:www-data',
    'chinook.sqlite-wal 640 www-data:www-data',
    'backup_* 600 backup:backup',
    'cache :memory:, no file: the process alone has it',
  ])
    assert.ok(lines.includes(wanted), wanted);
  assert.ok(!lines.some((line) => line.includes(':memory:-wal')));
  const backup = chart.nodes.find((node) => node.lines[0] === 'backup_*')?.id;
  assert.deepEqual(
    chart.edges
      .filter(({ to }) => to === backup)
      .map(({ from, label }) => [chart.nodes.find(({ id }) => id === from)?.lines[0], label]),
    [['backup', 'read and change']],
  );
  for (const layout of [single, threeAttached]) wellFormed(permissionChart(layout, OWN_POLICY, null));
});

test('8.1 after an audit: files as found, with their state in words, and many backups in few', () => {
  const file = (shown: string, more: Partial<AuditedFile> = {}): AuditedFile => ({
    ...{
      shown,
      role: 'database',
      current: true,
      mode: '640',
      owner: 'www-data',
      group: 'www-data',
      worst: null,
    },
    ...more,
  });
  const backups = Array.from({ length: 20 }, (_, index) =>
    file(`b/${index}`, { role: 'backup', current: false }),
  );
  const files = [
    file('data/database.sqlite', { mode: '666', worst: 'critical' }),
    file('data/x.sqlite', { current: false }),
    ...backups,
  ];
  const chart = permissionChart(three, DOCUMENT_POLICY, report(files));
  wellFormed(chart);
  const [first] = chart.nodes;
  assert.deepEqual(
    [first?.lines, first?.state],
    [['data/database.sqlite', '666 www-data:www-data', 'critical finding'], 'failed'],
  );
  assert.ok(chart.nodes.some(({ lines }) => lines[0] === 'every user of the machine'));
  const folder = (mode: string) => file('data', { role: 'folder', current: false, mode });
  const whoWith = (mode: string) =>
    permissionChart(three, DOCUMENT_POLICY, report([folder(mode), ...files])).nodes.map(
      ({ lines }) => lines[0],
    );
  assert.ok(whoWith('755').includes('every user of the machine'));
  assert.ok(!whoWith('750').includes('every user of the machine'), 'nobody else can enter the folder');
  assert.ok(chart.nodes.some(({ lines }) => lines[0] === 'and 12 more'));
  assert.ok(!chart.nodes.some(({ lines }) => lines[0] === 'data/x.sqlite'));
});

test('8.2 from the registry: each layer with its settings before each database', () => {
  const chart = isolationChart(three, null);
  wellFormed(chart);
  for (const title of Object.values(LAYERS)) assert.ok(chart.nodes.some(({ lines }) => lines[0] === title));
  const names = ISOLATION.filter(({ layer }) => layer === 'network').map(({ name }) => name);
  assert.equal(chart.nodes.find(({ id }) => id === 'layer-network')?.lines[1], names.join(', '));
  assert.equal(chart.edges.filter(({ to }) => to === 'database-chinook').length, 3);
  const audited = isolationChart(single, report([], { files: 0, process: 2, network: 3 }));
  wellFormed(audited);
  assert.deepEqual(
    audited.nodes.filter(({ id }) => id.startsWith('layer')).map(({ state }) => state),
    ['done', 'warning', 'warning'],
  );
});
