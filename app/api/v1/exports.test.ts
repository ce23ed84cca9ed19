import { afterAll, describe, expect, it } from 'vitest';
import type { ExportView } from '@/lib/contracts/exports';
import type { Page } from '@/lib/contracts/paging';
import type { Problem } from '@/lib/contracts/problems';
import { openExport } from '@/lib/exports/open-export';
import { PAGE_ROWS, runExport } from '@/lib/exports/run-export';
import { sweepExports } from '@/lib/exports/sweep-exports';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { addSubscribers, download, makeReader, pathOf, run } from './test-kit/export-calls';

afterAll(closeQueues);

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
