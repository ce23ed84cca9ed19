import { pool } from '@/lib/platform/db';
import { errorKind } from '@/lib/platform/error-kind';
import { openVapidPrivateKey } from './sealed-secrets';

export interface LoadedVapidKey {
  /** Uncompressed P-256 point, 65 bytes. */
  publicKey: Buffer;
  /** 32 bytes. */
  privateKey: Buffer;
  /** The `sub` claim: mailto: or https:. */
  subject: string;
}

/** A key never changes; its site's contact address may, and is taken up within this time. */
const CACHE_MS = 60_000;
const MOST_CACHED = 1_000;

interface Entry {
  key: Promise<LoadedVapidKey>;
  /** What `key` became; that of the entry before, until it has. */
  known: LoadedVapidKey | null;
  readAt: number;
}

const cache = new Map<bigint, Entry>();

/**
 * The key pair where it is in memory, at once: who has to wait for it sends with all the others that wait, in one turn
 * of the event loop. One that is due to be read again is, and used meanwhile.
 */
export function knownVapidKey(vapidKeyId: bigint): LoadedVapidKey | null {
  const entry = cache.get(vapidKeyId);
  if (!entry?.known) return null;
  // Who fails to read it again forgets it: the next one asks itself, and is told.
  if (performance.now() - entry.readAt >= CACHE_MS) loadVapidKey(vapidKeyId).catch(() => undefined);
  return entry.known;
}

/**
 * The opened key pair that a subscription was made with, for the send path; kept in memory, and used on while the
 * database is away.
 * @throws Error when there is no such key or it does not open under the master key: a fault of configuration.
 * @throws what Postgres throws, `errorKind` 'unavailable', when a key that was never read cannot be read now
 */
export function loadVapidKey(vapidKeyId: bigint): Promise<LoadedVapidKey> {
  const cached = cache.get(vapidKeyId);
  if (cached && performance.now() - cached.readAt < CACHE_MS) return cached.key;
  const key = readKey(vapidKeyId).catch((error: unknown) => {
    if (cached && errorKind(error) === 'unavailable') return cached.key;
    cache.delete(vapidKeyId);
    throw error;
  });
  if (cache.size >= MOST_CACHED) cache.clear();
  const entry: Entry = { key, known: cached?.known ?? null, readAt: performance.now() };
  cache.set(vapidKeyId, entry);
  key.then(
    (known) => {
      entry.known = known;
    },
    // Told to who asked, by the promise that is returned.
    () => undefined,
  );
  return key;
}

async function readKey(id: bigint): Promise<LoadedVapidKey> {
  // The delivery names the key; the sender works for all tenants. Not by Prisma, whose first query in a process takes
  // as long as everything else from the launch of a campaign to its first push.
  const { rows } = await pool.query<{
    site_id: bigint;
    public_key: Buffer;
    private_key_sealed: Buffer;
    vapid_subject: string;
  }>({
    name: 'load-vapid-key',
    text: `SELECT k.site_id, k.public_key, k.private_key_sealed, s.vapid_subject
      FROM vapid_keys k JOIN sites s ON s.id = k.site_id WHERE k.id = $1`,
    values: [id],
  });
  const row = rows[0];
  if (!row) throw new Error(`there is no VAPID key ${id}`);
  return {
    publicKey: row.public_key,
    privateKey: openVapidPrivateKey(row.site_id, row.public_key, row.private_key_sealed),
    subject: row.vapid_subject,
  };
}
