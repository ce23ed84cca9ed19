import type { z } from 'zod';
import type { TrackRequest } from '@/lib/contracts/embed';
import { pool } from '@/lib/platform/db';
import { tryDecodeId } from '@/lib/platform/ids';
import { countIngest } from '@/lib/platform/metrics';
import { hashDeviceSecret } from './device-secret';
import { deviceNotFound } from './update-device';

/**
 * Records a custom event of a device (`cart_left`, with flat properties).
 * @throws AppError `not_found` when the device's id and secret do not belong together.
 */
export async function trackEvent(siteId: bigint, request: z.output<typeof TrackRequest>): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'track-event',
    text: `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props)
      SELECT site_id, id, 'custom', $4, $5::jsonb FROM subscribers
      WHERE site_id = $1 AND id = $2 AND device_secret_hash = $3`,
    values: [
      siteId,
      tryDecodeId('subscriber', request.device.id),
      hashDeviceSecret(request.device.secret),
      request.event,
      JSON.stringify(request.props),
    ],
  });
  if (rowCount !== 1) throw deviceNotFound();
  countIngest('track');
}
