import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExportView } from '@/lib/contracts/exports';
import type { Problem } from '@/lib/contracts/problems';
import { EXPORT_CONSENTS_SQL } from '@/lib/exports/read-consents';
import { EXPORT_DELIVERIES_SQL } from '@/lib/exports/read-deliveries';
import { EXPORT_EVENTS_SQL } from '@/lib/exports/read-events';
import { EXPORT_SUBSCRIBERS_SQL } from '@/lib/exports/read-subscribers';
import { PAGE_ROWS, runExport } from '@/lib/exports/run-export';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { planOf, readCount } from '@/tests/support/plan-of';
import { api } from '../app';
import { addSubscribers, makeReader, pathOf, run, type Site } from './test-kit/export-calls';

afterAll(closeQueues);

it('an export that was stopped goes on when that is undone, while there is room', async () => {
  const site = await makeTestSite();
  await addSubscribers(site, PAGE_ROWS + 1);
  const { call } = await makeReader(site);
  const make = async () =>
    (await call<ExportView>('POST', pathOf(site), { kind: 'subscribers', format: 'json' })).json.id;
  const stopped = await make();
  const path = `${pathOf(site)}/${stopped}`;
  // Its first page is made, and about to be kept.
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE export_pieces IN ACCESS EXCLUSIVE MODE');
  const making = run(stopped);
  await vi.waitFor(
    async () => {
      const waiting = `SELECT FROM pg_locks WHERE relation = 'export_pieces'::regclass AND NOT granted`;
      expect((await pool.query(waiting)).rowCount).toBe(1);
    },
    { timeout: 20_000, interval: 10 },
  );
  await call('DELETE', path);
  await lock.query('COMMIT');
  lock.release();
  await making;
  // Neither the job that was under way nor a later one goes on.
  await run(stopped);
  const { rows } = await pool.query('SELECT state, row_count FROM exports WHERE site_id = $1', [site.id]);
  expect(rows).toEqual([{ state: 'running', row_count: 0 }]);

  const others = [await make(), await make(), await make()];
  expect((await call<Problem>('POST', `${path}/restore`)).json.code).toBe('conflict');
  await call('DELETE', `${pathOf(site)}/${others[0]}`);
  expect((await call('POST', `${path}/restore`)).status).toBe(200);
  await run(stopped);
  expect((await call<ExportView>('GET', path)).json).toMatchObject({ state: 'done', rowCount: PAGE_ROWS + 1 });
});

describe('an export of 50,000', () => {
  let site: Site;
  beforeAll(async () => {
    site = await makeTestSite();
    await addSubscribers(site, 50_000);
    await pool.query('ANALYZE subscribers');
  }, 120_000);

  it('is made and fetched a page at a time; what was made stays when the worker stops', async () => {
    const { call, token } = await makeReader(site);
    const { id } = (await call<ExportView>('POST', pathOf(site), { kind: 'subscribers', format: 'json' })).json;
    const path = `${pathOf(site)}/${id}`;
    const watch = watchQueries();
    try {
      const stop = new AbortController();
      const first = runExport(decodeId('export', id), stop.signal);
      await vi.waitFor(
        async () => {
          const { rows } = await pool.query('SELECT piece_count FROM exports WHERE id = $1', [decodeId('export', id)]);
          expect(rows[0].piece_count).toBeGreaterThan(2);
        },
        { timeout: 60_000, interval: 5 },
      );
      stop.abort();
      await first;
      // A late worker, whose lease has been taken over, changes nothing.
      await Promise.all([run(id), run(id)]);
      expect((await call<ExportView>('GET', path)).json).toMatchObject({
        state: 'done',
        rowCount: 50_000,
        totalCount: 50_000,
      });
      const response = await api.request(`/api/v1${path}/download`, { headers: { authorization: `Bearer ${token}` } });
      const reader = response.body?.getReader();
      if (!reader) throw new Error('no body');
      const parts: Uint8Array[] = [];
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        // Nothing is read ahead of the one who takes it.
        expect(watch.pieceCount).toBe(parts.length);
      }
      const rows = JSON.parse(Buffer.concat(parts).toString()) as { id: string; externalId: string }[];
      expect(rows).toHaveLength(50_000);
      expect(new Set(rows.map((row) => row.id)).size).toBe(50_000);
      expect(rows[49_999]?.externalId).toBe('=cmd|50000');
      expect(parts.length).toBeGreaterThan(50_000 / PAGE_ROWS - 1);
      expect(watch.mostRows).toBe(PAGE_ROWS);
    } finally {
      watch.stop();
    }
  }, 180_000);

  it('reads by key', async () => {
    const { rows } = await pool.query(
      'SELECT id FROM subscribers WHERE site_id = $1 ORDER BY id OFFSET 25000 LIMIT 1',
      [site.id],
    );
    const nodes = await planOf(EXPORT_SUBSCRIBERS_SQL, [site.id, rows[0].id, 1n << 62n, 1_000]);
    const reads = nodes.filter((node) => node['Relation Name'] === 'subscribers');
    expect(reads.map((node) => [node['Node Type'], readCount(node)])).toEqual([['Index Scan', 1_000]]);
    const { id, site: other, subscriberIds } = await makeTestRun(300);
    await pool.query('ANALYZE deliveries');
    const deliveries = await planOf(EXPORT_DELIVERIES_SQL, [id, other.id, subscriberIds[100], 50]);
    const scans = deliveries.filter((node) => /^deliveries/.test(node['Relation Name'] ?? '') && readCount(node) > 0);
    expect(scans.map((node) => [node['Node Type'], readCount(node)])).toEqual([['Index Scan', 50]]);
    await pool.query(
      `INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin)
       SELECT site_id, id, 'granted', 'dialog', '' FROM subscribers WHERE site_id = $1`,
      [site.id],
    );
    await pool.query(
      `INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT site_id, id, 'updated' FROM subscribers WHERE site_id = $1`,
      [site.id],
    );
    await pool.query('ANALYZE consent_records, subscriber_events');
    for (const [sql, table] of [
      [EXPORT_CONSENTS_SQL, 'consent_records'],
      [EXPORT_EVENTS_SQL, 'subscriber_events'],
    ] as const) {
      const [read, ...more] = (await planOf(sql, [site.id, rows[0].id, 0n, 1n << 62n, 1_000])).filter(
        (node) => node['Relation Name'] === table,
      );
      expect([table, read?.['Node Type'], more]).toEqual([table, 'Index Scan', []]);
      // A few more than the page: whoever stands at its end may have several.
      expect(read ? readCount(read) : 0).toBeLessThan(1_050);
    }
  });
});

/** Follows what this process asks of the database: the largest answer, and how many pieces of files were read. */
function watchQueries() {
  const seen = { mostRows: 0, pieceCount: 0, stop: () => spy.mockRestore() };
  const real = pg.Pool.prototype.query as (this: pg.Pool, ...asked: unknown[]) => Promise<pg.QueryResult>;
  const spy = vi.spyOn(pg.Pool.prototype, 'query').mockImplementation(async function (
    this: pg.Pool,
    ...asked: unknown[]
  ) {
    const [config] = asked;
    if ((config as { name?: string }).name === 'read-export-piece') seen.pieceCount += 1;
    const result = await real.apply(this, asked);
    seen.mostRows = Math.max(seen.mostRows, result.rows.length);
    return result;
  } as typeof pg.Pool.prototype.query);
  return seen;
}
