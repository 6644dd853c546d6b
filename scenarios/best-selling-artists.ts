import { defineScenario } from '../src/model/scenario.ts';

const TABLES = ['chinook_invoice_lines', 'chinook_tracks', 'chinook_albums', 'chinook_artists'] as const;

export default defineScenario<null>({
  name: 'best-selling-artists',
  kind: 'join',
  description: 'the ten artists that sold best, over every invoice line',
  tables: TABLES,
  parameters: () => [null],
  joined: (session) => {
    const best = session.prepare(
      TABLES,
      `SELECT ar.id, ar.name, sum(l.quantity) AS sold, sum(l.unit_price * l.quantity) AS revenue
       FROM chinook_invoice_lines l JOIN chinook_tracks t ON t.id = l.track_id
       JOIN chinook_albums al ON al.id = t.album_id JOIN chinook_artists ar ON ar.id = al.artist_id
       GROUP BY ar.id ORDER BY sold DESC, ar.id LIMIT 10`,
    );
    return () => best.all();
  },
});
