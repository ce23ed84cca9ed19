import { destinationUrls } from '@/lib/contracts/compose-push-message';
import type { Message } from '@/lib/contracts/messages';
import { verifyToken } from '@/lib/delivery/tokens';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';

const MAX_CACHED = 1_000;
// A run's messages are frozen at launch, so what was read once stays true.
const cache = new Map<bigint, string[][]>();

/**
 * Where a click leads: the address stored with the run for the part that was pressed, never anything of the request.
 * @returns null when the token is forged, expired or no click, or its delivery is gone
 */
export async function findClickDestination(token: string): Promise<string | null> {
  const verified = verifyToken(token, now());
  if (verified?.kind !== 'click') return null;
  const urls = await loadUrls(verified.runId);
  const variant = urls && urls.length > 1 ? await findVariant(verified.runId, verified.subscriberId) : 0;
  const url = urls?.[variant]?.[verified.action];
  // As a header: letters beyond ASCII are escaped.
  return url ? new URL(url).href : null;
}

async function loadUrls(runId: bigint): Promise<string[][] | null> {
  const known = cache.get(runId);
  if (known) return known;
  const { rows } = await pool.query<{ messages: Message[] }>('SELECT messages FROM runs WHERE id = $1', [runId]);
  if (!rows[0]) return null;
  const urls = rows[0].messages.map((message) => destinationUrls(message));
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(runId, urls);
  return urls;
}

async function findVariant(runId: bigint, subscriberId: bigint): Promise<number> {
  const { rows } = await pool.query<{ variant: number }>(
    'SELECT variant FROM deliveries WHERE run_id = $1 AND subscriber_id = $2',
    [runId, subscriberId],
  );
  return rows[0]?.variant ?? 0;
}
