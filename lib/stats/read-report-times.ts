import type { CampaignReport, HeatCell, ReportPoint } from '@/lib/contracts/reports';
import { pool } from '@/lib/platform/db';
import { sqlState } from '@/lib/platform/transaction';

const MINUTE = 60;
/** Widths of the intervals, each with the longest time that it is used for. */
const RESOLUTIONS = [
  { seconds: MINUTE, upTo: 120 * MINUTE },
  { seconds: 15 * MINUTE, upTo: 36 * 60 * MINUTE },
  { seconds: 60 * MINUTE, upTo: 7 * 24 * 60 * MINUTE },
  { seconds: 6 * 60 * MINUTE, upTo: 31 * 24 * 60 * MINUTE },
];
const DAY_SECONDS = 24 * 60 * MINUTE;

/** How wide an interval is for a campaign of that length. */
export function resolutionFor(spanSeconds: number): number {
  return RESOLUTIONS.find(({ upTo }) => spanSeconds < upTo)?.seconds ?? DAY_SECONDS;
}

const FROM_BUCKETS = `
  FROM run_folds f JOIN run_buckets b ON b.run_id = f.run_id AND b.generation = f.generation
  WHERE f.campaign_id = $1 AND f.site_id = $2`;

/** Exported for the test that reads their plans. */
export const SPAN_SQL = `
  SELECT COALESCE(extract(epoch FROM max(b.bucket_at) - min(b.bucket_at)), 0)::float8 AS span ${FROM_BUCKETS}`;
export const SERIES_SQL = `
  SELECT date_bin(make_interval(secs => $3), b.bucket_at, 'epoch'::timestamptz) AS at,
    sum(b.accepted_count)::int AS accepted, sum(b.shown_count)::int AS shown, sum(b.clicked_count)::int AS clicked
  ${FROM_BUCKETS} GROUP BY 1 ORDER BY 1`;
export const HEAT_SQL = `
  SELECT extract(isodow FROM b.bucket_at AT TIME ZONE $3)::int AS weekday,
    extract(hour FROM b.bucket_at AT TIME ZONE $3)::int AS hour, sum(b.clicked_count)::int AS clicked
  ${FROM_BUCKETS} AND b.clicked_count > 0 GROUP BY 1, 2 ORDER BY 1, 2`;

/**
 * When a campaign's messages were accepted, shown and clicked: as a series whose intervals fit its length, and its
 * clicks by weekday and hour.
 * @param timeZone IANA name; one that the database does not know counts as UTC
 */
export async function readReportTimes(
  siteId: bigint,
  campaignId: bigint,
  timeZone: string,
): Promise<Pick<CampaignReport, 'series' | 'intervalSeconds' | 'heatMap' | 'timeZone'>> {
  const [series, heat] = await Promise.all([readSeries(siteId, campaignId), readHeatMap(siteId, campaignId, timeZone)]);
  return { ...series, ...heat };
}

async function readSeries(siteId: bigint, campaignId: bigint) {
  const { rows: spans } = await pool.query<{ span: number }>(SPAN_SQL, [campaignId, siteId]);
  const intervalSeconds = resolutionFor(spans[0]?.span ?? 0);
  const { rows: points } = await pool.query<Omit<ReportPoint, 'at'> & { at: Date }>(SERIES_SQL, [
    campaignId,
    siteId,
    intervalSeconds,
  ]);
  return { intervalSeconds, series: points.map((point) => ({ ...point, at: point.at.toISOString() })) };
}

async function readHeatMap(siteId: bigint, campaignId: bigint, timeZone: string) {
  const read = async (zone: string) => (await pool.query<HeatCell>(HEAT_SQL, [campaignId, siteId, zone])).rows;
  try {
    return { heatMap: await read(timeZone), timeZone };
  } catch (error) {
    if (sqlState(error) !== UNKNOWN_ZONE) throw error;
    return { heatMap: await read('UTC'), timeZone: 'UTC' };
  }
}

/** invalid_parameter_value: browsers and Postgres do not know the same zones. */
const UNKNOWN_ZONE = '22023';
