import type { Actor } from '@/lib/contracts/actors';
import type { Audience, FrozenAudience } from '@/lib/contracts/campaigns';
import type { SegmentRule } from '@/lib/contracts/segments';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { compileFrozenAudience } from './compile-frozen-audience';
import { freezeAudience } from './freeze-audience';

/**
 * How many active subscribers a rule or an audience has at this moment.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a segment that is not there
 */
export async function countAudience(
  actor: Actor,
  siteId: string,
  what: { rule: SegmentRule } | { audience: Audience },
): Promise<{ count: number }> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const at = now();
  const audience: FrozenAudience =
    'rule' in what
      ? { asOf: at.toISOString(), selection: { kind: 'rule', include: [what.rule], exclude: [] } }
      : await freezeAudience(site, what.audience, at);
  return { count: await countFrozenAudience(site, audience) };
}

async function countFrozenAudience(siteId: bigint, audience: FrozenAudience): Promise<number> {
  const { text, params } = countQuery(siteId, audience);
  const { rows } = await pool.query<{ count: number }>(text, params);
  return rows[0]?.count ?? 0;
}

function countQuery(siteId: bigint, audience: FrozenAudience): { text: string; params: unknown[] } {
  const params: unknown[] = [siteId];
  const matches = compileFrozenAudience(audience, params, siteId);
  return { text: `SELECT count(*)::int AS count FROM subscribers s WHERE s.site_id = $1 AND ${matches}`, params };
}
