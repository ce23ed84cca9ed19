import { beforeAll, describe, expect, it } from 'vitest';
import { GoalInput } from '@/lib/contracts/goals';
import { pool } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { planOf } from '@/tests/support/plan-of';
import { addGoalTotals } from './add-goal-totals';
import { ATTRIBUTE_SQL, attributeEvents } from './attribute-events';
import { campaignReport } from './campaign-report';
import { createGoal } from './create-goal';
import { deleteGoal } from './delete-goal';
import { foldReports } from './fold-reports';
import { getGoal } from './get-goal';
import { listGoals } from './list-goals';
import { restoreGoal } from './restore-goal';
import { updateGoal } from './update-goal';

type TestRun = Awaited<ReturnType<typeof makeTestRun>>;

/** The subscriber clicked so long ago, or not at all. */
async function click(run: TestRun, index: number, hoursAgo: number, runId = run.id): Promise<void> {
  await pool.query(
    `UPDATE deliveries SET clicked_at = now() - $3 * interval '1 hour', clicked_actions = 1
     WHERE run_id = $1 AND subscriber_id = $2`,
    [runId, run.subscriberIds[index], hoursAgo],
  );
}

async function track(run: TestRun, index: number, name: string, props: object = {}, kind = 'custom'): Promise<void> {
  await pool.query(
    'INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props) VALUES ($1, $2, $3, $4, $5)',
    [run.site.id, run.subscriberIds[index], kind, name, JSON.stringify(props)],
  );
}

const resultsOf = async (run: TestRun, campaignId = run.campaignId) =>
  (await campaignReport(run.site.actor, encodeId('campaign', campaignId))).goals;

const ORDER = { name: 'Order', event: 'order_placed', valueProperty: 'total', currency: 'EUR' };

describe('goals', () => {
  let run: TestRun;
  beforeAll(async () => {
    run = await makeTestRun(8);
  });

  it('are made, changed, deleted and brought back', async () => {
    const { actor, publicId } = run.site;
    const made = await createGoal(actor, publicId, ORDER);
    expect(made).toMatchObject({ ...ORDER, windowHours: 24 });
    const changed = await updateGoal(actor, publicId, made.id, { windowHours: 48, name: 'Bought' });
    expect(changed).toMatchObject({ name: 'Bought', windowHours: 48, currency: 'EUR' });
    const noValue = updateGoal(actor, publicId, made.id, { currency: null });
    expect(await noValue.catch((error: AppError) => error.code)).toBe('invalid_input');
    await deleteGoal(actor, publicId, made.id);
    expect(await listGoals(actor, publicId)).toEqual([]);
    expect(await getGoal(actor, publicId, made.id).catch((error: AppError) => error.code)).toBe('not_found');
    expect(await restoreGoal(actor, publicId, made.id)).toMatchObject({ name: 'Bought' });
    await deleteGoal(actor, publicId, made.id);
  });

  it('need a currency that exists for a value, and a window of at most 30 days', () => {
    expect(GoalInput.safeParse({ name: 'A', event: 'a', valueProperty: 'total' }).success).toBe(false);
    expect(GoalInput.safeParse({ ...ORDER, currency: 'XYZ' }).success).toBe(false);
    expect(GoalInput.parse({ ...ORDER, currency: 'eur' }).currency).toBe('EUR');
    expect(GoalInput.safeParse({ ...ORDER, windowHours: 721 }).success).toBe(false);
  });

  it('of another workspace are not found', async () => {
    const goal = await createGoal(run.site.actor, run.site.publicId, ORDER);
    const other = await makeTestRun(1);
    const code = (promise: Promise<unknown>) => promise.catch((error: AppError) => error.code);
    expect(await code(getGoal(other.site.actor, other.site.publicId, goal.id))).toBe('not_found');
    expect(await code(updateGoal(other.site.actor, other.site.publicId, goal.id, {}))).toBe('not_found');
    expect(await code(deleteGoal(other.site.actor, run.site.publicId, goal.id))).toBe('not_found');
    await deleteGoal(run.site.actor, run.site.publicId, goal.id);
  });
});

describe('what is put down to a campaign', () => {
  it('is what happens within the window after a click, each event once, money exact and by currency', async () => {
    const run = await makeTestRun(8);
    const goal = await createGoal(run.site.actor, run.site.publicId, ORDER);
    await click(run, 0, 1);
    await click(run, 1, 23);
    await click(run, 2, 25);
    await track(run, 0, 'order_placed', { total: 0.1 });
    await track(run, 0, 'order_placed', { total: '0.2', currency: 'eur' });
    await track(run, 1, 'order_placed', { total: 10, currency: 'USD' });
    await track(run, 1, 'order_placed', { total: 'a lot' });
    // Too long after the click, without a click, another event: none of them counts.
    for (const index of [2, 3]) await track(run, index, 'order_placed', { total: 99 });
    await track(run, 0, 'cart_left', { total: 99 });
    expect(await attributeEvents()).toBe(4);
    expect(await attributeEvents()).toBe(0);
    expect(await resultsOf(run)).toMatchObject([
      {
        goalId: goal.id,
        conversions: 4,
        people: 2,
        revenue: [
          { currency: 'EUR', amount: '0.3' },
          { currency: 'USD', amount: '10' },
        ],
        variants: [{ variant: 0, conversions: 4, people: 2 }],
      },
    ]);
    const [total] = await addGoalTotals(run.site.publicId, [goal]);
    // By currency, as above: 10 dollars are not more than 0.30 euros by their number.
    const [result] = await resultsOf(run);
    expect(total?.lately).toMatchObject({ conversions: 4, revenue: result?.revenue });
  });

  it('goes to the campaign that was clicked last, and counts once for a person with several browsers', async () => {
    const run = await makeTestRun(2);
    const later = await addCampaign(run);
    await createGoal(run.site.actor, run.site.publicId, { ...ORDER, windowHours: 48 });
    await click(run, 0, 5);
    await click(run, 0, 2, later.runId);
    await click(run, 1, 30);
    await pool.query(`UPDATE subscribers SET external_id = 'u1' WHERE site_id = $1`, [run.site.id]);
    await pool.query(
      `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props)
       SELECT $1, id, 'custom', 'order_placed', '{"total": 5}' FROM unnest($2::bigint[]) AS id`,
      [run.site.id, run.subscriberIds],
    );
    expect(await attributeEvents()).toBe(1);
    expect((await resultsOf(run, later.campaignId))[0]).toMatchObject({ conversions: 1, revenue: [{ amount: '5' }] });
    expect((await resultsOf(run))[0]).toMatchObject({ conversions: 0, revenue: [] });
  });

  it('counts who converted once, however many goals they reached, for the campaign and for each of its messages', async () => {
    const run = await makeTestRun(4);
    const report = () => campaignReport(run.site.actor, encodeId('campaign', run.campaignId));
    expect((await report()).converted).toBeNull();
    await createGoal(run.site.actor, run.site.publicId, ORDER);
    const other = await createGoal(run.site.actor, run.site.publicId, { name: 'Cart', event: 'cart_left' });
    expect((await report()).converted).toBe(0);
    for (const index of [0, 1, 2]) await click(run, index, 1);
    await pool.query('UPDATE deliveries SET variant = 1 WHERE run_id = $1 AND subscriber_id = $2', [
      run.id,
      run.subscriberIds[1],
    ]);
    for (const index of [0, 1]) {
      await track(run, index, 'order_placed', { total: 1 });
      await track(run, index, 'cart_left');
    }
    await track(run, 2, 'cart_left');
    expect(await attributeEvents()).toBe(5);
    await foldReports();
    const { goals, converted, breakdowns } = await report();
    expect([converted, ...goals.map(({ people }) => people)]).toEqual([3, 2, 3]);
    expect(breakdowns.variant.map((row) => [row.value, row.audience, row.converted])).toEqual([
      ['0', 3, 2],
      ['1', 1, 1],
    ]);
    expect(breakdowns.browser.map((row) => row.converted)).toEqual([null]);
    // A goal that has ended counts nobody.
    await deleteGoal(run.site.actor, run.site.publicId, other.id);
    expect((await report()).converted).toBe(2);
  });

  it('leaves out what happened before the goal was made', async () => {
    const run = await makeTestRun(1);
    await click(run, 0, 1);
    await track(run, 0, 'order_placed', { total: 5 });
    await pool.query(`UPDATE subscriber_events SET at = now() - interval '1 minute' WHERE site_id = $1`, [run.site.id]);
    await createGoal(run.site.actor, run.site.publicId, ORDER);
    await attributeEvents();
    expect((await resultsOf(run))[0]).toMatchObject({ conversions: 0 });
  });

  it('tells who unsubscribed within a day of the message that was accepted last', async () => {
    const run = await makeTestRun(3);
    await pool.query(
      `UPDATE deliveries SET settled_at = now() - interval '25 hours' WHERE run_id = $1 AND subscriber_id = $2`,
      [run.id, run.subscriberIds[1]],
    );
    for (const index of [0, 1]) await track(run, index, '', {}, 'unsubscribed');
    await attributeEvents();
    const report = await campaignReport(run.site.actor, encodeId('campaign', run.campaignId));
    expect(report.unsubscribed).toBe(1);
  });

  it('is looked up by key', async () => {
    const run = await makeTestRun(2_000);
    await createGoal(run.site.actor, run.site.publicId, ORDER);
    await pool.query(
      `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name)
       SELECT $1, id, 'custom', 'order_placed' FROM unnest($2::bigint[]) AS id`,
      [run.site.id, run.subscriberIds],
    );
    const nodes = await planOf(ATTRIBUTE_SQL, [0, 100]);
    const reads = nodes.filter((node) =>
      /^(deliveries|subscribers|subscriber_events)/.test(node['Relation Name'] ?? ''),
    );
    expect(reads.length).toBeGreaterThan(2);
    for (const node of reads) expect(node['Node Type']).toMatch(/Index|Bitmap/);
  });
});

/** A second campaign that everyone of the first got too. */
async function addCampaign(run: TestRun): Promise<{ campaignId: bigint; runId: bigint }> {
  const { rows } = await pool.query<{ campaign_id: bigint; id: bigint }>(
    `WITH campaign AS (
       INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, updated_at)
       SELECT site_id, 'Later', status, audience, ttl_seconds, now() FROM campaigns WHERE id = $1 RETURNING id
     )
     INSERT INTO runs (site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, bound_subscriber_id)
     SELECT site_id, campaign.id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count,
       bound_subscriber_id FROM runs, campaign WHERE runs.id = $2 RETURNING id, campaign_id`,
    [run.campaignId, run.id],
  );
  const [made] = rows;
  if (!made) throw new Error('no run was made');
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at)
     SELECT $1, subscriber_id, site_id, origin_id, shard, state, settled_at FROM deliveries WHERE run_id = $2`,
    [made.id, run.id],
  );
  return { campaignId: made.campaign_id, runId: made.id };
}
