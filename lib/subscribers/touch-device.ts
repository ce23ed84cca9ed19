import { pool } from '@/lib/platform/db';
import { changedByVisit } from './changed-by-visit';
import type { CheckedSubscription } from './subscribe.types';

/**
 * The common visit: a device shows its id, its secret and the subscription that is stored already.
 * @returns false when anything of it differs or the row is not active.
 */
export async function touchDevice(wanted: CheckedSubscription, id: bigint, secretHash: Buffer): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'touch-device',
    text: `UPDATE subscribers s SET
        vapid_key_id = $7, language = coalesce($8, s.language), timezone = coalesce($9, s.timezone),
        country = coalesce($10, s.country), browser = coalesce($11, s.browser),
        browser_version = coalesce($12, s.browser_version), os = coalesce($13, s.os),
        device = CASE WHEN $14::text = 'unknown' THEN s.device ELSE $14 END,
        session_count = s.session_count + $15::int, last_seen_at = now(), updated_at = ${changedByVisit('$8', '$9', '$10')}
      WHERE site_id = $1 AND id = $2 AND device_secret_hash = $3 AND endpoint_hash = $4 AND p256dh = $5 AND auth = $6
        AND status = 'active'`,
    values: [
      wanted.siteId,
      id,
      secretHash,
      wanted.endpointHash,
      wanted.keys.p256dh,
      wanted.keys.auth,
      wanted.vapidKeyId,
      wanted.language,
      wanted.timezone,
      wanted.country,
      wanted.client.browser,
      wanted.client.browserVersion,
      wanted.client.os,
      wanted.client.device,
      wanted.isNewSession ? 1 : 0,
    ],
  });
  return rowCount === 1;
}
