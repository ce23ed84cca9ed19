import { compileMessage, type PersonalColumn } from '@/lib/campaigns/compile-message';
import { NOBODY } from '@/lib/campaigns/find-liquid-problems';
import type { Message } from '@/lib/contracts/messages';
import type { Person } from '@/lib/contracts/personal-fields';
import { env } from '@/lib/platform/env';
import { errorKind } from '@/lib/platform/error-kind';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { timePost } from '@/lib/platform/metrics';
import { knownVapidKey, loadVapidKey } from '@/lib/sites/load-vapid-key';
import { type BuildOptions, type BuiltMessage, buildMessage, compactMessage } from './build-message';
import { buildPersonalMessage } from './build-personal-message';
import { type ClaimedRow, MIN_SECONDS_LEFT } from './claim-batch';
import { classifyResponse, type Verdict } from './classify-response';
import { encrypt } from './encrypt';
import type { SendableRun } from './load-run';
import { checkedEndpoint, postMessage } from './post-message';
import { pushHeaders, topicFor } from './push-headers';
import { signTokens } from './tokens';
import { vapidAuthorization } from './vapid';

/** What came of one row; `weighResults` decides what follows from it. */
export interface RowResult {
  row: ClaimedRow;
  verdict: Verdict | { outcome: 'ambiguous' | 'expired'; reason: string } | { outcome: 'unsent'; delayMs: number };
  statusCode: number | null;
  /** First words of the answer, for an alert. */
  answerText: string;
}

export interface RowSender {
  (row: ClaimedRow, msLeft: number): Promise<RowResult>;
  /** What a claim must read of the subscribers: nothing, when all get the same. */
  columns: readonly PersonalColumn[];
}

/** So much of an answer is kept for an alert. */
const MAX_ANSWER_CHARACTERS = 200;
/** Rows are started under their lease with less than two POSTs' time to spare (send-shard.ts), and one is in hand here. */
const MAX_KEY_WAIT_MS = 5_000;
/** Receipts and clicks of a message come for this long after its run's expiry. */
const TOKEN_LIFE_AFTER_EXPIRY_MS = 30 * 86_400_000;

/**
 * Makes the function that sends one claimed row of a run. It never rejects for what a row or a push service does:
 * a poison row is that row's result.
 */
export function createRowSender(run: SendableRun): RowSender {
  const buildOptions = { runId: encodeId('run', run.id), publicUrl: env().publicUrl };
  const tokensExpireAt = new Date(run.expiresAt.getTime() + TOKEN_LIFE_AFTER_EXPIRY_MS);
  const variants = run.messages.map((message) => ({
    ...buildersFor(message, buildOptions),
    actionCount: message.actions.length,
    topic: topicFor({ siteId: run.siteId, runId: run.id, tag: message.tag }),
  }));
  const columns = [...new Set(variants.flatMap((variant) => variant.columns))];

  const sendRow = async (row: ClaimedRow, msLeft: number): Promise<RowResult> => {
    const variant = variants[row.variant];
    if (!variant) return result(row, { outcome: 'rejected', reason: 'no_such_variant' });
    const url = checkedEndpoint(row.endpoint);
    if (!url) return result(row, { outcome: 'rejected', reason: 'endpoint_not_allowed' });
    let authorization: string;
    const askedAt = performance.now();
    try {
      // Without waiting where it can be: what follows is the costly part, and who started this row counts its time.
      const key = knownVapidKey(row.vapidKeyId) ?? (await loadVapidKey(row.vapidKeyId));
      authorization = vapidAuthorization(url.origin, { keyId: row.vapidKeyId, ...key });
    } catch (error) {
      // A database that is away says nothing about the key: the row is given back, and claimed when it answers again.
      if (errorKind(error) === 'unavailable') return result(row, { outcome: 'unsent', delayMs: 0 });
      return result(row, { outcome: 'fault', scope: 'site', reason: 'key_unreadable' });
    }
    // A database that stood still keeps the key back for as long: the row may be another worker's, or past its expiry.
    const waitedMs = performance.now() - askedAt;
    if (waitedMs > MAX_KEY_WAIT_MS) return result(row, { outcome: 'unsent', delayMs: 0 });
    const secondsLeft = Math.floor((msLeft - waitedMs) / 1_000);
    if (secondsLeft < MIN_SECONDS_LEFT) return result(row, { outcome: 'expired', reason: 'expired' });
    const headers = pushHeaders({
      host: url.hostname,
      authorization,
      ttlSeconds: Math.min(run.ttlSeconds, secondsLeft),
      urgency: run.urgency,
      topic: variant.topic,
    });
    const tokens = signTokens({
      runId: run.id,
      subscriberId: row.subscriberId,
      expiresAt: tokensExpireAt,
      actionCount: variant.actionCount,
    });

    const send = async (build: (person: Person) => BuiltMessage): Promise<RowResult> => {
      let body: Buffer;
      let built: BuiltMessage;
      try {
        built = build(row.person ?? NOBODY);
      } catch {
        // Not even the defaults fit: nothing about the push service, and nothing about the other rows.
        return result(row, { outcome: 'rejected', reason: 'personalisation_failed' });
      }
      try {
        body = encrypt(row, built.plaintextFor(tokens));
      } catch (error) {
        if (error instanceof AppError) return result(row, { outcome: 'rejected', reason: 'bad_keys' });
        throw error;
      }
      const outcome = await timePost(url.hostname, () => postMessage({ url, headers, body }));
      switch (outcome.kind) {
        case 'answered': {
          const answer = { host: url.hostname, subscriptionAgeMs: row.subscriptionAgeMs, ...outcome };
          return result(row, classifyResponse(answer), outcome.status, firstWords(outcome.body));
        }
        case 'not_sent':
          return result(row, { outcome: 'retry', scope: 'origin', reason: outcome.reason, afterMs: null });
        case 'ambiguous':
          return result(row, { outcome: 'ambiguous', reason: outcome.reason });
        case 'refused':
          return result(row, { outcome: 'rejected', reason: outcome.reason });
      }
    };

    const first = await send(variant.builtFor);
    if (first.verdict.outcome !== 'too_large') return first;
    return send(variant.compactFor);
  };
  return Object.assign(sendRow, { columns });
}

/** What Postgres cannot store, and nobody can read, becomes a space. */
function firstWords(body: string): string {
  return body
    .slice(0, MAX_ANSWER_CHARACTERS)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

interface Builders {
  columns: readonly PersonalColumn[];
  builtFor(person: Person): BuiltMessage;
  compactFor(person: Person): BuiltMessage;
}

/** Parsed and built once; without personal texts every recipient shares the bytes. */
function buildersFor(message: Message, options: BuildOptions): Builders {
  const compiled = compileFrozen(message);
  if (compiled) return { columns: compiled.columns, ...buildPersonalMessage(message, compiled, options) };
  const built = buildMessage(message, options);
  return { columns: [], builtFor: () => built, compactFor: () => buildMessage(compactMessage(message), options) };
}

/** A run that was launched before texts could be personal may hold braces that are no Liquid: sent as they stand. */
function compileFrozen(message: Message) {
  try {
    return compileMessage(message);
  } catch {
    return null;
  }
}

function result(
  row: ClaimedRow,
  verdict: RowResult['verdict'],
  statusCode: number | null = null,
  answerText = '',
): RowResult {
  return { row, verdict, statusCode, answerText };
}
