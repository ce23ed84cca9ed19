import { findCampaign } from '@/lib/campaigns/find-campaign';
import type { Actor } from '@/lib/contracts/actors';
import type { BreakdownRow, CampaignReport, ReportDimension } from '@/lib/contracts/reports';
import { valueName } from '@/lib/contracts/value-names';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { type CampaignGoals, campaignGoals } from './campaign-goals';
import { campaignStatsOf } from './campaign-stats';
import { countUnsubscribed } from './count-unsubscribed';
import { nameVariants } from './name-variants';
import { readBreakdowns, sumCounts } from './read-breakdowns';
import { readReasons } from './read-reasons';
import { readReportTimes } from './read-report-times';

/**
 * What became of a campaign, over all its runs, tests left out. The funnel is as it is now; everything else is what the
 * workers counted last, since no page may read a million rows: `asOf` says when that was.
 * @param timeZone of the heat map, an IANA name
 * @throws AppError `forbidden`; `not_found`
 */
export async function campaignReport(actor: Actor, campaignId: string, timeZone = 'UTC'): Promise<CampaignReport> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const { id, siteId } = campaign;
  const variants = nameVariants(campaign);
  const labelOf = (dimension: ReportDimension, value: string) => {
    if (dimension !== 'variant') return valueName(dimension, value);
    if (value === 'hold_out') return 'Hold-out group';
    return variants.find(({ position }) => String(position) === value)?.label ?? `Message ${Number(value) + 1}`;
  };
  const [stats, { folds, failures }, times, { breakdowns, buttons }, unsubscribed, reached] = await Promise.all([
    campaignStatsOf(siteId, id),
    readRuns(siteId, id),
    readReportTimes(siteId, id, timeZone),
    readBreakdowns(siteId, id, variants, labelOf),
    countUnsubscribed(siteId, [id]),
    campaignGoals(siteId, id, variants),
  ]);
  const counted = sumCounts(breakdowns.variant);
  const isCurrent =
    folds.every(({ countedAt }) => countedAt !== null) &&
    (['audience', 'accepted', 'unknown', 'received', 'shown', 'clicked', 'dismissed'] as const).every(
      (name) => counted[name] === stats[name],
    );
  return {
    campaignId,
    stats,
    unsubscribed: unsubscribed.get(id) ?? 0,
    converted: reached.converted,
    goals: reached.goals,
    asOf: isCurrent ? now().toISOString() : oldest(folds.map(({ countedAt }) => countedAt)),
    isCurrent,
    ...times,
    breakdowns: { ...breakdowns, variant: breakdowns.variant.map((row) => withConverted(row, reached)) },
    buttons,
    failures,
  };
}

/** Goals are put down to messages, not to what is known of people. Nobody held out clicked, so that nobody converted. */
function withConverted(row: BreakdownRow, { converted, convertedByVariant }: CampaignGoals): BreakdownRow {
  return { ...row, converted: converted === null ? null : (convertedByVariant.get(Number(row.value)) ?? 0) };
}

interface Fold {
  runId: bigint;
  /** Null: not yet. */
  countedAt: Date | null;
}

async function readRuns(siteId: bigint, campaignId: bigint) {
  const { rows: folds } = await pool.query<Fold>(
    `SELECT r.id AS "runId", CASE WHEN f.generation > 0 THEN f.counted_at END AS "countedAt"
     FROM runs r LEFT JOIN run_folds f ON f.run_id = r.id
     WHERE r.campaign_id = $1 AND r.site_id = $2 AND NOT r.is_test`,
    [campaignId, siteId],
  );
  return { folds, failures: await readReasons(folds.map(({ runId }) => runId)) };
}

/** The least recent: everything is at least as fresh. Runs that were not counted at all have nothing in the figures. */
function oldest(times: readonly (Date | null)[]): string | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length > 0 ? new Date(Math.min(...known)).toISOString() : null;
}
