import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { ExportView } from '@/lib/contracts/exports';
import type { Page } from '@/lib/contracts/paging';
import type { Problem } from '@/lib/contracts/problems';
import { openExport } from '@/lib/exports/open-export';
import { EXPORT_CONSENTS_SQL } from '@/lib/exports/read-consents';
import { EXPORT_DELIVERIES_SQL } from '@/lib/exports/read-deliveries';
import { EXPORT_EVENTS_SQL } from '@/lib/exports/read-events';
import { EXPORT_SUBSCRIBERS_SQL } from '@/lib/exports/read-subscribers';
import { PAGE_ROWS, runExport } from '@/lib/exports/run-export';
import { sweepExports } from '@/lib/exports/sweep-exports';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { planOf, readCount } from '@/tests/support/plan-of';
import { api } from '../app';
import { clientOf } from './test-support';

type Site = Awaited<ReturnType<typeof makeTestSite>>;

afterAll(closeQueues);

async function addSubscribers(site: Site, count: number): Promise<void> {
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://push.test') ON CONFLICT (origin) DO NOTHING`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, tags)
     SELECT $1, 'https://push.test/' || n, sha256(($1::bigint::text || '-' || n)::bytea),
       (SELECT id FROM push_origins WHERE origin = 'https://push.test'), decode(repeat('04', 65), 'hex'),
       decode(repeat('fb', 16), 'hex'), $2, '=cmd|' || n, jsonb_build_object('n', n)
     FROM generate_series(1, $3::int) n`,
    [site.id, site.currentVapidKeyId, count],
  );
}

const run = (id: string) => runExport(decodeId('export', id), new AbortController().signal);
const pathOf = (site: { publicId: string }) => `/sites/${site.publicId}/exports`;

async function download(token: string, path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await api.request(`/api/v1${path}/download`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A client that may only export, and the token that it uses. */
async function makeReader(site: { actor: Site['actor'] }) {
  const { token } = await createApiKey(site.actor, { name: 'Export', scopes: ['exports.manage'] });
  return { call: clientOf(token), token };
}

describe('an export', () => {
  it('of subscribers has all that another server needs, and is fetched when it is done', async () => {
    const site = await makeTestSite();
    await addSubscribers(site, 3);
    await addSubscribers(await makeTestSite(), 2);
    const { call, token } = await makeReader(site);
    const made = await call<ExportView>('POST', pathOf(site), { kind: 'subscribers', format: 'csv' });
    expect(made.status).toBe(202);
    const path = `${pathOf(site)}/${made.json.id}`;
    expect(made.headers.get('location')).toBe(`/api/v1${path}`);
    expect(made.json).toMatchObject({ state: 'pending', rowCount: 0, totalCount: null });
    expect(await download(token, path)).toMatchObject({ status: 409 });
    await run(made.json.id);
    const done = (await call<ExportView>('GET', path)).json;
    expect(done).toMatchObject({ state: 'done', rowCount: 3, totalCount: 3 });
    expect((await call<Page<ExportView>>('GET', pathOf(site))).json.items).toEqual([done]);

    const { status, headers, text } = await download(token, path);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="subscribers-\d{4}-\d\d-\d\d\.csv"$/);
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(text));
    const [header = '', first = '', ...rest] = text.trimEnd().split('\r\n');
    expect(header).toMatch(/^id,status,endpoint,p256dh,auth,vapidPublicKey,externalId,tags,/);
    expect(first.split(',').slice(1, 7)).toEqual([
      'active',
      'https://push.test/1',
      Buffer.alloc(65, 4).toString('base64url'),
      Buffer.alloc(16, 0xfb).toString('base64url'),
      site.vapidPublicKey,
      '"\'=cmd|1"',
    ]);
    expect(rest).toHaveLength(2);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call<Page<ExportView>>('GET', pathOf(site))).json.items).toEqual([]);
    expect((await download(token, path)).status).toBe(404);
    await sweepExports();

    // By mistake: it is there again as it was.
    expect((await call<ExportView>('POST', `${path}/restore`)).json).toEqual(done);
    expect((await call<ExportView>('POST', `${path}/restore`)).json).toEqual(done);
    expect(await download(token, path)).toMatchObject({ status: 200, text });

    expect((await call('DELETE', path)).status).toBe(204);
    await pool.query(`UPDATE exports SET archived_at = archived_at - interval '11 minutes' WHERE site_id = $1`, [
      site.id,
    ]);
    await sweepExports();
    expect((await call('POST', `${path}/restore`)).status).toBe(404);
    expect((await pool.query('SELECT FROM export_pieces WHERE site_id = $1', [site.id])).rowCount).toBe(0);
    const { rows } = await pool.query<{ action: string }>(
      `SELECT action FROM audit_entries WHERE target = $1 ORDER BY id`,
      [made.json.id],
    );
    expect(rows.map(({ action }) => action.replace('export.', ''))).toEqual([
      'create',
      'download',
      'delete',
      'restore',
      'download',
      'delete',
    ]);
  });

  it('of deliveries is of the site or of one campaign, and has no endpoint', async () => {
    const { site, campaignId, subscriberIds } = await makeTestRun(5);
    const { call, token } = await makeReader(site);
    const of = async (input: object) => {
      const { json } = await call<ExportView>('POST', pathOf(site), { kind: 'deliveries', format: 'json', ...input });
      await run(json.id);
      expect((await call<ExportView>('GET', `${pathOf(site)}/${json.id}`)).json.state).toBe('done');
      return (await download(token, `${pathOf(site)}/${json.id}`)).text;
    };
    const publicId = encodeId('campaign', campaignId);
    const text = await of({ campaignId: publicId });
    expect(JSON.parse(text)).toEqual(
      subscriberIds.map((id) =>
        expect.objectContaining({
          campaignId: publicId,
          subscriberId: encodeId('subscriber', id),
          state: 'accepted',
          pushService: 'push.example',
        }),
      ),
    );
    expect(text).not.toContain('https://push.example/');
    expect(await of({})).toBe(text);
    for (const [kind, other] of [
      ['deliveries', encodeId('campaign', (await makeTestRun(1)).campaignId)],
      ['subscribers', publicId],
    ]) {
      const refused = await call<Problem>('POST', pathOf(site), { kind, format: 'csv', campaignId: other });
      expect([refused.status, refused.json.errors[0]?.path]).toEqual([422, 'campaignId']);
    }
  });

  it.each([
    {
      kind: 'consents',
      table: 'consent_records',
      names: 'decision, prompt_kind, origin',
      values: `'granted', 'dialog', 'https://shop.test'`,
      columns: ['id', 'subscriberId', 'externalId', 'decision', 'promptKind', 'textVersion', 'origin', 'source', 'at'],
      last: { externalId: '=cmd|401', decision: 'granted', promptKind: 'dialog', origin: 'https://shop.test' },
    },
    {
      kind: 'events',
      table: 'subscriber_events',
      names: 'kind, name, props',
      values: `'custom', 'order', '{"total": 19.9}'`,
      columns: ['subscriberId', 'externalId', 'kind', 'name', 'props', 'at'],
      last: { externalId: '=cmd|401', kind: 'custom', name: 'order', props: { total: 19.9 } },
    },
  ])('of $kind has all of the site, by subscriber, and goes on after a stop', async (one) => {
    const { kind, table, names, values, columns, last } = one;
    const site = await makeTestSite();
    await addSubscribers(site, 401);
    // Three each, the last one of somebody who was erased; those of another site and those that come later are not in it.
    await pool.query(
      `INSERT INTO ${table} (site_id, subscriber_id, ${names})
       SELECT $1, id, ${values} FROM generate_series(1, 3), (SELECT id FROM subscribers WHERE site_id = $1
         UNION ALL SELECT 7) AS one`,
      [site.id],
    );
    const other = await makeTestSite();
    await pool.query(`INSERT INTO ${table} (site_id, subscriber_id, ${names}) VALUES ($1, 8, ${values})`, [other.id]);
    const { call, token } = await makeReader(site);
    const { id } = (await call<ExportView>('POST', pathOf(site), { kind, format: 'json' })).json;
    await pool.query(
      `INSERT INTO ${table} (site_id, subscriber_id, ${names}) SELECT $1, max(id), ${values} FROM subscribers`,
      [site.id],
    );
    // A worker that ends after its first page, in the middle of one person's rows.
    let lookCount = 0;
    const stop = {
      get aborted() {
        return lookCount++ > 0;
      },
    } as AbortSignal;
    await runExport(decodeId('export', id), stop);
    const path = `${pathOf(site)}/${id}`;
    expect((await call<ExportView>('GET', path)).json).toMatchObject({ rowCount: PAGE_ROWS, totalCount: 1_206 });
    await run(id);
    expect((await call<ExportView>('GET', path)).json).toMatchObject({ state: 'done', rowCount: 1_206 });
    const rows = JSON.parse((await download(token, path)).text) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {})).toEqual(columns);
    const people = rows.map((row) => `${row.subscriberId} ${row.externalId}`);
    expect(people.slice(0, 3)).toEqual(Array(3).fill(`${encodeId('subscriber', 7n)} null`));
    expect(people.slice(-3)).toEqual(Array(3).fill(people.at(-1)));
    expect(new Set(people).size).toBe(402);
    expect(rows.at(-1)).toMatchObject(last);
  });

  it('is not for editors, nor more than three at a time', async () => {
    const site = await makeTestSite();
    const { call } = await makeReader(site);
    const input = { kind: 'subscribers', format: 'csv' };
    for (let n = 0; n < 3; n++) expect((await call('POST', pathOf(site), input)).status).toBe(202);
    expect((await call('POST', pathOf(site), input)).status).toBe(409);
    const editor = { kind: 'user', role: 'editor', userId: 'usr_0000000000001', name: '', email: '' } as const;
    await expect(
      openExport({ ...editor, workspaceId: site.actor.workspaceId }, site.publicId, 'exp_0000000000001'),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('that has expired is gone, and one that fails again and again is given up', async () => {
    const site = await makeTestSite();
    await addSubscribers(site, 1);
    const { call } = await makeReader(site);
    const make = async () =>
      (await call<ExportView>('POST', pathOf(site), { kind: 'subscribers', format: 'json' })).json.id;
    const expired = await make();
    await run(expired);
    await pool.query(`UPDATE exports SET expires_at = now() WHERE id = $1`, [decodeId('export', expired)]);
    expect((await call('GET', `${pathOf(site)}/${expired}`)).status).toBe(404);
    await sweepExports();
    expect((await pool.query('SELECT FROM exports WHERE site_id = $1', [site.id])).rowCount).toBe(0);

    const poisoned = await make();
    // A key that is none: each try of the page throws.
    await pool.query(`UPDATE exports SET cursor = 'nonsense' WHERE id = $1`, [decodeId('export', poisoned)]);
    for (let n = 0; n < 5; n++) await expect(run(poisoned)).rejects.toThrow();
    await run(poisoned);
    expect((await call<ExportView>('GET', `${pathOf(site)}/${poisoned}`)).json).toMatchObject({
      state: 'failed',
      finishedAt: expect.any(String),
    });
  });
});

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
