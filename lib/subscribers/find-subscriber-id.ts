import { EndpointHash } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';

/**
 * The one subscriber of a site that a path names: by its id, as `external:` and a person's id, or as `endpoint:` and the
 * SHA-256 of its endpoint in hex. With an id, whether it is there is left to the caller.
 * @throws AppError `not_found`; `conflict` when a person has several browsers: nothing is guessed of which is meant
 */
export async function findSubscriberId(siteId: bigint, name: string): Promise<bigint> {
  const [, kind, value = ''] = /^(external|endpoint):(.*)$/s.exec(name) ?? [];
  if (kind === undefined) return decodeId('subscriber', name);
  if (kind === 'external') return findByExternalId(siteId, value);
  if (!EndpointHash.safeParse(value).success) throw notFound('subscriber');
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM subscribers WHERE site_id = $1 AND endpoint_hash = $2',
    [siteId, Buffer.from(value, 'hex')],
  );
  if (!rows[0]) throw notFound('subscriber');
  return rows[0].id;
}

async function findByExternalId(siteId: bigint, externalId: string): Promise<bigint> {
  // `id + 0` keeps the planner from walking all ids in search of the few of one person.
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM subscribers WHERE site_id = $1 AND external_id = $2 ORDER BY id + 0 LIMIT 2',
    [siteId, externalId],
  );
  const [first, second] = rows;
  if (!first) throw notFound('subscriber');
  if (second) {
    throw new AppError('conflict', {
      detail:
        'Several browsers have this external id. List them with ?externalId= and name the one that is meant by its id.',
    });
  }
  return first.id;
}
