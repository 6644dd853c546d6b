import { defineScenario } from '../src/model/scenario.ts';

interface User extends Record<string, unknown> {
  id: number;
  name: string;
  customer_id: number | null;
}

export default defineScenario<{ id: number }>({
  name: 'users-spending',
  kind: 'crossing',
  description: 'a page of 25 users with what their customer accounts have spent',
  tables: ['users', 'chinook_invoices'],
  parameters: (source) =>
    source.draw(128, ['users'], 'SELECT id FROM users WHERE id = $id AND customer_id IS NOT NULL'),
  joined: (session) => {
    const page = session.prepare(
      ['users', 'chinook_invoices'],
      `SELECT u.id, u.name, coalesce(sum(i.total), 0) AS spent, count(i.id) AS invoices
       FROM (SELECT id, name, customer_id FROM users WHERE id >= ? ORDER BY id LIMIT 25) u
       LEFT JOIN chinook_invoices i ON i.customer_id = u.customer_id GROUP BY u.id ORDER BY u.id`,
    );
    return ({ id }) => page.all(id);
  },
  application: (session) => {
    const page = session.prepare<User>(
      ['users'],
      'SELECT id, name, customer_id FROM users WHERE id >= ? ORDER BY id LIMIT 25',
    );
    const totals = session.prepare<{ customer_id: number; spent: number; invoices: number }>(
      ['chinook_invoices'],
      `SELECT customer_id, sum(total) AS spent, count(*) AS invoices FROM chinook_invoices
       WHERE customer_id IN (SELECT value FROM json_each(?)) GROUP BY customer_id`,
    );
    return ({ id }) => {
      const users = page.all(id);
      const customers = users.map((user) => user.customer_id).filter((customer) => customer !== null);
      const byCustomer = new Map(
        totals.all(JSON.stringify(customers)).map((total) => [total.customer_id, total]),
      );
      return users.map((user) => {
        const total = user.customer_id === null ? undefined : byCustomer.get(user.customer_id);
        return { id: user.id, name: user.name, spent: total?.spent ?? 0, invoices: total?.invoices ?? 0 };
      });
    };
  },
});
