import { compileMessage } from '@/lib/campaigns/compile-message';
import { addUtmTags } from '@/lib/contracts/compose-push-message';
import type { Message } from '@/lib/contracts/messages';
import { PERSONAL_FIELDS, type Person, personalTexts } from '@/lib/contracts/personal-fields';
import { type VerifiedToken, verifyToken } from '@/lib/delivery/tokens';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { markOf } from './receipt-marks';
import { recordMarks } from './record-receipts';

const MAX_CACHED = 1_000;
// A run's messages are frozen at launch, so what was read once stays true.
const cache = new Map<bigint, Destination[][]>();

/** The same for all, or with values of the one who clicks: as they are now, since none are kept with a delivery. */
type Destination = string | ((person: Person) => string);

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
  const url = urls && (await destinationFor(urls, verified));
  if (!url) return null;
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

async function destinationFor(urls: Destination[][], { runId, subscriberId, action }: VerifiedToken): Promise<string> {
  const isShared = urls.length === 1 && typeof urls[0]?.[action] === 'string';
  const { variant, person } = isShared ? SHARED : await findClicker(runId, subscriberId);
  const destination = urls[variant]?.[action] ?? '';
  return typeof destination === 'string' ? destination : destination(person);
}

const SHARED = { variant: 0, person: {} };

async function loadUrls(runId: bigint): Promise<Destination[][] | null> {
  const { rows } = await pool.query<{ messages: Message[] }>('SELECT messages FROM runs WHERE id = $1', [runId]);
  if (!rows[0]) return null;
  const urls = rows[0].messages.map(destinationsOf);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(runId, urls);
  return urls;
}

function destinationsOf(message: Message): Destination[] {
  // As a header: letters beyond ASCII are escaped.
  const finish = (url: string) => new URL(addUtmTags(url, message.utm)).href;
  const writers = writersOf(message);
  return personalTexts(message).flatMap(({ kind, text }, index): Destination[] => {
    if (kind !== 'url') return [];
    const writer = writers?.[index];
    return typeof writer === 'function' ? [(person) => finish(writer(person))] : [finish(text)];
  });
}

/** Null for texts that are the same for all, braces of before texts could be personal among them. */
function writersOf(message: Message) {
  try {
    return compileMessage(message)?.writers ?? null;
  } catch {
    return null;
  }
}

/** Which message a subscriber got, and what its address may take of them. Who is erased gets the defaults. */
async function findClicker(runId: bigint, subscriberId: bigint): Promise<{ variant: number; person: Person }> {
  const { rows } = await pool.query<{ variant: number; person: Record<string, unknown> }>({
    name: 'find-clicker',
    text: `SELECT d.variant, to_jsonb(s) AS person FROM deliveries d
      LEFT JOIN LATERAL (SELECT ${Object.keys(PERSONAL_FIELDS).join(', ')}, tags FROM subscribers
        WHERE id = d.subscriber_id AND site_id = d.site_id LIMIT 1) s ON true
      WHERE d.run_id = $1 AND d.subscriber_id = $2`,
    values: [runId, subscriberId],
  });
  const known = Object.entries(rows[0]?.person ?? {}).filter(([, value]) => value !== null);
  return { variant: rows[0]?.variant ?? 0, person: Object.fromEntries(known) };
}
