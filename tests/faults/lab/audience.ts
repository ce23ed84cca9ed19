import { createHash } from 'node:crypto';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import type { PushProcess } from '../../e2e/push-process';

export interface Audience {
  site: TestSite;
  /** Push services that have someone of it. */
  pushes: PushProcess[];
  endpoints: string[];
}

/** A site with this many subscribers at each of the push services, subscribed two days ago. */
export async function makeAudience(pushes: PushProcess[], countEach: number): Promise<Audience> {
  const site = await makeSitePatiently();
  const endpoints: string[] = [];
  for (const push of pushes) {
    const people = await push.createSubscribers(countEach, site.vapidPublicKey);
    await pool.query(
      `WITH origin AS (
         INSERT INTO push_origins (origin) VALUES ($3)
         ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin RETURNING id
       )
       INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, subscribed_at,
         endpoint_set_at)
       SELECT $1, endpoint, hash, origin.id, p256dh, auth, $2, now() - interval '2 days', now() - interval '2 days'
       FROM origin, unnest($4::text[], $5::bytea[], $6::bytea[], $7::bytea[]) AS s (endpoint, hash, p256dh, auth)`,
      [
        site.id,
        site.vapidKeyId,
        push.origin,
        people.map(({ endpoint }) => endpoint),
        people.map(({ endpoint }) => createHash('sha256').update(endpoint).digest()),
        people.map(({ keys }) => Buffer.from(keys.p256dh, 'base64url')),
        people.map(({ keys }) => Buffer.from(keys.auth, 'base64url')),
      ],
    );
    endpoints.push(...people.map(({ endpoint }) => endpoint));
  }
  return { site, pushes, endpoints };
}

/** Prisma grants a transaction five seconds, which a machine that is busy with other tests may exceed. */
async function makeSitePatiently(): Promise<TestSite> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await makeSite();
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Further subscribers who are planned for and never sent to: for what concerns planning alone. */
export async function addUnreachable(audience: Audience, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT s.site_id, s.endpoint || n, sha256((s.endpoint || n)::bytea), s.origin_id, s.p256dh, s.auth, s.vapid_key_id
     FROM generate_series(1, $2::int) AS n,
       (SELECT * FROM subscribers WHERE site_id = $1 ORDER BY id LIMIT 1) AS s`,
    [audience.site.id, count],
  );
}
