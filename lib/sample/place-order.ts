import { createHash } from 'node:crypto';
import { pool } from '@/lib/platform/db';
import { SAMPLE_GOAL } from './sample-goal';
import type { SampleOrder } from './start-simulator';

/** Records what a shop's page would `track`, for the simulated customers at this address; nobody else is at loopback. */
export async function placeOrder({ endpoint, total }: SampleOrder): Promise<void> {
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props)
     SELECT s.site_id, s.id, 'custom', $2, $3::jsonb FROM sites JOIN subscribers s ON s.site_id = sites.id
     WHERE sites.is_simulated AND s.endpoint_hash = $1`,
    [createHash('sha256').update(endpoint).digest(), SAMPLE_GOAL.eventName, JSON.stringify({ total })],
  );
}
