import type { PoolClient } from 'pg';
import { MAX_BROWSERS_PER_PERSON, type Target } from '@/lib/contracts/batches';
import { tryDecodeId } from '@/lib/platform/ids';

/**
 * The subscribers that each target names, in the order given: one by its id or by the hash of its endpoint, or each
 * browser of a person that is not gone for good, the newest first. Nobody is an empty list.
 */
export async function findTargets(
  client: Pick<PoolClient, 'query'>,
  siteId: bigint,
  targets: readonly Target[],
): Promise<bigint[][]> {
  const found: bigint[][] = targets.map(() => []);
  const { rows } = await client.query<{ position: bigint; id: bigint }>({
    name: 'find-targets',
    text: FIND_TARGETS_SQL,
    values: findTargetsValues(siteId, targets),
  });
  for (const { position, id } of rows) found[Number(position) - 1]?.push(id);
  return found;
}

/** Exported for the test that reads its plan. */
export function findTargetsValues(siteId: bigint, targets: readonly Target[]): unknown[] {
  return [
    siteId,
    targets.map(({ subscriberId }) => (subscriberId === undefined ? null : tryDecodeId('subscriber', subscriberId))),
    targets.map(({ externalId }) => externalId ?? null),
    targets.map(({ endpointHash }) => (endpointHash === undefined ? null : Buffer.from(endpointHash, 'hex'))),
    MAX_BROWSERS_PER_PERSON,
  ];
}

// `id + 0` keeps the planner from walking all ids backwards in search of the few of one person.
export const FIND_TARGETS_SQL = `
SELECT g.position, s.id
FROM unnest($2::bigint[], $3::text[], $4::bytea[]) WITH ORDINALITY AS g (id, external_id, endpoint_hash, position)
CROSS JOIN LATERAL (
  SELECT s.id FROM subscribers s WHERE s.site_id = $1 AND s.id = g.id
  UNION ALL
  SELECT s.id FROM subscribers s WHERE s.site_id = $1 AND s.endpoint_hash = g.endpoint_hash
  UNION ALL
  (SELECT s.id FROM subscribers s
   WHERE s.site_id = $1 AND s.external_id = g.external_id AND s.status <> 'gone' ORDER BY s.id + 0 DESC LIMIT $5)
) s
ORDER BY g.position`;
