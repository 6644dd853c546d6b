import { defineScenario } from '../src/model/scenario.ts';

export default defineScenario<{ email: string }>({
  name: 'user-by-email',
  kind: 'select',
  description: 'a user who logs in, by e-mail address',
  tables: ['users'],
  parameters: (source) => source.draw(256, ['users'], 'SELECT email FROM users WHERE id = $id'),
  joined: (session) => {
    const byEmail = session.prepare(
      ['users'],
      'SELECT id, name, email, preferences FROM users WHERE email = ?',
    );
    return ({ email }) => byEmail.get(email);
  },
});
