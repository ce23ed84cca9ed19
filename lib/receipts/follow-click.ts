import { destinationUrls } from '@/lib/contracts/compose-push-message';
import type { Message } from '@/lib/contracts/messages';
import { type VerifiedToken, verifyToken } from '@/lib/delivery/tokens';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { markOf } from './receipt-marks';
import { recordMarks } from './record-receipts';

const MAX_CACHED = 1_000;
// A run's messages are frozen at launch, so what was read once stays true.
const cache = new Map<bigint, string[][]>();

/**
 * Where a click leads: the address stored with the run for the part that was pressed, never anything of the request.
 * The click is counted, and committed, before this returns.
 * @param isCounted false for what is no click of a person: a link checker, a browser that loads ahead
 * @returns null when the token is forged, expired or no click, or its delivery is gone
 */
export async function followClick(token: string, isCounted = true): Promise<string | null> {
  const verified = verifyToken(token, now());
  if (verified?.kind !== 'click') return null;
  const urls = cache.get(verified.runId) ?? (await loadUrls(verified.runId));
  const variant = urls && urls.length > 1 ? await findVariant(verified.runId, verified.subscriberId) : 0;
  const url = urls?.[variant]?.[verified.action];
  if (url === undefined) return null;
  if (isCounted) await count(verified);
  return url;
}

async function count(verified: VerifiedToken): Promise<void> {
  const mark = markOf(verified, 'clicked');
  try {
    if (mark) await recordMarks([mark]);
  } catch (error) {
    // The visitor gets where they wanted to go, counted or not.
    if (!(error instanceof AppError)) throw error;
    log.warn({ code: error.code }, 'a click could not be counted');
  }
}

async function loadUrls(runId: bigint): Promise<string[][] | null> {
  const { rows } = await pool.query<{ messages: Message[] }>('SELECT messages FROM runs WHERE id = $1', [runId]);
  if (!rows[0]) return null;
  // As a header: letters beyond ASCII are escaped.
  const urls = rows[0].messages.map((message) => destinationUrls(message).map((url) => new URL(url).href));
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(runId, urls);
  return urls;
}

async function findVariant(runId: bigint, subscriberId: bigint): Promise<number> {
  const { rows } = await pool.query<{ variant: number }>({
    name: 'find-variant',
    text: 'SELECT variant FROM deliveries WHERE run_id = $1 AND subscriber_id = $2',
    values: [runId, subscriberId],
  });
  return rows[0]?.variant ?? 0;
}
