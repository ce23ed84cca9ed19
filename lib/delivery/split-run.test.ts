import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraft } from '@/lib/campaigns/create-draft';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { readArmCounts } from '@/lib/campaigns/read-arm-counts';
import type { AbTestInput } from '@/lib/contracts/ab-tests';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { campaignStatsOf } from '@/lib/stats/campaign-stats';
import { compareCounters } from '@/tests/support/compare-counters';
import { planOf, readCount } from '@/tests/support/plan-of';
import { fanOutRun } from './fan-out-run';
import { planPage, planPageQuery } from './plan-page';
import { EVERYONE, makeRun, makeSite, type TestSite } from './test-kit/fixture';

const AUDIENCE = 12_000;
let site: TestSite;

beforeAll(async () => {
  site = await makeSite();
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://push.example')`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, language)
     SELECT $1, 'https://push.example/' || n, sha256(n::text::bytea), 1, 'x', 'y', $2,
       CASE n % 3 WHEN 0 THEN 'de' WHEN 1 THEN 'de-at' ELSE 'en' END
     FROM generate_series(1, $3) n`,
    [site.id, site.vapidKeyId, AUDIENCE],
  );
  await pool.query('ANALYZE subscribers');
}, 120_000);
afterAll(closeQueues);

const german = { de: { title: 'Auf Deutsch' } };

async function launch(abTest: AbTestInput, translations = {}): Promise<{ campaignId: bigint; runId: bigint }> {
  const draft = await createDraft(site.actor, site.publicId, {
    name: 'Test',
    message: { title: 'A', url: 'https://shop.example/' },
    translations,
    audience: { all: true },
    abTest,
  });
  await launchCampaign(site.actor, draft.id);
  const campaignId = decodeId('campaign', draft.id);
  const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM runs WHERE campaign_id = $1', [campaignId]);
  return { campaignId, runId: rows[0]?.id ?? 0n };
}

const variants = (...weights: number[]) =>
  weights.map((weight, index) => (index === 0 ? { weight } : { weight, message: { title: `Variant ${index}` } }));

async function countsOf(runId: bigint): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ what: string; count: bigint }>(
    `SELECT COALESCE(reason, variant::text) AS what, count(*) FROM deliveries WHERE run_id = $1 GROUP BY 1`,
    [runId],
  );
  return new Map(rows.map(({ what, count }) => [what, Number(count)]));
}

/** Six standard deviations: a fair draw of this size goes beyond them once in five hundred million. */
function expectShare(count: number, total: number, share: number): void {
  const spread = Math.sqrt(total * share * (1 - share));
  expect(Math.abs(count - total * share), `${count} of ${total} for a share of ${share}`).toBeLessThan(6 * spread + 1);
}

describe('belfry_place', () => {
  it('spreads evenly for run after run, and independently of other runs', async () => {
    const seeds = Array.from({ length: 40 }, (_, index) => 1_000_000_007n * BigInt(index + 1));
    const { rows } = await pool.query<{ seed: bigint; counts: number[] }>(
      `SELECT seed, array_agg(count::int ORDER BY decile) AS counts FROM (
         SELECT seed, belfry_place(seed, id) / 100000 AS decile, count(*) FROM unnest($1::bigint[]) AS seed
         CROSS JOIN subscribers WHERE site_id = $2 GROUP BY 1, 2) each GROUP BY seed`,
      [seeds, site.id],
    );
    expect(rows.length).toBe(40);
    for (const { counts } of rows) {
      expect(counts.length).toBe(10);
      for (const count of counts) expectShare(count, AUDIENCE, 0.1);
    }
    // Who is in the lower half of one is in the lower half of the next by chance only.
    const both = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM subscribers
       WHERE site_id = $1 AND belfry_place($2, id) < 500000 AND belfry_place($3, id) < 500000`,
      [site.id, seeds[0], seeds[1]],
    );
    expectShare(both.rows[0]?.count ?? 0, AUDIENCE, 0.25);
  });

  it('is what it was when tests were launched by it', async () => {
    const { rows } = await pool.query('SELECT belfry_place(1, 2) AS a, belfry_place(123456789, 987654321) AS b');
    expect(rows[0]).toEqual({ a: 865_367, b: 264_124 });
  });
});

describe('a split run', () => {
  it('gives each subscriber one variant of their language, or holds them out, and counts each apart', async () => {
    const abTest = { variants: variants(1, 2, 1), holdoutPercent: 10 };
    const [a, ...others] = abTest.variants;
    const { campaignId, runId } = await launch(
      { ...abTest, variants: [a ?? {}, ...others.map((one) => ({ ...one, translations: german }))] },
      german,
    );
    await fanOutRun(runId);
    const counts = await countsOf(runId);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBe(AUDIENCE);
    expectShare(counts.get('hold_out') ?? 0, AUDIENCE, 0.1);
    const of = (arm: number) => (counts.get(`${2 * arm}`) ?? 0) + (counts.get(`${2 * arm + 1}`) ?? 0);
    expectShare(of(0), AUDIENCE, 0.225);
    expectShare(of(1), AUDIENCE, 0.45);
    expectShare(of(2), AUDIENCE, 0.225);

    // Positions are variants by languages, and the messages are in their order.
    const { rows } = await pool.query<{ titles: string[]; wrong: number }>(
      `SELECT (SELECT array_agg(m ->> 'title' ORDER BY n) FROM jsonb_array_elements(r.messages) WITH ORDINALITY AS e (m, n)) AS titles,
         (SELECT count(*)::int FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
          WHERE d.run_id = r.id AND d.state = 0 AND (d.variant % 2 = 1) <> (s.language LIKE 'de%')) AS wrong
       FROM runs r WHERE r.id = $1`,
      [runId],
    );
    expect(rows[0]).toEqual({
      titles: ['A', 'Auf Deutsch', 'Variant 1', 'Auf Deutsch', 'Variant 2', 'Auf Deutsch'],
      wrong: 0,
    });

    const read = await readArmCounts(site.id, runId, 3);
    expect(read.heldOutCount).toBe(counts.get('hold_out'));
    expect(read.arms.map(({ planned, pending }) => [planned, pending])).toEqual(
      [0, 1, 2].map((arm) => [of(arm), of(arm)]),
    );
    const stats = await campaignStatsOf(site.id, campaignId);
    expect(stats).toMatchObject({ audience: AUDIENCE, heldOut: read.heldOutCount, suppressed: 0, accepted: 0 });
    expect(stats.pending).toBe(AUDIENCE - read.heldOutCount);
    const { counters, rows: counted } = await compareCounters(runId);
    expect(counters).toEqual(counted);
    // Nothing failed and nothing moved: no reason, no tick.
    const told = await pool.query(
      'SELECT FROM run_reasons WHERE run_id = $1 UNION ALL SELECT FROM run_ticks WHERE run_id = $1',
      [runId],
    );
    expect(told.rows).toEqual([]);
  });

  it('leaves the rest for the winner, in exact numbers, whatever is repeated or runs at once', async () => {
    const { runId } = await launch({
      variants: variants(1, 1),
      holdoutPercent: 5,
      testPercent: 20,
      winner: { decide: 'manual' },
    });
    const { rows } = await pool.query<{ arm_cuts: number[] }>('SELECT arm_cuts FROM runs WHERE id = $1', [runId]);
    expect(rows[0]?.arm_cuts).toEqual([50_000, 145_000, 240_000]);
    const split = { seed: runId, cuts: rows[0]?.arm_cuts ?? [], hasHeldOut: true };
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        while (await planPage(runId, site.id, EVERYONE, 700, null, split));
      }),
    );
    const counts = await countsOf(runId);
    const before = await pool.query<{ subscriber_id: bigint; variant: number; reason: string | null }>(
      'SELECT subscriber_id, variant, reason FROM deliveries WHERE run_id = $1 ORDER BY 1',
      [runId],
    );
    expectShare(counts.get('hold_out') ?? 0, AUDIENCE, 0.05);
    expectShare(counts.get('0') ?? 0, AUDIENCE, 0.095);
    expectShare(counts.get('1') ?? 0, AUDIENCE, 0.095);
    const run = await pool.query<{ rest_count: number; audience_count: number }>(
      'SELECT rest_count, audience_count FROM runs WHERE id = $1',
      [runId],
    );
    const { rest_count: restCount = 0, audience_count: plannedCount = 0 } = run.rows[0] ?? {};
    expect(plannedCount).toBe(before.rows.length);
    expect(restCount + plannedCount).toBe(AUDIENCE);

    // As after a kill that lost the cursor: the same statement makes the same rows, which are there.
    await pool.query('DELETE FROM deliveries WHERE run_id = $1 AND subscriber_id % 2 = 0', [runId]);
    await pool.query('UPDATE runs SET cursor_subscriber_id = 0, planned_at = NULL WHERE id = $1', [runId]);
    while (await planPage(runId, site.id, EVERYONE, 700, null, split));
    const after = await pool.query(
      'SELECT subscriber_id, variant, reason FROM deliveries WHERE run_id = $1 ORDER BY 1',
      [runId],
    );
    expect(after.rows).toEqual(before.rows);
  });

  it('reads the next subscribers by key, as many as without a split', async () => {
    const costs: number[] = [];
    for (const split of [null, { seed: 5n, cuts: [50_000, 100_000, 150_000, 200_000], hasHeldOut: true }]) {
      const run = await makeRun(site);
      await pool.query(
        'UPDATE runs SET cursor_subscriber_id = (SELECT min(id) + 5000 FROM subscribers) WHERE id = $1',
        [run.id],
      );
      const { text, params } = planPageQuery(run.id, site.id, EVERYONE, 500, null, split);
      const nodes = (await planOf(text, params)).filter((node) => node['Relation Name'] === 'subscribers');
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
      costs.push(nodes.reduce((sum, node) => sum + readCount(node), 0));
    }
    expect(costs[1]).toBe(costs[0]);
  });
});
