import type { Actor } from '@/lib/contracts/actors';
import type { GrowthDay, GrowthDays, SiteGrowth } from '@/lib/contracts/growth';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { rememberCount } from '@/lib/platform/remember-count';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { campaignStats, NO_STATS } from './campaign-stats';

const MOST_CAMPAIGNS = 10;

const remember = rememberCount<SiteGrowth>();

/**
 * Who came and went on a site, by day (UTC), with what people were asked by when they said yes, and the campaigns over
 * which they left.
 * @throws AppError `forbidden`; `not_found`
 */
export async function siteGrowth(actor: Actor, siteId: string, days: GrowthDays): Promise<SiteGrowth> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  await authorizeSite(actor, 'campaigns.read', siteId);
  return remember(`${site}/${days}`, () => count(site, days));
}

async function count(siteId: bigint, days: GrowthDays): Promise<SiteGrowth> {
  const countedAt = now().toISOString();
  const [daily, active, prompts, asked, unsubscribes] = await Promise.all([
    readRows<GrowthDay>(DAILY_SQL, siteId, days),
    pool.query<{ count: number }>(ACTIVE_SQL, [siteId]),
    readRows<SiteGrowth['prompts'][number]>(PROMPTS_SQL, siteId, days),
    readRows<SiteGrowth['asked'][number]>(ASKED_SQL, siteId, days),
    readUnsubscribes(siteId, days),
  ]);
  const activeCount = active.rows[0]?.count ?? 0;
  const gained = daily.reduce((sum, day) => sum + day.gained, 0);
  const lost = daily.reduce((sum, day) => sum + day.unsubscribed + day.gone, 0);
  const activeAtStart = activeCount - gained + lost;
  return { days, activeCount, activeAtStart, daily, prompts, asked, unsubscribes, countedAt };
}

async function readRows<R extends object>(sql: string, siteId: bigint, days: number): Promise<R[]> {
  return (await pool.query<R>(sql, [siteId, days])).rows;
}

const SINCE = `(date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => $2::int - 1)) AT TIME ZONE 'UTC'`;

/** Exported, as the others, for the test that reads its plan. */
export const ACTIVE_SQL = `SELECT count(*)::int AS count FROM subscribers WHERE site_id = $1 AND status = 'active'`;

export const DAILY_SQL = `
  WITH came AS (
    SELECT (subscribed_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS gained FROM subscribers
    WHERE site_id = $1 AND subscribed_at >= ${SINCE} GROUP BY 1
  ),
  went AS (
    SELECT (ended_at AT TIME ZONE 'UTC')::date AS day, count(*) FILTER (WHERE status = 'unsubscribed')::int AS unsubscribed,
      count(*) FILTER (WHERE status <> 'unsubscribed')::int AS gone
    FROM subscribers WHERE site_id = $1 AND ended_at >= ${SINCE} AND status <> 'active' GROUP BY 1
  )
  SELECT d.day::date::text AS day, COALESCE(gained, 0) AS gained, COALESCE(unsubscribed, 0) AS unsubscribed,
    COALESCE(gone, 0) AS gone
  FROM generate_series(${SINCE} AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', interval '1 day') AS d (day)
  LEFT JOIN came ON came.day = d.day::date LEFT JOIN went ON went.day = d.day::date ORDER BY 1`;

export const PROMPTS_SQL = `
  SELECT prompt_kind AS prompt, count(*) FILTER (WHERE decision = 'granted')::int AS granted,
    count(*) FILTER (WHERE decision = 'withdrawn')::int AS withdrawn
  FROM consent_records WHERE site_id = $1 AND at >= ${SINCE} GROUP BY 1 ORDER BY 2 DESC, 1`;

/** By prompt, most asked first. */
export const ASKED_SQL = `
  SELECT prompt, COALESCE(sum(count) FILTER (WHERE outcome = 'shown'), 0)::int AS shown,
    COALESCE(sum(count) FILTER (WHERE outcome = 'granted'), 0)::int AS granted,
    COALESCE(sum(count) FILTER (WHERE outcome = 'denied'), 0)::int AS denied,
    COALESCE(sum(count) FILTER (WHERE outcome = 'dismissed'), 0)::int AS dismissed
  FROM prompt_counts WHERE site_id = $1 AND day >= (${SINCE} AT TIME ZONE 'UTC')::date GROUP BY 1 ORDER BY 2 DESC, 1`;

export const UNSUBSCRIBES_SQL = `
  SELECT campaign_id, count(DISTINCT subscriber_id)::int AS unsubscribed FROM attributions
  WHERE site_id = $1 AND goal_id = 0 AND at >= ${SINCE} GROUP BY campaign_id ORDER BY 2 DESC, 1 DESC LIMIT ${MOST_CAMPAIGNS}`;

async function readUnsubscribes(siteId: bigint, days: number): Promise<SiteGrowth['unsubscribes']> {
  const rows = await readRows<{ campaign_id: bigint; unsubscribed: number }>(UNSUBSCRIBES_SQL, siteId, days);
  const ids = rows.map((row) => row.campaign_id);
  const [{ rows: named }, stats] = await Promise.all([
    pool.query<{ id: bigint; name: string }>(
      'SELECT id, name FROM campaigns WHERE site_id = $1 AND id = ANY($2::bigint[])',
      [siteId, ids],
    ),
    campaignStats(siteId, ids),
  ]);
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return rows.map(({ campaign_id: id, unsubscribed }) => ({
    campaignId: encodeId('campaign', id),
    name: names.get(id) ?? '',
    unsubscribed,
    accepted: (stats.get(id) ?? NO_STATS).accepted,
  }));
}
