import type { Actor } from '@/lib/contracts/actors';
import { COMPARED_CAMPAIGNS, COMPARED_HOURS, type ComparedCampaign } from '@/lib/contracts/reports';
import { now } from '@/lib/platform/clock';
import { db, pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { campaignGoals } from './campaign-goals';
import { campaignStats, NO_STATS } from './campaign-stats';
import { countUnsubscribed } from './count-unsubscribed';

/**
 * Two to five campaigns of a site with the same figures each, in the order given; repeated ids count once.
 * @throws AppError `forbidden`; `not_found`, also when one of them is none of the site's; `bad_request` for another number
 */
export async function compareCampaigns(
  actor: Actor,
  siteId: string,
  campaignIds: readonly string[],
): Promise<ComparedCampaign[]> {
  const site = await authorizeSite(actor, 'campaigns.read', siteId);
  const ids = [...new Set(campaignIds)].map((id) => tryDecodeId('campaign', id));
  const { min, max } = COMPARED_CAMPAIGNS;
  if (ids.length < min || ids.length > max) {
    throw new AppError('bad_request', { detail: `Choose ${min} to ${max} campaigns.` });
  }
  const known = ids.filter((id) => id !== null);
  const rows = await db.campaign.findMany({
    where: { siteId: site, id: { in: known }, archivedAt: null },
    select: { id: true, name: true, launchedAt: true },
  });
  if (rows.length < ids.length) throw new AppError('not_found', { detail: 'One of the campaigns is not there.' });
  const [stats, unsubscribed, clicks, goals] = await Promise.all([
    campaignStats(site, known),
    countUnsubscribed(site, known),
    readClicks(site, known),
    Promise.all(known.map(async (id) => [id, (await campaignGoals(site, id, [])).goals] as const)),
  ]);
  const goalsOf = new Map(goals);
  return known.flatMap((id) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return [];
    return {
      id: encodeId('campaign', id),
      name: row.name,
      launchedAt: row.launchedAt?.toISOString() ?? null,
      stats: stats.get(id) ?? NO_STATS,
      unsubscribed: unsubscribed.get(id) ?? 0,
      goals: goalsOf.get(id) ?? [],
      clicksByHour: hoursSoFar(row.launchedAt, (hour) => clicks.get(`${id}/${hour}`)),
    };
  });
}

/** An hour that has not begun is not one without clicks. */
function hoursSoFar(launchedAt: Date | null, clicksIn: (hour: number) => number | undefined): number[] {
  const ageHours = launchedAt ? Math.floor((now().getTime() - launchedAt.getTime()) / 3_600_000) + 1 : 0;
  const hours = Array.from({ length: COMPARED_HOURS }, (_, hour) => clicksIn(hour));
  return hours
    .slice(0, Math.max(ageHours, hours.findLastIndex((count) => count !== undefined) + 1))
    .map((count) => count ?? 0);
}

/** Exported for the test that reads its plan. */
export const COMPARED_CLICKS_SQL = `
  SELECT f.campaign_id AS id, floor(extract(epoch FROM b.bucket_at - date_trunc('minute', r.created_at)) / 3600)::int AS hour,
    sum(b.clicked_count)::int AS clicked
  FROM run_folds f JOIN runs r ON r.id = f.run_id
    JOIN run_buckets b ON b.run_id = f.run_id AND b.generation = f.generation AND b.bucket_at < r.created_at + $3 * interval '1 hour'
  WHERE f.campaign_id = ANY($1::bigint[]) AND f.site_id = $2 AND b.clicked_count > 0 GROUP BY 1, 2`;

async function readClicks(siteId: bigint, ids: readonly bigint[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: bigint; hour: number; clicked: number }>(COMPARED_CLICKS_SQL, [
    ids,
    siteId,
    COMPARED_HOURS,
  ]);
  return new Map(rows.map(({ id, hour, clicked }) => [`${id}/${Math.max(0, hour)}`, clicked]));
}
