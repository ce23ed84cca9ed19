import { beforeAll, describe, expect, it } from 'vitest';
import { renderCampaigns, renderComparedClicks } from '@/lib/exports/render-lists';
import { db, pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { GOAL_TOTALS_SQL } from './add-goal-totals';
import { CAMPAIGN_GOALS_SQL, CAMPAIGN_REVENUE_SQL } from './campaign-goals';
import { COMPARED_CLICKS_SQL, compareCampaigns } from './compare-campaigns';
import { UNSUBSCRIBED_SQL } from './count-unsubscribed';
import { createGoal } from './create-goal';
import { foldReports } from './fold-reports';

let run: Awaited<ReturnType<typeof makeTestRun>>;
let first: string;
let second: string;

beforeAll(async () => {
  run = await makeTestRun(12);
  const other = await db.campaign.create({
    data: { siteId: run.site.id, name: '=Draft', audience: { all: true }, ttlSeconds: 3_600 },
  });
  first = encodeId('campaign', run.campaignId);
  second = encodeId('campaign', other.id);
  await pool.query(
    `UPDATE deliveries d SET clicked_at = r.created_at + CASE WHEN d.subscriber_id % 2 = 0 THEN interval '30 seconds'
       ELSE interval '26 hours 30 minutes' END, clicked_actions = 1
     FROM runs r WHERE r.id = d.run_id AND d.run_id = $1`,
    [run.id],
  );
  await pool.query('UPDATE run_counters SET clicked_count = 12 WHERE run_id = $1', [run.id]);
  await pool.query(
    `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at)
     VALUES (0, 1, $1, $2, $3, 0, $4, now()), (0, 2, $1, $2, $3, 0, $4, now())`,
    [run.site.id, run.campaignId, run.id, run.subscriberIds[0]],
  );
  await foldReports();
});

describe('campaigns side by side', () => {
  it('come in the order given, with the same figures each', async () => {
    const compared = await compareCampaigns(run.site.actor, run.site.publicId, [second, first, second]);
    expect(compared.map(({ id, name }) => [id, name])).toEqual([
      [second, '=Draft'],
      [first, 'Autumn sale'],
    ]);
    expect(compared[0]).toMatchObject({ launchedAt: null, stats: { audience: 0 }, unsubscribed: 0 });
    const clicks = compared[1]?.clicksByHour ?? [];
    expect(compared[1]).toMatchObject({ stats: { audience: 12, clicked: 12 }, unsubscribed: 1 });
    expect(compared[0]?.clicksByHour, 'never sent').toEqual([]);
    expect(clicks, 'hours to come are no hours without clicks').toHaveLength(27);
    expect(clicks.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(clicks[26]).toBeGreaterThan(0);
    expect((clicks[0] ?? 0) + (clicks[26] ?? 0)).toBe(12);
  });

  it('are two to five, all of this site', async () => {
    const code = (ids: string[]) =>
      compareCampaigns(run.site.actor, run.site.publicId, ids).catch((error: { code: string }) => error.code);
    expect(await code([first])).toBe('bad_request');
    expect(await code([first, first])).toBe('bad_request');
    expect(await code(['1', '2', '3', '4', '5', '6'])).toBe('bad_request');
    expect(await code([first, 'nonsense'])).toBe('not_found');
    const stranger = await makeTestRun(1);
    expect(await code([first, encodeId('campaign', stranger.campaignId)])).toBe('not_found');
  });

  it('are a file with a row each', async () => {
    const compared = await compareCampaigns(run.site.actor, run.site.publicId, [second, first]);
    const [head, draft, sent] = renderCampaigns(compared, 'csv').split('\r\n');
    expect(head).toMatch(/^id,name,status,.*,unsubscribed$/);
    expect(draft).toContain(`,"'=Draft",`);
    expect(sent).toMatch(/,1$/);
  });

  it('bring their goals into that file, money by currency, and two goals of one name apart', async () => {
    const goals = await Promise.all(
      ['Order', 'Order'].map((name) => createGoal(run.site.actor, run.site.publicId, { name, event: 'order_placed' })),
    );
    const ids = goals.map(({ id }) => id);
    await pool.query(
      `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at, amount, currency)
       VALUES ($5, 3, $1, $2, $3, 0, $4, now(), 19.9, 'EUR'), ($5, 4, $1, $2, $3, 0, $4, now(), 10, 'USD')`,
      [run.site.id, run.campaignId, run.id, run.subscriberIds[0], decodeId('goal', ids[0] ?? '')],
    );
    const compared = await compareCampaigns(run.site.actor, run.site.publicId, [second, first]);
    const [draft, sent] = JSON.parse(renderCampaigns(compared, 'json'));
    const of = (row: Record<string, unknown>) =>
      ids.flatMap((id) =>
        ['people', 'times', 'revenue EUR', 'revenue USD'].map((what) => row[`Order (${id}) ${what}`]),
      );
    expect(of(sent)).toEqual([1, 2, '19.9', '10', 0, 0, undefined, undefined]);
    expect(of(draft)).toEqual([0, 0, null, null, 0, 0, undefined, undefined]);
  });

  it('bring their clicks hour by hour as a file of its own', async () => {
    await pool.query(`UPDATE campaigns SET launched_at = now() - interval '3 days' WHERE id = $1`, [run.campaignId]);
    const compared = await compareCampaigns(run.site.actor, run.site.publicId, [second, first]);
    const rows = JSON.parse(renderComparedClicks(compared, 'json')) as Record<string, unknown>[];
    expect(rows).toHaveLength(48);
    expect(rows[47]).toEqual({ id: first, name: 'Autumn sale', withinHours: 48, clicked: 0, clickedSoFar: 12 });
    expect(rows[26]).toMatchObject({ withinHours: 27, clickedSoFar: 12 });
  });

  it('have an index for everything that is asked, and so have goals', async () => {
    for (const [sql, params] of [
      [COMPARED_CLICKS_SQL, [[run.campaignId], run.site.id, 48]],
      [UNSUBSCRIBED_SQL, [[run.campaignId], run.site.id]],
      [CAMPAIGN_GOALS_SQL, [run.campaignId, run.site.id, [1n]]],
      [CAMPAIGN_REVENUE_SQL, [run.campaignId, run.site.id, [1n]]],
      [GOAL_TOTALS_SQL, [run.site.id, [1n]]],
    ] as const) {
      const plan = await explainByIndex(sql, [...params]);
      expect(plan).toMatch(/Index Cond: .*(campaign_id|site_id)/);
      expect(plan).not.toMatch(/Seq Scan|deliveries/);
    }
  });
});
