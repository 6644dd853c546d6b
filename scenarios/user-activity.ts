import { defineScenario } from '../src/model/scenario.ts';

interface Activity extends Record<string, unknown> {
  id: number;
  action: string;
  created_at: string;
  track_id: number | null;
}

export default defineScenario<{ id: number }>({
  name: 'user-activity',
  kind: 'crossing',
  description: "a user's 20 latest activities with the names of the tracks",
  tables: ['activity_log', 'chinook_tracks'],
  parameters: (source) => source.draw(256, ['users'], 'SELECT id FROM users WHERE id = $id'),
  joined: (session) => {
    const recent = session.prepare(
      ['activity_log', 'chinook_tracks'],
      `SELECT a.id, a.action, a.created_at, t.name AS track FROM activity_log a
       LEFT JOIN chinook_tracks t ON t.id = a.track_id
       WHERE a.user_id = ? ORDER BY a.created_at DESC, a.id DESC LIMIT 20`,
    );
    return ({ id }) => recent.all(id);
  },
  application: (session) => {
    const recent = session.prepare<Activity>(
      ['activity_log'],
      `SELECT id, action, created_at, track_id FROM activity_log
       WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT 20`,
    );
    const names = session.prepare<{ id: number; name: string }>(
      ['chinook_tracks'],
      'SELECT id, name FROM chinook_tracks WHERE id IN (SELECT value FROM json_each(?))',
    );
    return ({ id }) => {
      const activities = recent.all(id);
      const ids = activities.map((activity) => activity.track_id).filter((track) => track !== null);
      const nameOf = new Map(names.all(JSON.stringify(ids)).map((track) => [track.id, track.name]));
      return activities.map(({ track_id, ...activity }) => ({
        ...activity,
        track: (track_id === null ? undefined : nameOf.get(track_id)) ?? null,
      }));
    };
  },
});
