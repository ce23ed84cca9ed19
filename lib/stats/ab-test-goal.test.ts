import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { decideDue } from '@/lib/campaigns/decide-due';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { CONVERSIONS_SQL } from '@/lib/campaigns/read-arm-counts';
import { scheduleCampaign } from '@/lib/campaigns/schedule-campaign';
import type { AbTestInput } from '@/lib/contracts/ab-tests';
import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { abTestResult } from './ab-test-result';
import { createGoal } from './create-goal';
import { deleteGoal } from './delete-goal';

// A test whose winner is the variant that brings most people to a goal, whatever is clicked most.

const message = { title: 'A', url: 'https://shop.example/' };
let actor: Actor;
let siteId: string;
let goalId: string;

beforeAll(async () => {
  ({ actor, publicId: siteId } = await makeTestSite());
});
beforeEach(async () => {
  goalId = (await createGoal(actor, siteId, { name: 'Order', event: 'order_placed', windowHours: 48 })).id;
});
afterAll(closeQueues);

const abTest = (more: object = {}): AbTestInput => ({
  variants: [{}, { message: { title: 'B' }, translations: { de: { title: 'B de' } } }],
  testPercent: 20,
  winner: { decide: 'after', afterSeconds: 3_600, metric: 'conversions', goalId, ...more },
});
const make = (test = abTest(), more: object = {}) =>
  createCampaign(actor, siteId, {
    name: 'Test',
    message,
    translations: { de: { title: 'A de' } },
    audience: { all: true },
    abTest: test,
    ...more,
  });
const problemsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (caught: AppError) => caught,
  );
  return error?.fields ?? [];
};

/**
 * A launched test as if it were planned and sent to 1,000 each, with these clicks and these who reached the goal, some
 * of them twice and in either language.
 */
async function launchTest(figures: [clicked: number, converted: number][]) {
  const { id } = await make();
  await launchCampaign(actor, id);
  const campaignId = decodeId('campaign', id);
  const { rows } = await pool.query<{ id: bigint; site_id: bigint; languages: string[] }>(
    'SELECT id, site_id, languages FROM runs WHERE campaign_id = $1',
    [campaignId],
  );
  const [run] = rows;
  if (!run) throw new Error('it has a run');
  expect(run.languages).toEqual(['', 'de']);
  await pool.query(`UPDATE runs SET planned_at = now(), finished_at = now(), status = 'done' WHERE id = $1`, [run.id]);
  const goal = decodeId('goal', goalId);
  for (const [arm, [clicked, converted]] of figures.entries()) {
    await pool.query(
      `INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, clicked_count)
       VALUES ($1, $2, $3, 1000, 1000, $4)`,
      [run.id, arm * 32 * run.languages.length, run.site_id, clicked],
    );
    await pool.query(
      `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at)
       SELECT $1, belfry_id(), $2, $3, $4, $5::int * 2 + person % 2, $5::int * 10000 + person, now()
       FROM generate_series(1, $6::int) AS person, generate_series(0, person % 2)`,
      [goal, run.site_id, campaignId, run.id, arm, converted],
    );
  }
  await pool.query(`UPDATE winner_phases SET decide_at = now() - interval '1 second' WHERE campaign_id = $1`, [
    campaignId,
  ]);
  const phase = async () =>
    (await pool.query('SELECT winner, decided_by, asked_at FROM winner_phases WHERE campaign_id = $1', [campaignId]))
      .rows[0];
  return { id, campaignId, runId: run.id, siteRow: run.site_id, phase };
}

describe('a test by a goal', () => {
  it('goes to the one that more people bought from, though fewer clicked it; each person counts once', async () => {
    const test = await launchTest([
      [60, 50],
      [200, 12],
    ]);
    const result = await abTestResult(actor, test.id);
    expect(result).toMatchObject({
      metric: 'conversions',
      goal: { id: goalId, name: 'Order', windowHours: 48, isArchived: false },
      leading: 'A',
      variants: [
        { variant: 'A', clicked: 60, clickRate: 0.06, converted: 50, conversionRate: 0.05 },
        { variant: 'B', clicked: 200, clickRate: 0.2, converted: 12, conversionRate: 0.012 },
      ],
    });
    // The interval is that of what counts.
    expect(result.variants[1]?.high).toBeLessThan(0.03);
    // Nobody waits here, of whom more could be expected.
    expect(result.summary).toBe('A is better with more than 99.9 % probability.');
    await decideDue(test.campaignId);
    expect(await test.phase()).toMatchObject({ winner: 'A', decided_by: 'confidence' });
  });

  it('has nothing to compare while nobody has reached it, however much is clicked', async () => {
    const test = await launchTest([
      [60, 0],
      [200, 0],
    ]);
    expect(await abTestResult(actor, test.id)).toMatchObject({
      leading: null,
      expectedClicks: null,
      summary: 'Nobody has reached “Order” yet, so there is nothing to compare.',
    });
    await decideDue(test.campaignId);
    expect(await test.phase()).toMatchObject({ winner: 'A', decided_by: 'leading' });
  });

  it('is for a person to decide once the goal has ended', async () => {
    const test = await launchTest([
      [60, 50],
      [200, 12],
    ]);
    await deleteGoal(actor, siteId, goalId);
    await decideDue(test.campaignId);
    expect(await test.phase()).toMatchObject({ winner: null, asked_at: expect.any(Date) });
    expect(await abTestResult(actor, test.id)).toMatchObject({ phase: 'asking', goal: { isArchived: true } });
  });

  it('counts by an index', async () => {
    const test = await launchTest([
      [1, 1],
      [1, 1],
    ]);
    const plan = await explainByIndex(CONVERSIONS_SQL, [test.runId, test.siteRow, decodeId('goal', goalId)]);
    expect(plan).toMatch(/Index Scan .*on attributions/);
    expect(plan).toMatch(/Index Cond: .*goal_id/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});

describe('the goal of a test', () => {
  it('is named when it has ended, wherever the test would start', async () => {
    const { id } = await make();
    await deleteGoal(actor, siteId, goalId);
    const refused = {
      path: 'abTest.winner.goalId',
      message: 'is the goal “Order”, which has ended: bring it back, or choose another',
    };
    const later = new Date(Date.now() + 86_400_000).toISOString();
    expect(await problemsOf(launchCampaign(actor, id))).toEqual([refused]);
    expect(await problemsOf(scheduleCampaign(actor, id, later))).toEqual([refused]);
    expect(await problemsOf(make())).toEqual([refused]);
  });

  it("is one of the site's own", async () => {
    const other = await makeTestSite();
    const { id } = await createGoal(other.actor, other.publicId, { name: 'Theirs', event: 'x' });
    for (const foreign of [id, 'goal_0000000000000', 'nonsense']) {
      expect(await problemsOf(make(abTest({ goalId: foreign })))).toEqual([
        { path: 'abTest.winner.goalId', message: 'is no goal of this site' },
      ]);
    }
  });

  it('goes with conversions, and conversions with it', async () => {
    const paths = async (winner: object) => (await problemsOf(make(abTest(winner)))).map(({ path }) => path);
    expect(await paths({ goalId: undefined })).toEqual(['abTest.winner.goalId']);
    expect(await paths({ metric: 'clicks' })).toEqual(['abTest.winner.goalId']);
    expect(await paths({ metric: 'revenue' })).toEqual(['abTest.winner.metric']);
  });
});
