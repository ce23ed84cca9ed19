import { beforeAll, describe, expect, it } from 'vitest';
import { laneOf } from '@/lib/delivery/send-lanes';
import { pool } from '@/lib/platform/db';
import { makeTestRun } from '@/lib/receipts/test-support';
import { planOf } from '@/tests/support/plan-of';
import { FOLD_PAGE_SQL, foldPage } from './fold-page';
import { foldReports } from './fold-reports';
import { foldRun } from './fold-run';

type TestRun = Awaited<ReturnType<typeof makeTestRun>>;

const NAMES = ['audience', 'accepted', 'failed', 'suppressed', 'unknown', 'received', 'shown', 'clicked', 'dismissed'];

/** Gives the rows and their subscribers something to tell apart, and the counters what belongs to it. */
async function colour(run: TestRun): Promise<void> {
  await pool.query(
    `UPDATE subscribers SET browser = (ARRAY['Chrome', 'Firefox', NULL])[1 + id % 3],
       os = CASE WHEN id % 2 = 0 THEN 'Windows' END, device = (ARRAY['desktop', 'mobile', 'unknown'])[1 + id % 3],
       country = CASE WHEN id % 5 = 0 THEN 'DE' END, language = (ARRAY['en-gb', 'en', 'de'])[1 + id % 3]
     WHERE site_id = $1`,
    [run.site.id],
  );
  await pool.query(
    `UPDATE deliveries SET variant = subscriber_id % 2, state = (ARRAY[2, 2, 2, 3, 4, 5, 6, 7, 0, 2])[1 + subscriber_id % 10],
       shown_at = CASE WHEN subscriber_id % 10 < 3 THEN now() - subscriber_id % 7 * interval '47 minutes' END,
       received_at = CASE WHEN subscriber_id % 10 < 3 THEN now() END,
       clicked_at = CASE WHEN subscriber_id % 10 = 0 THEN now() END,
       clicked_actions = CASE WHEN subscriber_id % 10 = 0 THEN 1 + 2 * (subscriber_id % 20 / 10) ELSE 0 END,
       dismissed_at = CASE WHEN subscriber_id % 10 = 1 THEN now() END
     WHERE run_id = $1`,
    [run.id],
  );
  await change(run);
}

/** The counters are what tells that something changed. */
async function change(run: TestRun): Promise<void> {
  await pool.query('UPDATE run_counters SET shown_count = shown_count + 1 WHERE run_id = $1', [run.id]);
  await pool.query('UPDATE run_folds SET next_at = now() WHERE run_id = $1', [run.id]);
}

async function countedBy(run: TestRun, dimension: string): Promise<Record<string, Record<string, number>>> {
  const { rows } = await pool.query<Record<string, number> & { value: string }>(
    `SELECT b.value, ${NAMES.map((name) => `${name}_count AS ${name}`).join(', ')} FROM run_breakdowns b
     JOIN run_folds f USING (run_id, generation) WHERE b.run_id = $1 AND b.dimension = $2`,
    [run.id, dimension],
  );
  return Object.fromEntries(rows.map(({ value, ...counts }) => [value, counts as Record<string, number>]));
}

/** The same by one plain statement over the rows themselves. */
async function rowsBy(run: TestRun, value: string): Promise<Record<string, Record<string, number>>> {
  const { rows } = await pool.query<Record<string, number> & { value: string }>(
    `SELECT COALESCE(${value}, '') AS value, count(*)::int AS audience, count(*) FILTER (WHERE state = 2)::int AS accepted,
       count(*) FILTER (WHERE state IN (3, 4, 5))::int AS failed, count(*) FILTER (WHERE state = 6)::int AS suppressed,
       count(*) FILTER (WHERE state = 7)::int AS unknown, count(received_at)::int AS received,
       count(shown_at)::int AS shown, count(clicked_at)::int AS clicked, count(dismissed_at)::int AS dismissed
     FROM deliveries d LEFT JOIN subscribers s ON s.id = d.subscriber_id WHERE run_id = $1 GROUP BY 1`,
    [run.id],
  );
  return Object.fromEntries(rows.map(({ value: name, ...counts }) => [name, counts as Record<string, number>]));
}

const DIMENSIONS = [
  ['browser', 'browser'],
  ['os', 'os'],
  ['device', "NULLIF(device, 'unknown')"],
  ['country', 'country::text'],
  ['language', "split_part(language, '-', 1)"],
  ['variant', 'variant::text'],
] as const;

describe('the rows of a run, counted for its report', () => {
  let run: TestRun;
  beforeAll(async () => {
    run = await makeTestRun(101);
    await colour(run);
    await foldReports();
  });

  it.each(DIMENSIONS)('are by %s what the rows are, with unknown as a value of its own', async (name, value) => {
    const counted = await countedBy(run, name);
    expect(counted).toEqual(await rowsBy(run, value));
    expect(Object.values(counted).reduce((sum, { audience = 0 }) => sum + audience, 0)).toBe(101);
  });

  it('tell which part was pressed', async () => {
    const { rows } = await pool.query<{ value: string; count: number }>(
      `SELECT variant || '/' || part AS value, count(*)::int AS count
       FROM deliveries CROSS JOIN generate_series(0, 2) AS part
       WHERE run_id = $1 AND clicked_actions & (1 << part) <> 0 GROUP BY 1`,
      [run.id],
    );
    const counted = await countedBy(run, 'button');
    expect(rows.length).toBeGreaterThan(1);
    expect(Object.fromEntries(Object.entries(counted).map(([value, { clicked }]) => [value, clicked]))).toEqual(
      Object.fromEntries(rows.map(({ value, count }) => [value, count])),
    );
  });

  it('tell when they were accepted, shown and clicked', async () => {
    const { rows } = await pool.query(
      `SELECT sum(accepted_count)::int AS accepted, sum(shown_count)::int AS shown, sum(clicked_count)::int AS clicked,
         count(*)::int > 1 AS spread FROM run_buckets JOIN run_folds USING (run_id, generation) WHERE run_id = $1`,
      [run.id],
    );
    const { rows: expected } = await pool.query(
      `SELECT count(*) FILTER (WHERE state = 2)::int AS accepted, count(shown_at)::int AS shown,
         count(clicked_at)::int AS clicked, true AS spread FROM deliveries WHERE run_id = $1`,
      [run.id],
    );
    expect(rows).toEqual(expected);
  });

  it('are counted anew when something has changed, once, and the old figures are gone', async () => {
    const generation = async () =>
      (await pool.query('SELECT generation FROM run_folds WHERE run_id = $1', [run.id])).rows[0].generation;
    const before = await generation();
    await pool.query('UPDATE run_folds SET next_at = now() WHERE run_id = $1', [run.id]);
    await foldReports();
    expect(await generation()).toBe(before);
    await pool.query('UPDATE deliveries SET dismissed_at = now() WHERE run_id = $1', [run.id]);
    await change(run);
    await foldReports();
    expect(await generation()).toBe(before + 1);
    expect(await countedBy(run, 'browser')).toEqual(await rowsBy(run, 'browser'));
    const { rows } = await pool.query('SELECT DISTINCT generation FROM run_breakdowns WHERE run_id = $1', [run.id]);
    expect(rows).toEqual([{ generation: before + 1 }]);
  });

  it('count what was received as accepted, also before the answer of its push service is stored', async () => {
    const early = await makeTestRun(5);
    await pool.query(
      `UPDATE deliveries SET state = 1, settled_at = NULL WHERE run_id = $1 AND subscriber_id = ANY($2::bigint[])`,
      [early.id, early.subscriberIds.slice(0, 3)],
    );
    await pool.query(`UPDATE deliveries SET received_at = now() WHERE run_id = $1 AND subscriber_id <> $2`, [
      early.id,
      early.subscriberIds[0],
    ]);
    await change(early);
    await foldReports();
    expect(await countedBy(early, 'variant')).toMatchObject({ 0: { audience: 5, accepted: 4, received: 4 } });
  });

  it('leave out tests and messages of the API', async () => {
    const test = await makeTestRun(3, { isTest: true });
    const message = await makeTestRun(3);
    await pool.query('UPDATE runs SET campaign_id = NULL WHERE id = $1', [message.id]);
    await foldReports();
    const { rows } = await pool.query('SELECT FROM run_folds WHERE run_id = ANY($1::bigint[])', [
      [test.id, message.id],
    ]);
    expect(rows).toEqual([]);
  });
});

describe('counting that is interrupted', () => {
  it('goes on at the same row, and counts each once, also with two at it', async () => {
    const run = await makeTestRun(57);
    await colour(run);
    await pool.query('INSERT INTO run_folds (run_id, site_id, campaign_id) VALUES ($1, $2, $3)', [
      run.id,
      run.site.id,
      run.campaignId,
    ]);
    const told = new AbortController();
    told.abort();
    const cursor = async () =>
      (await pool.query('SELECT cursor_subscriber_id AS at FROM run_folds WHERE run_id = $1', [run.id])).rows[0].at;
    const rowsUpTo = async (at: bigint) =>
      (await pool.query('SELECT FROM deliveries WHERE run_id = $1 AND subscriber_id <= $2', [run.id, at])).rowCount;
    // One page each, as if it were killed after it; while messages of the API come a smaller one.
    expect(await foldRun(run.id, told.signal, 12)).toBe(false);
    expect(await rowsUpTo(await cursor())).toBe(12);
    laneOf('priority').usedAt = performance.now();
    expect(await foldRun(run.id, told.signal, 12)).toBe(false);
    expect(await rowsUpTo(await cursor())).toBe(15);
    expect(await countedBy(run, 'browser')).toEqual({});
    await Promise.all([foldRun(run.id, undefined, 4), foldRun(run.id, undefined, 4), foldRun(run.id, undefined, 4)]);
    for (const [name, value] of DIMENSIONS) expect(await countedBy(run, name)).toEqual(await rowsBy(run, value));
    expect(await foldPage(run.id)).toBeNull();
  });

  it('knows nothing of who was erased, and still counts them', async () => {
    const run = await makeTestRun(9);
    await colour(run);
    await pool.query('DELETE FROM subscribers WHERE site_id = $1', [run.site.id]);
    await foldReports();
    expect(Object.keys(await countedBy(run, 'country'))).toEqual(['']);
    expect((await countedBy(run, 'country'))['']?.audience).toBe(9);
  });
});

it('a page of rows is read by key, and so are their subscribers', async () => {
  const run = await makeTestRun(2_000);
  await foldReports();
  await pool.query('UPDATE run_folds SET started_at = now(), cursor_subscriber_id = 0 WHERE run_id = $1', [run.id]);
  const nodes = await planOf(FOLD_PAGE_SQL, [run.id, 500]);
  const reads = nodes.filter((node) => /^(deliveries|subscribers)/.test(node['Relation Name'] ?? ''));
  expect(reads.length).toBeGreaterThan(1);
  for (const node of reads) expect(node['Node Type']).toMatch(/^Index/);
});
