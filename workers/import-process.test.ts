import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { getImport } from '@/lib/imports/get-import';
import { startImport } from '@/lib/imports/start-import';
import { upload } from '@/lib/imports/test-support';
import { undoImport } from '@/lib/imports/undo-import';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { startWorkerProcess } from '@/tests/support/start-worker-process';
import { waitFor } from '@/tests/support/wait-for';

let child: ChildProcess | undefined;

afterAll(closeQueues);

async function kill(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}

const ROWS = 6_500;

it('an import goes on after its worker was killed in the middle of a piece, and so does its undoing', async () => {
  const site = await makeTestSite();
  const { keys } = makeSubscription();
  const endpoint = (n: number) => `https://updates.push.services.mozilla.com/wpush/v2/${n}`;
  const rows = Array.from({ length: ROWS }, (_, n) => `${endpoint(n)},${keys.p256dh},${keys.auth},user-${n}\n`);
  const made = await upload(site, `endpoint,p256dh,auth,externalId\n${rows.join('')}`);
  await startImport(site.actor, site.publicId, made.id);
  const progress = () => getImport(site.actor, site.publicId, made.id);
  const countOf = async (table: string) => {
    const { rows: found } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE site_id = $1`,
      [site.id],
    );
    return found[0]?.count ?? 0;
  };
  /** Held up by this connection, or by one that waits for it: who learns best hours may have come first. */
  const isHeldUp = async (client: PoolClient, statement: string) => {
    const { rows: own } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return async () => {
      const { rowCount } = await pool.query(
        `WITH RECURSIVE held AS (
           SELECT $2::int AS pid
           UNION
           SELECT a.pid FROM held JOIN pg_stat_activity a ON held.pid = ANY(pg_blocking_pids(a.pid))
         )
         SELECT FROM held JOIN pg_stat_activity USING (pid) WHERE query LIKE $1 AND datname = current_database() AND pid <> $2`,
        [`%${statement}%`, own[0]?.pid],
      );
      return rowCount === 1;
    };
  };

  // One of the fourth piece's endpoints is being written by somebody else, and is not in the end: that is where the
  // worker waits, and is killed.
  const holder = await pool.connect();
  await holder.query('BEGIN');
  await holder.query(`INSERT INTO push_origins (origin) VALUES ('https://held.test')`);
  await holder.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT $1, $2, sha256($2::text::bytea), (SELECT max(id) FROM push_origins), 'x', 'y', $3`,
    [site.id, endpoint(3_500), site.currentVapidKeyId],
  );
  try {
    child = startWorkerProcess();
    await waitFor(await isHeldUp(holder, 'INSERT INTO subscribers'), 60_000);
    await kill(child);
    expect(await progress()).toMatchObject({ state: 'running', processedCount: 3_000 });
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
  child = startWorkerProcess();
  await waitFor(async () => (await progress()).state === 'done', 120_000);
  expect(await progress()).toMatchObject({ result: { createdCount: ROWS, duplicateCount: 0, refusedCount: 0 } });
  for (const table of ['subscribers', 'consent_records', 'subscriber_events', 'import_changes']) {
    expect(`${table} ${await countOf(table)}`).toBe(`${table} ${ROWS}`);
  }
  await kill(child);

  await undoImport(site.actor, site.publicId, made.id);
  const second = await pool.connect();
  await second.query('BEGIN');
  const { rows: late } = await second.query<{ id: bigint }>(
    'SELECT subscriber_id AS id FROM import_changes WHERE site_id = $1 ORDER BY 1 OFFSET 2500 LIMIT 1',
    [site.id],
  );
  await second.query('SELECT FROM subscribers WHERE site_id = $1 AND id = $2 FOR UPDATE', [site.id, late[0]?.id]);
  try {
    child = startWorkerProcess();
    await waitFor(await isHeldUp(second, 'FROM import_changes'), 60_000);
    await kill(child);
    expect(await progress()).toMatchObject({ state: 'undoing', undo: { removedCount: 2_000 } });
  } finally {
    await second.query('ROLLBACK');
    second.release();
  }
  child = startWorkerProcess();
  await waitFor(async () => (await progress()).state === 'undone', 120_000);
  expect(await progress()).toMatchObject({ undo: { removedCount: ROWS, restoredCount: 0, keptCount: 0 } });
  expect(await countOf('subscribers')).toBe(0);
}, 300_000);
