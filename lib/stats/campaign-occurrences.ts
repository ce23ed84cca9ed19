import { storedSchedule } from '@/lib/campaigns/campaign-row';
import { findCampaign } from '@/lib/campaigns/find-campaign';
import type { Actor } from '@/lib/contracts/actors';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import type { CampaignOccurrences } from '@/lib/contracts/schedules';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';

const NEXT_COUNT = 5;
const PAST_COUNT = 50;

/**
 * The dates of a recurring campaign: the next five, and the last fifty with their figures. Of one that is paused, the
 * dates as they come if it is resumed now. Another campaign has none.
 * @throws AppError `forbidden`; `not_found`
 */
export async function campaignOccurrences(actor: Actor, campaignId: string): Promise<CampaignOccurrences> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const schedule = storedSchedule(campaign);
  if (schedule?.kind !== 'recurring') return { next: [], past: [] };
  const { id, siteId, nextAt } = campaign;
  const { rows } = await pool.query<{
    at: Date;
    reason: 'missed' | 'paused' | 'failed' | null;
    total: number;
    audience: number;
    accepted: number;
    shown: number;
    clicked: number;
  }>(
    // The newest dates first, then their figures: a series may have hundreds.
    `SELECT o.at, o.reason, o.total, COALESCE(c.audience, 0)::int AS audience, COALESCE(c.accepted, 0)::int AS accepted,
       COALESCE(c.shown, 0)::int AS shown, COALESCE(c.clicked, 0)::int AS clicked
     FROM (
       SELECT occurs_at AS at, reason, run_id, count(*) OVER ()::int AS total FROM campaign_occurrences
       WHERE campaign_id = $1 AND site_id = $2 ORDER BY occurs_at DESC LIMIT $3
     ) o CROSS JOIN LATERAL (
       SELECT sum(planned_count) AS audience, sum(accepted_count) AS accepted, sum(shown_count) AS shown,
         sum(clicked_count) AS clicked
       FROM run_counters WHERE run_id = o.run_id
     ) c ORDER BY o.at DESC`,
    [id, siteId, PAST_COUNT],
  );
  const pastCount = rows[0]?.total ?? 0;
  return {
    next: nextDates().map((date) => date.toISOString()),
    past: rows.map(({ at, reason, total: _total, ...counts }) => ({
      at: at.toISOString(),
      status: reason ?? 'sent',
      ...counts,
    })),
  };

  function nextDates(): Date[] {
    if (schedule?.kind !== 'recurring' || campaign.status === 'done' || campaign.status === 'cancelled') return [];
    if (campaign.status === 'draft') return nextOccurrences(schedule, now(), NEXT_COUNT);
    if (!nextAt) return [];
    if (nextAt <= now()) return nextOccurrences(schedule, now(), NEXT_COUNT, pastCount + 1);
    return [nextAt, ...nextOccurrences(schedule, nextAt, NEXT_COUNT - 1, pastCount + 1)];
  }
}
