import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, it } from 'vitest';
import { createExport } from '@/lib/exports/create-export';
import { getExport } from '@/lib/exports/get-export';
import { openExport } from '@/lib/exports/open-export';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { startWorkerProcess } from '@/tests/support/start-worker-process';
import { waitFor } from '@/tests/support/wait-for';

let child: ChildProcess | undefined;

afterAll(closeQueues);

it('an export goes on after its worker was killed in the middle of a page: no row is lost or repeated', async () => {
  const site = await makeTestSite();
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://push.test')`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id)
     SELECT $1, 'https://push.test/' || n, sha256(n::text::bytea), (SELECT max(id) FROM push_origins), 'x', 'y', $2, n
     FROM generate_series(1, 8500) n`,
    [site.id, site.currentVapidKeyId],
  );
  const { id } = await createExport(site.actor, site.publicId, { kind: 'subscribers', format: 'json' });
  const exportId = decodeId('export', id);
  const progress = () => getExport(site.actor, site.publicId, id);

  // The fifth page cannot be stored while this transaction is open: that is where the worker is killed.
  const holder = await pool.connect();
  await holder.query('BEGIN');
  await holder.query(`INSERT INTO export_pieces (export_id, position, site_id, content) VALUES ($1, 4, $2, '')`, [
    exportId,
    site.id,
  ]);
  try {
    child = startWorkerProcess();
    await waitFor(async () => {
      const { rowCount } = await pool.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO export_pieces%'
           AND datname = current_database()`,
      );
      return rowCount === 1;
    }, 60_000);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await progress()).toMatchObject({ state: 'running', rowCount: 4_000, totalCount: 8_500 });
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }

  child = startWorkerProcess();
  await waitFor(async () => (await progress()).state === 'done', 120_000);
  expect(await progress()).toMatchObject({ rowCount: 8_500 });
  const file = await openExport(site.actor, site.publicId, id);
  let text = '';
  for await (const piece of file.pieces) text += Buffer.from(piece).toString();
  const rows = JSON.parse(text) as { externalId: string }[];
  expect(rows.map((row) => Number(row.externalId))).toEqual(Array.from({ length: 8_500 }, (_, n) => n + 1));
}, 240_000);
