import { afterAll, expect, it } from 'vitest';
import { env } from './env';
import { openPool } from './open-pool';

const lost: Error[] = [];
const pool = openPool({ connectionString: env().DATABASE_URL, max: 2 }, (error) => lost.push(error));
afterAll(() => pool.end());

it('outlives a connection that dies while somebody holds it and nobody listens', async () => {
  const held = await pool.connect();
  const { rows } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  // Without a listener this event would end the process, and the test with it.
  const ended = new Promise((resolve) => held.once('end', resolve));
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  expect(lost.map((error) => error.message).join()).toMatch(/terminating connection/);
  held.release();
  expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
