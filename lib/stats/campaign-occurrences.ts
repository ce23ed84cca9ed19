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
    `SELECT o.occurs_at AS at, o.reason, count(*) OVER ()::int AS total, COALESCE(sum(c.planned_count), 0)::int AS audience,
       COALESCE(sum(c.accepted_count), 0)::int AS accepted, COALESCE(sum(c.shown_count), 0)::int AS shown,
       COALESCE(sum(c.clicked_count), 0)::int AS clicked
     FROM campaign_occurrences o LEFT JOIN run_counters c ON c.run_id = o.run_id
     WHERE o.campaign_id = $1 AND o.site_id = $2 GROUP BY o.campaign_id, o.occurs_at
     ORDER BY o.occurs_at DESC LIMIT $3`,
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
