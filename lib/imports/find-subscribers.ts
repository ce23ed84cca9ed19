import type { PoolClient } from 'pg';
import { findTargets } from '@/lib/subscribers/find-targets';
import type { StoredSubscriber } from './decide-rows';
import type { ImportedRow } from './read-row';

/**
 * Whom each row is about: by endpoint, by id, or every browser of a person.
 * @param isLocked held until the transaction ends, in the order that every batch keeps
 */
export async function findSubscribers(
  client: PoolClient,
  siteId: bigint,
  rows: readonly ImportedRow[],
  isLocked: boolean,
): Promise<Map<ImportedRow, StoredSubscriber[]>> {
  const byEndpoint = rows.filter(({ target }) => 'endpointHash' in target);
  if (byEndpoint.length > 0) {
    const hashes = byEndpoint.map(({ target }) => ('endpointHash' in target ? target.endpointHash : Buffer.alloc(0)));
    const stored = await load(client, siteId, 'endpoint_hash = ANY ($2::bytea[])', hashes, isLocked);
    const byHash = new Map(stored.map((each) => [each.endpointHash.toString('base64'), each]));
    return new Map(
      byEndpoint.map((row, i) => {
        const one = byHash.get(hashes[i]?.toString('base64') ?? '');
        return [row, one ? [one] : []];
      }),
    );
  }
  const targets = rows.flatMap(({ target }) => ('endpointHash' in target ? [] : [target]));
  const ids = await findTargets(client, siteId, targets);
  const stored = await load(client, siteId, 'id = ANY ($2::bigint[])', [...new Set(ids.flat())], isLocked);
  const byId = new Map(stored.map((each) => [each.id, each]));
  return new Map(rows.map((row, i) => [row, (ids[i] ?? []).flatMap((id) => byId.get(id) ?? [])]));
}

async function load(
  client: PoolClient,
  siteId: bigint,
  condition: string,
  values: readonly unknown[],
  isLocked: boolean,
): Promise<StoredSubscriber[]> {
  const { rows } = await client.query<StoredSubscriber>(
    `SELECT id, endpoint_hash AS "endpointHash", p256dh, auth, external_id AS "externalId", tags, topics, language,
       timezone, country, is_test AS "isTest"
     FROM subscribers WHERE site_id = $1 AND ${condition}
     ORDER BY endpoint_hash ${isLocked ? 'FOR NO KEY UPDATE' : ''}`,
    [siteId, values],
  );
  return rows;
}
