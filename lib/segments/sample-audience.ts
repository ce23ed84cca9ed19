import type { Actor } from '@/lib/contracts/actors';
import type { Audience } from '@/lib/contracts/campaigns';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { compileFrozenAudience } from './compile-frozen-audience';
import { freezeAudience } from './freeze-audience';

/**
 * Ids of a few members of an audience, the newest first, so that a marketer sees who is meant.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a segment that is not there
 */
export async function sampleAudience(actor: Actor, siteId: string, audience: Audience, limit = 5): Promise<string[]> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const params: unknown[] = [site, limit];
  const matches = compileFrozenAudience(await freezeAudience(site, audience, now()), params);
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT s.id FROM subscribers s WHERE s.site_id = $1 AND ${matches} ORDER BY s.id DESC LIMIT $2`,
    params,
  );
  return rows.map((row) => encodeId('subscriber', row.id));
}
