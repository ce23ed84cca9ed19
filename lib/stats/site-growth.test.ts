import { beforeAll, describe, expect, it } from 'vitest';
import { renderGrowth } from '@/lib/exports/render-growth';
import { pool, systemDb } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { ACTIVE_SQL, ASKED_SQL, DAILY_SQL, PROMPTS_SQL, siteGrowth, UNSUBSCRIBES_SQL } from './site-growth';

let run: Awaited<ReturnType<typeof makeTestRun>>;
let other: Awaited<ReturnType<typeof makeTestSite>>;

beforeAll(async () => {
  run = await makeTestRun(20);
  const ids = run.subscriberIds;
  // All but five came long ago; two left by themselves yesterday, one was gone today, one left long ago.
  await pool.query(`UPDATE subscribers SET subscribed_at = now() - interval '200 days' WHERE id = ANY($1::bigint[])`, [
    ids.slice(5),
  ]);
  const end = (some: bigint[], status: string, ago: string) =>
    pool.query(
      `UPDATE subscribers SET status = $2::"SubscriberStatus", ended_at = now() - $3::interval WHERE id = ANY($1::bigint[])`,
      [some, status, ago],
    );
  await end(ids.slice(6, 8), 'unsubscribed', '1 day');
  await end(ids.slice(8, 9), 'gone', '0');
  await end(ids.slice(9, 10), 'unsubscribed', '100 days');
  await pool.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin, at)
     SELECT $1, id, CASE WHEN id = $3 THEN 'withdrawn' ELSE 'granted' END, CASE WHEN id = $4 THEN 'button' ELSE 'dialog' END,
       'https://shop.example', now() - CASE WHEN id = $5 THEN interval '200 days' ELSE interval '0' END
     FROM unnest($2::bigint[]) AS id`,
    [run.site.id, ids.slice(0, 6), ids[0], ids[1], ids[2]],
  );
  await pool.query(
    `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at)
     VALUES (0, 1, $1, $2, $3, 0, $4, now()), (0, 2, $1, $2, $3, 0, $5, now() - interval '100 days')`,
    [run.site.id, run.campaignId, run.id, ids[6], ids[9]],
  );
  const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000);
  const counts = [
    ['dialog', 'shown', 400, 0],
    ['dialog', 'shown', 100, 88],
    ['dialog', 'shown', 7_000, 91],
    ['dialog', 'granted', 40, 3],
    ['dialog', 'dismissed', 210, 3],
    ['button', 'shown', 9, 3],
    ['button', 'denied', 1, 3],
  ] as const;
  await systemDb.promptCount.createMany({
    data: counts.map(([prompt, outcome, count, ago]) => ({
      siteId: run.site.id,
      prompt,
      outcome,
      count,
      day: at(ago),
    })),
  });
  // Neither another site's nor an older day's.
  other = await makeTestSite();
  await systemDb.promptCount.create({
    data: { siteId: other.id, prompt: 'dialog', outcome: 'shown', count: 5, day: at(0) },
  });
});

describe('the growth of a site', () => {
  it('tells who came and who went by day, and how many there were before', async () => {
    const growth = await siteGrowth(run.site.actor, run.site.publicId, 90);
    expect(growth.daily).toHaveLength(90);
    const sum = (name: 'gained' | 'unsubscribed' | 'gone') => growth.daily.reduce((all, day) => all + day[name], 0);
    expect([sum('gained'), sum('unsubscribed'), sum('gone')]).toEqual([5, 2, 1]);
    expect(growth).toMatchObject({ activeCount: 16, activeAtStart: 14 });
  });

  it('tells by which prompt people said yes, and over which campaign they left', async () => {
    const growth = await siteGrowth(run.site.actor, run.site.publicId, 90);
    expect(growth.prompts).toEqual([
      { prompt: 'dialog', granted: 3, withdrawn: 1 },
      { prompt: 'button', granted: 1, withdrawn: 0 },
    ]);
    expect(growth.unsubscribes).toMatchObject([{ name: 'Autumn sale', unsubscribed: 1, accepted: 20 }]);
    expect(renderGrowth(growth, 'prompts', 'csv')).toBe('prompt,granted,withdrawn\r\ndialog,3,1\r\nbutton,1,0\r\n');
  });

  it('tells how many were asked by which prompt in the period, and what they answered', async () => {
    const { asked } = await siteGrowth(run.site.actor, run.site.publicId, 90);
    expect(asked).toEqual([
      { prompt: 'dialog', shown: 500, granted: 40, denied: 0, dismissed: 210 },
      { prompt: 'button', shown: 9, granted: 0, denied: 1, dismissed: 0 },
    ]);
    expect((await siteGrowth(other.actor, other.publicId, 30)).asked).toEqual([
      { prompt: 'dialog', shown: 5, granted: 0, denied: 0, dismissed: 0 },
    ]);
  });

  it('of another workspace is not found', async () => {
    const code = await siteGrowth(other.actor, run.site.publicId, 30).catch((error: AppError) => error.code);
    expect(code).toBe('not_found');
  });

  it('has an index for everything it asks', async () => {
    for (const [sql, params] of [
      [ACTIVE_SQL, [run.site.id]],
      [DAILY_SQL, [run.site.id, 90]],
      [PROMPTS_SQL, [run.site.id, 90]],
      [ASKED_SQL, [run.site.id, 90]],
      [UNSUBSCRIBES_SQL, [run.site.id, 90]],
    ] as const) {
      const plan = await explainByIndex(sql, [...params]);
      expect(plan).toMatch(/Index Cond: .*site_id/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });
});
