import { defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ user: number; track: number }>({
  name: 'write-comment',
  kind: 'write',
  description: 'a user comments on a track (the foreign key to the track holds only where one file has both)',
  tables: ['comments', 'users'],
  writes: true,
  parameters: (source) =>
    source.draw(256, ['comments'], 'SELECT user_id AS user, track_id AS track FROM comments WHERE id = $id'),
  joined: (session) => {
    const insert = session.prepare(
      ['comments', 'users'],
      `INSERT INTO comments (user_id, track_id, body, created_at, updated_at)
       VALUES (?, ?, ?, '2025-07-20 09:00:00', '2025-07-20 09:00:00')`,
    );
    return ({ user, track }, call) =>
      insert.run(user, track, `Comment number ${call} on this track.`).changes;
  },
  effect: (session) =>
    session
      .prepare(['comments'], 'SELECT id, user_id, track_id, body FROM comments ORDER BY id DESC LIMIT 20')
      .all(),
});
