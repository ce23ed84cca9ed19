import { HELD_OUT_SLOT } from '@/lib/campaigns/arm-slots';
import type { CampaignStats } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';

/**
 * The funnels of campaigns, which the caller has found to be the actor's: sums of their runs' counters, test runs left
 * out. `pending` is what has no terminal state yet and was not received, so that the states add up to the audience at
 * every instant.
 * @param campaignIds of this site; one without a run has zeros
 */
export async function campaignStats(
  siteId: bigint,
  campaignIds: readonly bigint[],
): Promise<Map<bigint, CampaignStats>> {
  const result = new Map(campaignIds.map((id) => [id, NO_STATS]));
  if (campaignIds.length === 0) return result;
  const { rows } = await pool.query<Omit<CampaignStats, 'pending'> & { id: bigint }>({
    name: 'campaign-stats',
    text: `
      SELECT r.campaign_id AS id, sum(c.planned_count)::int AS audience, sum(c.accepted_count)::int AS accepted,
        sum(c.received_count)::int AS received, sum(c.shown_count)::int AS shown, sum(c.clicked_count)::int AS clicked,
        sum(c.dismissed_count)::int AS dismissed, sum(c.gone_count)::int AS gone, sum(c.rejected_count)::int AS rejected,
        sum(c.expired_count)::int AS expired,
        COALESCE(sum(c.suppressed_count) FILTER (WHERE c.slot <> ${HELD_OUT_SLOT}), 0)::int AS suppressed,
        COALESCE(sum(c.suppressed_count) FILTER (WHERE c.slot = ${HELD_OUT_SLOT}), 0)::int AS "heldOut",
        sum(c.unknown_count)::int AS unknown
      FROM runs r JOIN run_counters c ON c.run_id = r.id
      WHERE r.site_id = $1 AND r.campaign_id = ANY($2::bigint[]) AND NOT r.is_test GROUP BY r.campaign_id`,
    values: [siteId, campaignIds],
  });
  for (const { id, ...counts } of rows) {
    const { accepted, gone, rejected, expired, suppressed, heldOut, unknown } = counts;
    const settled = accepted + gone + rejected + expired + suppressed + heldOut + unknown;
    const unsettled = counts.audience - settled;
    // A browser may tell that it has the message before the push service's answer is stored: it was accepted all the same.
    const toldFirst = Math.min(Math.max(0, counts.received - accepted - expired - unknown), unsettled);
    result.set(id, { ...counts, accepted: accepted + toldFirst, pending: unsettled - toldFirst });
  }
  return result;
}

/** The funnel of one campaign, see `campaignStats`. */
export async function campaignStatsOf(siteId: bigint, campaignId: bigint): Promise<CampaignStats> {
  return (await campaignStats(siteId, [campaignId])).get(campaignId) ?? NO_STATS;
}

/** The funnel of a campaign without a run. */
export const NO_STATS: CampaignStats = {
  audience: 0,
  pending: 0,
  accepted: 0,
  received: 0,
  shown: 0,
  clicked: 0,
  dismissed: 0,
  gone: 0,
  rejected: 0,
  expired: 0,
  suppressed: 0,
  heldOut: 0,
  unknown: 0,
};
