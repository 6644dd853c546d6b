import { DATASET_NOW, defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ track: number }>({
  name: 'write-job',
  kind: 'write',
  description: 'a job queued, and the next one taken and done: insert, claim, delete',
  tables: ['jobs'],
  writes: true,
  parameters: (source) =>
    source.draw(256, ['chinook_tracks'], 'SELECT id AS track FROM chinook_tracks WHERE id = $id'),
  joined: (session) => {
    const queue = session.prepare(
      ['jobs'],
      `INSERT INTO jobs (queue, payload, attempts, available_at, created_at) VALUES ('default', ?, 0, ?, ?)`,
    );
    const claim = session.prepare<{ id: number }>(
      ['jobs'],
      `UPDATE jobs SET reserved_at = ?, attempts = attempts + 1 WHERE id =
       (SELECT id FROM jobs WHERE queue = 'default' AND reserved_at IS NULL AND available_at <= ? ORDER BY available_at, id LIMIT 1)
       RETURNING id`,
    );
    const finish = session.prepare(['jobs'], 'DELETE FROM jobs WHERE id = ?');
    const push = session.transaction(['jobs'], (payload: string) =>
      queue.run(payload, DATASET_NOW - 7200, DATASET_NOW - 7200),
    );
    const take = session.transaction(['jobs'], () => claim.get(DATASET_NOW, DATASET_NOW)?.id);
    return ({ track }) => {
      push(`{"job":"IndexTrack","track":${track}}`);
      const job = take();
      return { job, finished: finish.run(job).changes };
    };
  },
  effect: (session) => session.prepare(['jobs'], 'SELECT count(*) AS n, max(id) AS last FROM jobs').get(),
});
