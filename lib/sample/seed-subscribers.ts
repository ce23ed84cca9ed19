import { createHash } from 'node:crypto';
import { pool } from '@/lib/platform/db';
import { sampleKeys } from './sample-keys';
import { samplePerson } from './sample-people';

const BATCH = 2_000;
const DAY_MS = 86_400_000;

interface SeedTarget {
  siteId: bigint;
  vapidKeyId: bigint;
  /** Origin of the simulator, `http://127.0.0.1:<port>`. */
  origin: string;
  from: number;
  count: number;
  /** The address of one of them at the origin; the simulator's own unless given. */
  pathOf?: (index: number) => string;
  onProgress?: (done: number) => void;
}

/** Writes simulated subscribers `from … from + count - 1` in bulk; those that exist already are left as they are. */
export async function seedSubscribers(target: SeedTarget): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO push_origins (origin) VALUES ($1) ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin RETURNING id`,
    [target.origin],
  );
  const originId = rows[0]?.id;
  if (originId === undefined) throw new Error('the simulator’s origin could not be stored');
  for (let done = 0; done < target.count; done += BATCH) {
    const size = Math.min(BATCH, target.count - done);
    await insertBatch(target, originId, target.from + done, size);
    target.onProgress?.(done + size);
  }
}

async function insertBatch(target: SeedTarget, originId: number, from: number, size: number): Promise<void> {
  const now = Date.now();
  const people = Array.from({ length: size }, (_, offset) => {
    const index = from + offset;
    const endpoint = `${target.origin}${target.pathOf?.(index) ?? `/simulated/${index}`}`;
    return {
      endpoint,
      hash: createHash('sha256').update(endpoint).digest(),
      keys: sampleKeys(index),
      ...samplePerson(index),
    };
  });
  const column = <T>(read: (person: (typeof people)[number]) => T): T[] => people.map(read);
  // Older subscribers get smaller ids, as they would have had.
  await pool.query(
    `INSERT INTO subscribers (id, site_id, vapid_key_id, origin_id, endpoint, endpoint_hash, p256dh, auth, external_id, tags,
       topics, language, timezone, country, browser, browser_version, os, device, session_count, is_test, subscribed_at,
       last_seen_at, endpoint_set_at, updated_at)
     SELECT belfry_id(), $1, $2, $3, endpoint, hash, p256dh, auth, external_id, tags,
       coalesce(string_to_array(nullif(topics, ''), ','), '{}'), language, timezone, country, browser, browser_version, os, device, sessions,
       is_test, subscribed_at, last_seen_at, subscribed_at, subscribed_at
     FROM unnest($4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[], $9::jsonb[], $10::text[], $11::text[],
       $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::int[], $19::bool[],
       $20::timestamptz[], $21::timestamptz[])
       AS t (endpoint, hash, p256dh, auth, external_id, tags, topics, language, timezone, country, browser, browser_version,
         os, device, sessions, is_test, subscribed_at, last_seen_at)
     ORDER BY subscribed_at
     ON CONFLICT (site_id, endpoint_hash) DO NOTHING`,
    [
      target.siteId,
      target.vapidKeyId,
      originId,
      column((p) => p.endpoint),
      column((p) => p.hash),
      column((p) => p.keys.p256dh),
      column((p) => p.keys.auth),
      column((p) => p.externalId),
      column((p) => JSON.stringify(p.tags)),
      column((p) => p.topics.join(',')),
      column((p) => p.language),
      column((p) => p.timezone),
      column((p) => p.country),
      column((p) => p.browser),
      column((p) => p.browserVersion),
      column((p) => p.os),
      column((p) => p.device),
      column((p) => p.sessionCount),
      column((p) => p.isTest),
      column((p) => new Date(now - p.subscribedDaysAgo * DAY_MS)),
      column((p) => new Date(now - p.lastSeenDaysAgo * DAY_MS)),
    ],
  );
}
