import pg from 'pg';
import { expect, it } from 'vitest';
import { db, pool, systemDb } from './db';
import { errorKind } from './error-kind';

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('should have failed'),
    (error: unknown) => error,
  );
}

it('knows a database that does not answer', async () => {
  const closed = new pg.Client({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  expect(errorKind(await errorOf(closed.connect()))).toBe('unavailable');
  const killed = new pg.Client({ connectionString: process.env.DATABASE_URL });
  killed.on('error', () => {});
  await killed.connect();
  const ended = new Promise((resolve) => killed.once('end', resolve));
  const suicide = killed.query('SELECT pg_terminate_backend(pg_backend_pid())');
  expect(errorKind(await errorOf(suicide))).toBe('unavailable');
  await ended;
  expect(errorKind(await errorOf(killed.query('SELECT 1')))).toBe('unavailable');
});

it('knows a transaction of Prisma that could not begin in time', async () => {
  const late = systemDb.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_sleep(0.3)::text`;
      await tx.$queryRaw`SELECT 1`;
    },
    { timeout: 50 },
  );
  expect(errorKind(await errorOf(late))).toBe('unavailable');
});

it('knows a server that is starting up, by what Prisma tells of it', () => {
  const starting = Object.assign(new Error('Database error. Code: `57P03`. Message: `the system is starting up`'), {
    code: 'P2039',
  });
  expect(errorKind(starting)).toBe('unavailable');
  expect(errorKind(new Error('Database error. Code: `42P01`. Message: `no such table`'))).toBe('other');
});

it('knows a server that has no connection left, by what Prisma tells of it', () => {
  const full = Object.assign(new Error('Too many database connections opened: sorry, too many clients already'), {
    code: 'P2037',
  });
  expect(errorKind(full)).toBe('unavailable');
});

it('knows text that cannot be stored, on both ways to the database', async () => {
  expect(errorKind(await errorOf(pool.query('SELECT $1::text', ['a\0b'])))).toBe('unstorable_text');
  expect(errorKind(await errorOf(db.topic.findMany({ where: { siteId: 1n, key: 'a\0b' } })))).toBe('unstorable_text');
});

it('knows a row that is gone', async () => {
  const update = systemDb.workspace.update({ where: { id: 1n }, data: { name: 'x' } });
  expect(errorKind(await errorOf(update))).toBe('row_gone');
});

it('takes everything else for a fault of ours', async () => {
  expect(errorKind(await errorOf(pool.query('SELECT nonsense')))).toBe('other');
  expect(errorKind(new Error('x'))).toBe('other');
  expect(errorKind('x')).toBe('other');
});
