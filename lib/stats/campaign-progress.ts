import { findCampaign } from '@/lib/campaigns/find-campaign';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { campaignStatsOf } from './campaign-stats';
import { hostOf, readReasons } from './read-reasons';

const BUCKET_SECONDS = 5;
/** The bucket that runs and two whole ones before it: the last 10 to 15 seconds. */
const RATE_BUCKETS = 3;
/** Points that a chart can tell apart; receipts of days are put into wider buckets. */
const MAX_TICKS = 90;

interface RunRow {
  id: bigint;
  isPlanned: boolean;
  ageSeconds: number;
  settledLately: number;
  /** What settledLately covers. */
  windowSeconds: number;
  /** Seconds since the epoch; null: nothing has happened yet. */
  firstTickAt: number | null;
  lastTickAt: number | null;
}

/**
 * What the campaign page shows live: everything is read from rollups, a few dozen rows whatever the audience.
 * Test runs are left out.
 * @throws AppError `forbidden`; `not_found`
 */
export async function campaignProgress(actor: Actor, campaignId: string): Promise<CampaignProgress> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const [stats, runs] = await Promise.all([
    campaignStatsOf(campaign.siteId, campaign.id),
    readRuns(campaign.siteId, campaign.id),
  ]);
  const runIds = runs.map((run) => run.id);
  const [reasons, alerts, ticks, waiting] = await Promise.all([
    readReasons(runIds),
    readAlerts(runIds),
    readTicks(runs),
    readWaiting(runIds),
  ]);
  const planned = runs.length > 0 && runs.every((run) => run.isPlanned);
  const ratePerSecond = campaign.status === 'running' ? rateOf(runs) : null;
  return {
    status: campaign.status,
    stats,
    planned,
    ratePerSecond,
    // Who waits for a time of their own is no matter of pace.
    secondsLeft: planned && ratePerSecond && !waiting ? Math.ceil(stats.pending / ratePerSecond) : null,
    waiting,
    startedAt: campaign.launchedAt?.toISOString() ?? null,
    finishedAt: campaign.finishedAt?.toISOString() ?? null,
    reasons,
    alerts,
    ...ticks,
  };
}

async function readRuns(siteId: bigint, campaignId: bigint): Promise<RunRow[]> {
  const { rows } = await pool.query<RunRow>(
    `WITH rate AS (
       SELECT date_bin(make_interval(secs => $3), now(), 'epoch'::timestamptz) - make_interval(secs => $4) AS since
     )
     SELECT r.id, r.planned_at IS NOT NULL AS "isPlanned",
       extract(epoch FROM now() - r.created_at)::float8 AS "ageSeconds",
       extract(epoch FROM now() - rate.since)::float8 AS "windowSeconds",
       coalesce((SELECT sum(t.settled_count) FROM run_ticks t WHERE t.run_id = r.id AND t.bucket_at >= rate.since), 0)::int
         AS "settledLately",
       extract(epoch FROM (SELECT min(t.bucket_at) FROM run_ticks t WHERE t.run_id = r.id))::float8 AS "firstTickAt",
       extract(epoch FROM (SELECT max(t.bucket_at) FROM run_ticks t WHERE t.run_id = r.id))::float8 AS "lastTickAt"
     FROM runs r CROSS JOIN rate WHERE r.site_id = $1 AND r.campaign_id = $2 AND NOT r.is_test`,
    [siteId, campaignId, BUCKET_SECONDS, BUCKET_SECONDS * (RATE_BUCKETS - 1)],
  );
  return rows;
}

function rateOf(runs: RunRow[]): number {
  const rates = runs.map((run) => run.settledLately / Math.max(1, Math.min(run.ageSeconds, run.windowSeconds)));
  return Math.round(rates.reduce((sum, rate) => sum + rate, 0) * 10) / 10;
}

/** Zones whose time lies ahead; a few hundred rows at most. */
async function readWaiting(runIds: bigint[]): Promise<CampaignProgress['waiting']> {
  const { rows } = await pool.query<{ at: Date; timezones: string[]; count: number }>(
    `SELECT z.starts_at AS at, array_agg(z.timezone ORDER BY z.planned_count DESC, z.timezone) AS timezones,
       sum(z.planned_count)::int AS count
     FROM run_zones z JOIN runs r ON r.id = z.run_id
     WHERE z.run_id = ANY($1::bigint[]) AND r.status IN ('running', 'paused') AND z.starts_at > now() AND z.planned_count > 0
     GROUP BY z.starts_at ORDER BY z.starts_at`,
    [runIds],
  );
  const [first] = rows;
  if (!first) return null;
  return {
    subscriberCount: rows.reduce((sum, row) => sum + row.count, 0),
    next: {
      at: first.at.toISOString(),
      subscriberCount: first.count,
      timezones: first.timezones.slice(0, 3),
      timezoneCount: first.timezones.length,
    },
    lastAt: (rows.at(-1) ?? first).at.toISOString(),
  };
}

async function readAlerts(runIds: bigint[]): Promise<CampaignProgress['alerts']> {
  const { rows } = await pool.query<{ code: string; detail: string; origin: string | null; count: number }>(
    `SELECT a.code, a.detail, o.origin, a.count FROM run_alerts a LEFT JOIN push_origins o ON o.id = a.origin_id
     WHERE a.run_id = ANY($1::bigint[]) AND a.resolved_at IS NULL ORDER BY a.first_at DESC LIMIT 20`,
    [runIds],
  );
  return rows.map(({ origin, ...row }) => ({ ...row, pushService: hostOf(origin) }));
}

async function readTicks(runs: RunRow[]): Promise<Pick<CampaignProgress, 'ticks' | 'tickSeconds'>> {
  const times = runs.flatMap(({ firstTickAt, lastTickAt }) => [firstTickAt, lastTickAt].filter((at) => at !== null));
  const spanSeconds = times.length > 0 ? Math.max(...times) - Math.min(...times) : 0;
  // The first bucket begins before the first tick: one less fits.
  const tickSeconds = BUCKET_SECONDS * Math.max(1, Math.ceil(spanSeconds / BUCKET_SECONDS / (MAX_TICKS - 1)));
  const { rows } = await pool.query<{ at: Date; settled: number; shown: number; clicked: number }>(
    `SELECT date_bin(make_interval(secs => $2), bucket_at, 'epoch'::timestamptz) AS at, sum(settled_count)::int AS settled,
       sum(shown_count)::int AS shown, sum(clicked_count)::int AS clicked
     FROM run_ticks WHERE run_id = ANY($1::bigint[]) GROUP BY 1 ORDER BY 1`,
    [runs.map((run) => run.id), tickSeconds],
  );
  return { ticks: rows.map((row) => ({ ...row, at: row.at.toISOString() })), tickSeconds };
}
