import { createHash } from 'node:crypto';
import type { UserActor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { findSampleOwner } from '@/lib/sample/find-sample-owner';
import { seedSubscribers } from '@/lib/sample/seed-subscribers';
import { createSite } from '@/lib/sites/create-site';

/** As long as an address at FCM is, and as little like its neighbours: it is stored, read, posted to. */
function realisticPath(index: number): string {
  const token = [index, -index - 1]
    .map((seed) => createHash('sha512').update(String(seed)).digest('base64url'))
    .join('');
  return `/fcm/send/${token.slice(0, 11)}:${token.slice(11, 151)}`;
}

export interface BenchSite {
  actor: UserActor;
  siteId: string;
}

/**
 * A site with this many subscribers of one push service, who look like the sample's; found again, and filled up, in a
 * database that is kept. One site for each number, so that a smaller run is not a part of a larger one.
 * @param name of a site of its own, for those who change the subscribers
 */
export async function makeBenchSite(
  pushOrigin: string,
  subscriberCount: number,
  name = `Bench ${subscriberCount}`,
): Promise<BenchSite> {
  const { actor } = await findSampleOwner();
  const found = await pool.query<{ id: bigint; key_id: bigint }>(
    'SELECT id, current_vapid_key_id AS key_id FROM sites WHERE name = $1',
    [name],
  );
  let site = found.rows[0];
  if (!site) {
    const made = await createSite(actor, {
      name,
      allowedOrigins: ['https://shop.example'],
      vapidSubject: 'mailto:bench@example.com',
    });
    const id = decodeId('site', made.id);
    const { rows } = await pool.query<{ id: bigint; key_id: bigint }>(
      'SELECT id, current_vapid_key_id AS key_id FROM sites WHERE id = $1',
      [id],
    );
    site = rows[0];
  }
  if (!site) throw new Error('the site could not be made');
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM subscribers WHERE site_id = $1',
    [site.id],
  );
  if ((rows[0]?.count ?? 0) < subscriberCount) {
    const from = performance.now();
    await seedSubscribers({
      siteId: site.id,
      vapidKeyId: site.key_id,
      origin: pushOrigin,
      from: 0,
      count: subscriberCount,
      pathOf: realisticPath,
    });
    const seconds = (performance.now() - from) / 1_000;
    process.stderr.write(`${subscriberCount.toLocaleString('en')} subscribers seeded in ${seconds.toFixed(0)} s\n`);
    await pool.query('VACUUM ANALYZE subscribers');
  }
  return { actor, siteId: encodeId('site', site.id) };
}
