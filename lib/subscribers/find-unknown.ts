import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { tryDecodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Which of the names given have no active subscriber on the site, each once.
 * @throws AppError `forbidden`, `not_found`
 */
export async function findUnknown(
  actor: Actor,
  siteId: string,
  named: { externalIds: readonly string[] } | { subscriberIds: readonly string[] },
): Promise<string[]> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  if ('externalIds' in named) {
    const { rows } = await pool.query<{ name: string }>({
      name: 'unknown-external-ids',
      text: `SELECT g.name FROM (SELECT DISTINCT unnest($2::text[]) AS name) g WHERE NOT EXISTS (
        SELECT FROM subscribers s WHERE s.site_id = $1 AND s.external_id = g.name AND s.status = 'active')`,
      values: [site, named.externalIds],
    });
    return rows.map((row) => row.name);
  }
  const numbers = new Map(named.subscriberIds.map((id) => [id, tryDecodeId('subscriber', id)]));
  const { rows } = await pool.query<{ id: bigint }>({
    name: 'known-subscriber-ids',
    text: `SELECT s.id FROM subscribers s WHERE s.site_id = $1 AND s.id = ANY($2::bigint[]) AND s.status = 'active'`,
    values: [site, [...numbers.values()].filter((id) => id !== null)],
  });
  const known = new Set(rows.map((row) => row.id));
  return [...numbers].flatMap(([name, id]) => (id === null || !known.has(id) ? [name] : []));
}
