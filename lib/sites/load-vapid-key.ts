import { systemDb } from '@/lib/platform/db';
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
const cache = new Map<bigint, { key: Promise<LoadedVapidKey>; readAt: number }>();

/**
 * The opened key pair that a subscription was made with, for the send path; kept in memory, and used on while the
 * database is away.
 * @throws Error when there is no such key or it does not open under the master key: a fault of configuration.
 * @throws what Postgres or Prisma throw, `errorKind` 'unavailable', when a key that was never read cannot be read now
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
  cache.set(vapidKeyId, { key, readAt: performance.now() });
  return key;
}

async function readKey(id: bigint): Promise<LoadedVapidKey> {
  // The delivery names the key; the sender works for all tenants.
  const row = await systemDb.vapidKey.findUnique({
    where: { id },
    include: { site: { select: { vapidSubject: true } } },
  });
  if (!row) throw new Error(`there is no VAPID key ${id}`);
  return {
    publicKey: Buffer.from(row.publicKey),
    privateKey: openVapidPrivateKey(row.siteId, row.publicKey, row.privateKeySealed),
    subject: row.site.vapidSubject,
  };
}
