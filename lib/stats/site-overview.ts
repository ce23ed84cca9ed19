import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import type { Actor } from '@/lib/contracts/actors';
import type { SiteOverview, ValueCount } from '@/lib/contracts/overview';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { rememberCount } from '@/lib/platform/remember-count';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { campaignStats, NO_STATS } from './campaign-stats';

const TOP_COUNT = 8;
const CAMPAIGN_COUNT = 5;
const GROWTH_DAYS = 30;

type Counts = Omit<SiteOverview, 'lastCampaigns'>;
const remember = rememberCount<Counts>();

/**
 * The overview of a site. Index-only scans: about 0.3 s at a million subscribers, then remembered.
 * @throws AppError `forbidden`; `not_found`
 */
export async function siteOverview(actor: Actor, siteId: string): Promise<SiteOverview> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const [counts, campaigns] = await Promise.all([
    remember(String(site), () => count(site)),
    listCampaigns(actor, siteId, { limit: CAMPAIGN_COUNT }),
  ]);
  const ids = campaigns.items.map((campaign) => decodeId('campaign', campaign.id));
  const stats = await campaignStats(site, ids);
  const lastCampaigns = campaigns.items.map((campaign, index) => ({
    ...campaign,
    stats: stats.get(ids[index] ?? 0n) ?? NO_STATS,
  }));
  return { ...counts, lastCampaigns };
}

async function count(siteId: bigint): Promise<Counts> {
  const at = now();
  const [groups, growth] = await Promise.all([readGroups(siteId), readGrowth(siteId)]);
  const primary = (language: string | null) => language?.split('-')[0] ?? null;
  return {
    activeCount: groups.reduce((sum, group) => sum + group.count, 0),
    growth,
    browsers: top(groups, (group) => group.browser),
    countries: top(groups, (group) => group.country),
    languages: top(groups, (group) => primary(group.language)),
    countedAt: at.toISOString(),
  };
}

interface Group {
  browser: string | null;
  country: string | null;
  language: string | null;
  count: number;
}

/** Exported for the test that reads its plan. */
export const GROUPS_SQL = `
  SELECT browser, country, language, count(*)::int AS count FROM subscribers
  WHERE site_id = $1 AND status = 'active' GROUP BY country, browser, language`;

async function readGroups(siteId: bigint): Promise<Group[]> {
  return (await pool.query<Group>({ name: 'overview-groups', text: GROUPS_SQL, values: [siteId] })).rows;
}

function top(groups: Group[], read: (group: Group) => string | null): ValueCount[] {
  const counts = new Map<string | null, number>();
  for (const group of groups) counts.set(read(group), (counts.get(read(group)) ?? 0) + group.count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TOP_COUNT);
}

async function readGrowth(siteId: bigint): Promise<SiteOverview['growth']> {
  const { rows } = await pool.query<SiteOverview['growth'][number]>({
    name: 'overview-growth',
    text: `
      WITH days AS (
        SELECT day::date AS day FROM generate_series(
          date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => $2 - 1),
          date_trunc('day', now() AT TIME ZONE 'UTC'), interval '1 day') AS day
      ), began AS (
        SELECT (subscribed_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS count FROM subscribers
        WHERE site_id = $1 AND subscribed_at >= now() - make_interval(days => $2) GROUP BY 1
      ), ended AS (
        SELECT (ended_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS count FROM subscribers
        WHERE site_id = $1 AND ended_at >= now() - make_interval(days => $2) GROUP BY 1
      )
      SELECT to_char(days.day, 'YYYY-MM-DD') AS day, coalesce(began.count, 0) AS "newCount",
        coalesce(ended.count, 0) AS "endedCount"
      FROM days LEFT JOIN began USING (day) LEFT JOIN ended USING (day) ORDER BY days.day`,
    values: [siteId, GROWTH_DAYS],
  });
  return rows;
}
