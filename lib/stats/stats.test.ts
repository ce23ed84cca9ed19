import { beforeAll, describe, expect, it } from 'vitest';
import { SubscribeRequest, TrackRequest, UpdateRequest } from '@/lib/contracts/embed';
import type { TimelineEntry } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { subscribe } from '@/lib/subscribers/subscribe';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { trackEvent } from '@/lib/subscribers/track-event';
import { unsubscribeDevice } from '@/lib/subscribers/unsubscribe-device';
import { updateDevice } from '@/lib/subscribers/update-device';
import { compareCounters } from '@/tests/support/compare-counters';
import { campaignProgress } from './campaign-progress';
import { campaignStats, campaignStatsOf } from './campaign-stats';
import { GROUPS_SQL, siteOverview } from './site-overview';
import { subscriberTimeline } from './subscriber-timeline';

let run: Awaited<ReturnType<typeof makeTestRun>>;
let campaignId: string;
beforeAll(async () => {
  run = await makeTestRun(50);
  campaignId = encodeId('campaign', run.campaignId);
});

describe('the figures of a campaign', () => {
  it('are the sums of all slots, with pending as what is left', async () => {
    await pool.query(
      `INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, gone_count, unknown_count, shown_count)
       VALUES ($1, 7, $2, 10, 3, 2, 1, 4)`,
      [run.id, run.site.id],
    );
    const stats = await campaignStatsOf(run.site.id, run.campaignId);
    expect(stats).toMatchObject({ audience: 60, accepted: 53, gone: 2, unknown: 1, shown: 4, pending: 4 });
    const { accepted, gone, rejected, expired, suppressed, unknown, pending } = stats;
    expect(accepted + gone + rejected + expired + suppressed + unknown + pending).toBe(stats.audience);
    await pool.query('DELETE FROM run_counters WHERE run_id = $1 AND slot = 7', [run.id]);
  });

  it('have nobody who received what was not accepted: the answer is only stored later', async () => {
    const add = (column: string, count: number) =>
      pool.query(
        `INSERT INTO run_counters AS c (run_id, slot, site_id, ${column}) VALUES ($1, 7, $2, $3)
         ON CONFLICT (run_id, slot) DO UPDATE SET ${column} = c.${column} + excluded.${column}`,
        [run.id, run.site.id, count],
      );
    const figures = () => campaignStatsOf(run.site.id, run.campaignId);
    await add('planned_count', 10);
    await add('received_count', 53);
    expect(await figures()).toMatchObject({ audience: 60, accepted: 53, received: 53, pending: 7 });
    // Once it is stored nothing is counted twice.
    await add('accepted_count', 9);
    await add('unknown_count', 1);
    await add('received_count', 7);
    expect(await figures()).toMatchObject({ audience: 60, accepted: 59, unknown: 1, received: 60, pending: 0 });
    await pool.query('DELETE FROM run_counters WHERE run_id = $1 AND slot = 7', [run.id]);
  });

  it('leave test runs out, and another site’s campaign is nothing', async () => {
    const test = await makeTestRun(5, { isTest: true });
    expect(await campaignStatsOf(test.site.id, test.campaignId)).toMatchObject({ audience: 0, accepted: 0 });
    expect(await campaignStatsOf(test.site.id, run.campaignId)).toMatchObject({ audience: 0 });
    expect((await campaignStats(run.site.id, [run.campaignId, 5n])).get(5n)?.audience).toBe(0);
  });

  it('can be compared with the rows, and a difference is seen', async () => {
    const same = await compareCounters(run.id);
    expect(same.counters).toEqual(same.rows);
    await pool.query('UPDATE run_counters SET accepted_count = accepted_count + 1 WHERE run_id = $1', [run.id]);
    const other = await compareCounters(run.id);
    expect(other.counters).not.toEqual(other.rows);
    await pool.query('UPDATE run_counters SET accepted_count = accepted_count - 1 WHERE run_id = $1', [run.id]);
  });
});

describe('the progress of a campaign', () => {
  it('tells rate, time left, reasons, alerts and ticks', async () => {
    await pool.query(`UPDATE runs SET created_at = now() - interval '10 minutes', planned_at = now() WHERE id = $1`, [
      run.id,
    ]);
    await pool.query('UPDATE run_counters SET planned_count = planned_count + 300 WHERE run_id = $1', [run.id]);
    await pool.query(
      `INSERT INTO run_ticks (run_id, bucket_at, site_id, settled_count, shown_count)
       SELECT $1, date_bin('5 seconds', now(), 'epoch') - n * interval '5 seconds', $2, 100, 10 FROM generate_series(0, 9) AS n`,
      [run.id, run.site.id],
    );
    const origin = (await pool.query('SELECT id FROM push_origins')).rows[0].id;
    await pool.query(
      `INSERT INTO run_reasons (run_id, origin_id, outcome, reason, site_id, count)
       VALUES ($1, $2, 'gone', 'gone', $3, 2), ($1, $2, 'retried', 'unavailable', $3, 9)`,
      [run.id, origin, run.site.id],
    );
    await pool.query(
      `INSERT INTO run_alerts (run_id, origin_id, code, site_id, detail, resolved_at)
       VALUES ($1, $2, 'unauthorized', $3, 'key refused', NULL), ($1, $2, 'old', $3, 'x', now())`,
      [run.id, origin, run.site.id],
    );
    const progress = await campaignProgress(run.site.actor, campaignId);
    expect(progress).toMatchObject({
      status: 'running',
      planned: true,
      stats: { audience: 350, accepted: 50, pending: 300 },
      reasons: [
        { outcome: 'retried', reason: 'unavailable', pushService: 'push.example', count: 9 },
        { outcome: 'gone', reason: 'gone', pushService: 'push.example', count: 2 },
      ],
      alerts: [{ code: 'unauthorized', pushService: 'push.example', detail: 'key refused', count: 1 }],
    });
    // 300 in the bucket that runs and the two before it: 10 to 15 seconds.
    expect(progress.ratePerSecond).toBeGreaterThanOrEqual(13);
    expect(progress.ratePerSecond).toBeLessThanOrEqual(30);
    expect(progress.secondsLeft).toBe(Math.ceil(300 / (progress.ratePerSecond ?? 0)));
    expect(progress.ticks).toHaveLength(10);
    expect(progress.ticks.map((tick) => tick.at)).toEqual(progress.ticks.map((tick) => tick.at).sort());
    expect(progress.ticks[0]).toMatchObject({ settled: 100, shown: 10, clicked: 0 });
  });

  it('puts days of receipts into wider buckets and loses none', async () => {
    const long = await makeTestRun(1);
    await pool.query(
      `INSERT INTO run_ticks (run_id, bucket_at, site_id, shown_count)
       SELECT $1, date_bin('5 seconds', now(), 'epoch') - n * interval '5 seconds', $2, 1 FROM generate_series(0, 19999) AS n`,
      [long.id, long.site.id],
    );
    const { ticks, tickSeconds } = await campaignProgress(long.site.actor, encodeId('campaign', long.campaignId));
    expect(ticks.length).toBeGreaterThan(80);
    expect(ticks.length).toBeLessThanOrEqual(90);
    const [first = 0, last = 0] = [ticks[0], ticks.at(-1)].map((tick) => Date.parse(tick?.at ?? ''));
    expect(last - first).toBe((ticks.length - 1) * tickSeconds * 1_000);
    expect(ticks.reduce((sum, tick) => sum + tick.shown, 0)).toBe(20_000);
  });

  it('of another workspace is not found', async () => {
    const other = await makeTestSite();
    const error = await campaignProgress(other.actor, campaignId).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('not_found');
  });
});

describe('the overview of a site', () => {
  it('counts growth, and the active by browser, country and primary language', async () => {
    const site = await makeTestSite();
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, status, browser,
         country, language, subscribed_at, ended_at)
       SELECT $1, '', n::text::bytea, (SELECT min(id) FROM push_origins), '', '', $2,
         (CASE WHEN n % 10 = 0 THEN 'unsubscribed' ELSE 'active' END)::"SubscriberStatus",
         CASE WHEN n % 3 = 0 THEN 'Firefox' ELSE 'Chrome' END, CASE WHEN n % 2 = 0 THEN 'DE' END,
         CASE WHEN n % 2 = 0 THEN 'en-gb' ELSE 'en-us' END,
         now() - (n % 40) * interval '1 day', CASE WHEN n % 10 = 0 THEN now() END
       FROM generate_series(1, 400) AS n`,
      [site.id, site.currentVapidKeyId],
    );
    const overview = await siteOverview(site.actor, site.publicId);
    expect(overview.activeCount).toBe(360);
    expect(overview.growth).toHaveLength(30);
    expect(overview.growth.at(-1)).toEqual({
      day: new Date().toISOString().slice(0, 10),
      newCount: 10,
      endedCount: 40,
    });
    expect(overview.growth.reduce((sum, day) => sum + day.newCount, 0)).toBe(300);
    expect(overview.browsers).toEqual([
      { value: 'Chrome', count: 240 },
      { value: 'Firefox', count: 120 },
    ]);
    expect(overview.countries).toEqual(
      expect.arrayContaining([
        { value: null, count: 200 },
        { value: 'DE', count: 160 },
      ]),
    );
    expect(overview.languages).toEqual([{ value: 'en', count: 360 }]);
    expect((await siteOverview(run.site.actor, run.site.publicId)).lastCampaigns).toMatchObject([
      { id: campaignId, name: 'Autumn sale', stats: { accepted: 50 } },
    ]);
  });

  it('is counted from the index alone', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${GROUPS_SQL}`, [run.site.id]);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
        /Index Only Scan using subscribers_site_id_status_country_browser_language_idx/,
      );
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('a subscriber’s timeline', () => {
  async function makePerson() {
    const { site } = run;
    const answer = await subscribe(
      site,
      SubscribeRequest.parse({ subscription: makeSubscription(), applicationServerKey: site.vapidPublicKey }),
      { origin: 'https://shop.example', userAgent: undefined, address: null },
    );
    const device = { id: answer.id, secret: answer.secret ?? '' };
    await updateDevice(site, UpdateRequest.parse({ device, tags: { plan: 'pro' }, externalId: 'u1' }));
    await trackEvent(site.id, TrackRequest.parse({ device, event: 'cart_left', props: { total: 9 } }));
    await pool.query(
      `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at, received_at, shown_at)
       VALUES ($1, $2, $3, 1, 0, 2, now(), now() + interval '1 s', now() + interval '1 s')`,
      [run.id, decodeId('subscriber', answer.id), site.id],
    );
    await unsubscribeDevice(site.id, device, 'https://shop.example');
    return answer.id;
  }

  it('tells in plain words what happened and what was sent, newest first, page by page', async () => {
    const id = await makePerson();
    const { items } = await subscriberTimeline(run.site.actor, run.site.publicId, id);
    const kinds = items.map((item) => item.kind);
    expect([...kinds].sort()).toEqual(
      ['subscribed', 'updated', 'identified', 'custom', 'sent', 'received', 'shown', 'unsubscribed'].sort(),
    );
    expect(kinds.slice(0, 2)).toEqual(['shown', 'received']);
    expect(kinds.at(-1)).toBe('subscribed');
    const find = (kind: TimelineEntry['kind']) => items.find((item) => item.kind === kind);
    expect(find('sent')).toMatchObject({ title: '“Autumn sale”', campaignId });
    expect(find('updated')?.detail).toBe('Tags: plan');
    expect(find('custom')).toMatchObject({ title: 'cart_left', detail: 'total: 9', campaignId: null });

    const paged: TimelineEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await subscriberTimeline(run.site.actor, run.site.publicId, id, { limit: 3, cursor });
      paged.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(paged).toEqual(items);
  });

  it('tells the pages of each day in one entry', async () => {
    const id = await makePerson();
    await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/p/' || n FROM generate_series(1, 10) n`, [
      run.site.id,
    ]);
    await pool.query(
      `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
       SELECT $1, id, CASE path WHEN '/p/1' THEN date '2026-11-02' ELSE date '2026-11-03' END, site_id,
         CASE path WHEN '/p/5' THEN 3 ELSE 1 END FROM site_paths WHERE site_id = $2`,
      [decodeId('subscriber', id), run.site.id],
    );
    const { items } = await subscriberTimeline(run.site.actor, run.site.publicId, id);
    expect(items.filter(({ kind }) => kind === 'visited')).toEqual([
      {
        at: '2026-11-03T00:00:00.000Z',
        kind: 'visited',
        title: 'Visited 9 pages',
        detail: '/p/5 (3 times), /p/10, /p/2, /p/3, /p/4, /p/6, /p/7, /p/8 and 1 more',
        campaignId: null,
      },
      { at: '2026-11-02T00:00:00.000Z', kind: 'visited', title: 'Visited a page', detail: '/p/1', campaignId: null },
    ]);
  });

  it('tells why somebody did not get it', async () => {
    const id = run.subscriberIds[3] ?? 0n;
    const detailFor = async (state: number, reason: string | null) => {
      await pool.query('UPDATE deliveries SET state = $3, reason = $4 WHERE run_id = $1 AND subscriber_id = $2', [
        run.id,
        id,
        state,
        reason,
      ]);
      const { items } = await subscriberTimeline(run.site.actor, run.site.publicId, encodeId('subscriber', id));
      return items[0];
    };
    expect(await detailFor(6, 'unsubscribed')).toMatchObject({
      kind: 'suppressed',
      detail: 'Not sent: had unsubscribed before it was their turn.',
    });
    expect(await detailFor(4, 'too_large')).toMatchObject({ kind: 'failed' });
    for (const state of [3, 4, 5, 7]) expect((await detailFor(state, null))?.detail).toMatch(/^Not /);
    await detailFor(2, null);
  });

  it('is not found for strangers, and refuses a cursor that is not its own', async () => {
    const other = await makeTestSite();
    const id = encodeId('subscriber', run.subscriberIds[0] ?? 0n);
    const code = (promise: Promise<unknown>) => promise.catch((error: AppError) => error.code);
    expect(await code(subscriberTimeline(other.actor, run.site.publicId, id))).toBe('not_found');
    expect(await code(subscriberTimeline(other.actor, other.publicId, id))).toBe('not_found');
    const bad = subscriberTimeline(run.site.actor, run.site.publicId, id, { limit: 5, cursor: 'x' });
    expect(await code(bad)).toBe('bad_request');
  });
});
