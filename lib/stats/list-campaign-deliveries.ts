import { findCampaign } from '@/lib/campaigns/find-campaign';
import type { Actor } from '@/lib/contracts/actors';
import type { DeliveryQuery, DeliveryView } from '@/lib/contracts/deliveries';
import type { Page } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { pageDeliveries, readPosition } from './page-deliveries';

/** A recurring campaign has one a day. */
const MOST_RUNS = 1_000;

/**
 * The deliveries of a campaign by launch and subscriber, tests aside.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listCampaignDeliveries(
  actor: Actor,
  campaignId: string,
  query: DeliveryQuery,
  mostScanned?: number,
): Promise<Page<DeliveryView>> {
  const { id, siteId } = await findCampaign(actor, 'campaigns.read', campaignId);
  const start = readPosition(query.cursor);
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT id FROM runs WHERE campaign_id = $1 AND site_id = $2 AND NOT is_test AND id >= $3 ORDER BY id LIMIT $4`,
    [id, siteId, start.runId, MOST_RUNS],
  );
  const runs = { runIds: rows.map((run) => run.id), isMore: rows.length === MOST_RUNS };
  return pageDeliveries(siteId, runs, start, query, mostScanned);
}
