import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Next } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { claimIdempotencyKey, type IdempotencyClaim } from '@/lib/accounts/claim-idempotency-key';
import { settleIdempotencyKey } from '@/lib/accounts/settle-idempotency-key';
import type { StoredAnswer } from '@/lib/accounts/stored-answer';
import type { Actor } from '@/lib/contracts/actors';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import type { ApiContext } from './framework';

/** A repeat that comes while the first still runs waits this long for its answer. */
const WAIT_MS = 5_000;
const POLL_MS = 50;

/**
 * Runs a POST once per Idempotency-Key and workspace (draft-ietf-httpapi-idempotency-key-header): a repeat gets the
 * first one's answer with `Idempotent-Replayed: true`. Answers that say "later" (429, 5xx) are not kept.
 * @throws AppError `invalid_input`, `idempotency_key_reused`, `request_in_progress`.
 */
export async function answerOnce(
  c: ApiContext,
  actor: Actor,
  body: string,
  next: Next,
  key = c.req.header('idempotency-key'),
): Promise<Response | undefined> {
  if (key === undefined) {
    await next();
    return;
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = 'must have 1 to 255 printable ASCII characters without spaces';
    throw new AppError('invalid_input', { fields: [{ path: 'Idempotency-Key', message }] });
  }
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const claim = await claimOrWait(workspaceId, key, hashRequest(c, actor, body));
  if (claim.kind === 'answered') return replay(c, claim.answer);
  if (claim.kind === 'other_request') {
    throw new AppError('idempotency_key_reused', { detail: 'Use a new Idempotency-Key for a new request.' });
  }
  if (claim.kind === 'running') throw new AppError('request_in_progress', { retryAfterSeconds: 1 });
  let answer: StoredAnswer | null = null;
  try {
    // Hono turns what a handler throws into the answer before this returns.
    await next();
    if (c.res.status < 500 && c.res.status !== 429) answer = await readAnswer(c.res);
  } finally {
    await settleIdempotencyKey(workspaceId, key, claim.claimedAt, answer);
  }
  return;
}

/** What two requests must share to be the same; the key's site too, or a repeat could show it another site's answer. */
function hashRequest(c: ApiContext, actor: Actor, body: string): Buffer {
  const reach = actor.kind === 'api_key' ? (actor.siteId ?? '*') : '*';
  const { pathname, search } = new URL(c.req.url);
  return createHash('sha256')
    .update([reach, c.req.method, pathname + search, body].join('\n'))
    .digest();
}

async function claimOrWait(workspaceId: bigint, key: string, hash: Buffer): Promise<IdempotencyClaim> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const claim = await claimIdempotencyKey(workspaceId, key, hash);
    if (claim.kind !== 'running' || performance.now() > deadline) return claim;
    await sleep(POLL_MS);
  }
}

async function readAnswer(response: Response): Promise<StoredAnswer> {
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'location', 'etag']) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: response.status, headers, body: await response.clone().text() };
}

function replay(c: ApiContext, { status, headers, body }: StoredAnswer): Response {
  return c.newResponse(body === '' ? null : body, status as StatusCode, {
    ...headers,
    'Idempotent-Replayed': 'true',
  });
}
