import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { ExportView } from '@/lib/contracts/exports';
import { EXPORT_VISITS_SQL } from '@/lib/exports/read-visits';
import { PAGE_ROWS, runExport } from '@/lib/exports/run-export';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestRun } from '@/lib/receipts/test-support';
import { planOf, readCount } from '@/tests/support/plan-of';
import { api } from '../app';
import { clientOf } from './test-support';

type Run = Awaited<ReturnType<typeof makeTestRun>>;
const DAYS = 5;
let own: Run;
let paths: { id: number; path: string }[];

/** Each subscriber on each page, once on the last day, twice on the one before … */
async function visit({ site, subscriberIds }: Run, pages: readonly string[]) {
  const { rows } = await pool.query<{ id: number; path: string }>(
    `INSERT INTO site_paths (site_id, path) SELECT $1, unnest($2::text[]) RETURNING id, path`,
    [site.id, pages],
  );
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT s, p, (now() AT TIME ZONE 'UTC')::date - ago, $1, ago + 1
     FROM unnest($2::bigint[]) s, unnest($3::int[]) p, generate_series(0, $4::int - 1) ago`,
    [site.id, subscriberIds, rows.map(({ id }) => id), DAYS],
  );
  return rows;
}

beforeAll(async () => {
  own = await makeTestRun(150);
  paths = await visit(own, ['/', '/cart', '=shop']);
  await visit(await makeTestRun(3), ['/', '/other']);
  await pool.query('ANALYZE page_visits, site_paths, subscribers');
});
afterAll(closeQueues);

it('has each visit of the site up to its day, by page, and goes on after a stop', async () => {
  const { site, subscriberIds } = own;
  const { token } = await createApiKey(site.actor, { name: 'k', scopes: ['exports.manage'] });
  const call = clientOf(token);
  const list = `/sites/${site.publicId}/exports`;
  const { id } = (await call<ExportView>('POST', list, { kind: 'visits', format: 'json' })).json;
  // Of tomorrow: it was not there when the file was asked for.
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date + 1, $3, 1)`,
    [subscriberIds[0], paths[0]?.id, site.id],
  );
  let lookCount = 0;
  const stopped = {
    get aborted() {
      return lookCount++ > 0;
    },
  } as AbortSignal;
  await runExport(decodeId('export', id), stopped);
  expect((await call<ExportView>('GET', `${list}/${id}`)).json).toMatchObject({
    state: 'running',
    rowCount: PAGE_ROWS,
  });
  await runExport(decodeId('export', id), new AbortController().signal);
  const wanted = paths.length * DAYS * subscriberIds.length;
  expect((await call<ExportView>('GET', `${list}/${id}`)).json).toMatchObject({ state: 'done', rowCount: wanted });
  const headers = { authorization: `Bearer ${token}` };
  const file = await api.request(`/api/v1${list}/${id}/download`, { headers });
  expect(file.headers.get('content-disposition')).toContain('visits-');
  const rows = (await file.json()) as { path: string; day: string; subscriberId: string; visitCount: number }[];
  expect(Object.keys(rows[0] ?? {})).toEqual(['subscriberId', 'externalId', 'path', 'day', 'visitCount']);
  const today = Date.parse(new Date().toISOString().slice(0, 10));
  const days = Array.from({ length: DAYS }, (_, i) => DAYS - 1 - i);
  expect(rows.map(({ path, day, subscriberId, visitCount }) => [path, day, subscriberId, visitCount])).toEqual(
    paths.flatMap(({ path }) =>
      days.flatMap((ago) =>
        subscriberIds.map((one) => [
          path,
          new Date(today - ago * 86_400_000).toISOString().slice(0, 10),
          encodeId('subscriber', one),
          ago + 1,
        ]),
      ),
    ),
  );
});

it('reads a page by key, from where the one before ended', async () => {
  const site = own.site.id;
  // A page that many visit, of whom the export needs no more than their numbers.
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT n, $1, (now() AT TIME ZONE 'UTC')::date - (n % 20)::int, $2, 1 FROM generate_series(1, 60000) n`,
    [paths[1]?.id, site],
  );
  await pool.query('ANALYZE page_visits');
  const created = await pool.query<{ id: bigint }>(
    `INSERT INTO exports (site_id, kind, format, expires_at) VALUES ($1, 'visits', 'csv', now()) RETURNING id`,
    [site],
  );
  const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
  const nodes = await planOf(EXPORT_VISITS_SQL, [site, paths[1]?.id, day, 30_000n, created.rows[0]?.id, 100]);
  const reads = nodes.filter((node) => node['Relation Name'] === 'page_visits');
  expect(reads.map((node) => node['Index Name'])).toEqual(['page_visits_path_id_day_subscriber_id_idx']);
  // Those of the page, and of the next path, which is looked at to know that this one comes first.
  expect(reads.reduce((sum, node) => sum + readCount(node), 0)).toBeLessThanOrEqual(3 * 100);
});
