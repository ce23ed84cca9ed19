import { pool } from '@/lib/platform/db';
import { tryDecodeId } from '@/lib/platform/ids';
import { countIngest } from '@/lib/platform/metrics';
import { hashDeviceSecret } from './device-secret';
import { deviceNotFound } from './update-device';

/**
 * Ends a device's subscription at its own wish, with the withdrawn consent; again is not an error. Nothing is claimed
 * for it once this has returned (delivery.md I7).
 * @throws AppError `not_found` when the device's id and secret do not belong together.
 */
export async function unsubscribeDevice(
  siteId: bigint,
  device: { id: string; secret: string },
  origin: string,
): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>({
    name: 'unsubscribe-device',
    text: `
      WITH device AS (
        SELECT id FROM subscribers WHERE site_id = $1 AND id = $2 AND device_secret_hash = $3
      ), ended AS (
        UPDATE subscribers s SET status = 'unsubscribed', ended_at = now(), updated_at = now()
        FROM device WHERE s.site_id = $1 AND s.id = device.id AND s.status <> 'unsubscribed' RETURNING s.id
      ), event AS (
        INSERT INTO subscriber_events (site_id, subscriber_id, kind) SELECT $1, id, 'unsubscribed' FROM ended
      ), consent AS (
        INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin)
        SELECT $1, id, 'withdrawn', 'api', $4 FROM ended
      )
      SELECT EXISTS (SELECT FROM device) AS found`,
    values: [siteId, tryDecodeId('subscriber', device.id), hashDeviceSecret(device.secret), origin],
  });
  if (!rows[0]?.found) throw deviceNotFound();
  countIngest('unsubscribe');
}
