import { env } from '@/lib/platform/env';
import { errorKind } from '@/lib/platform/error-kind';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { timePost } from '@/lib/platform/metrics';
import { loadVapidKey } from '@/lib/sites/load-vapid-key';
import { type BuiltMessage, buildMessage, compactMessage } from './build-message';
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

export type RowSender = (row: ClaimedRow, msLeft: number) => Promise<RowResult>;

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
    message,
    built: buildMessage(message, buildOptions),
    topic: topicFor({ siteId: run.siteId, runId: run.id, tag: message.tag }),
  }));

  return async (row, msLeft) => {
    const variant = variants[row.variant];
    if (!variant) return result(row, { outcome: 'rejected', reason: 'no_such_variant' });
    const url = checkedEndpoint(row.endpoint);
    if (!url) return result(row, { outcome: 'rejected', reason: 'endpoint_not_allowed' });
    let authorization: string;
    try {
      const key = await loadVapidKey(row.vapidKeyId);
      authorization = vapidAuthorization(url.origin, { keyId: row.vapidKeyId, ...key });
    } catch (error) {
      // A database that is away says nothing about the key: the row is given back, and claimed when it answers again.
      if (errorKind(error) === 'unavailable') return result(row, { outcome: 'unsent', delayMs: 0 });
      return result(row, { outcome: 'fault', scope: 'site', reason: 'key_unreadable' });
    }
    if (msLeft < MIN_SECONDS_LEFT * 1_000) return result(row, { outcome: 'expired', reason: 'expired' });
    const headers = pushHeaders({
      host: url.hostname,
      authorization,
      ttlSeconds: Math.min(run.ttlSeconds, Math.floor(msLeft / 1_000)),
      urgency: run.urgency,
      topic: variant.topic,
    });
    const tokens = signTokens({
      runId: run.id,
      subscriberId: row.subscriberId,
      expiresAt: tokensExpireAt,
      actionCount: variant.built.actionCount,
    });

    const send = async (built: BuiltMessage): Promise<RowResult> => {
      let body: Buffer;
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
          return result(row, classifyResponse(answer), outcome.status, outcome.body.slice(0, 200));
        }
        case 'not_sent':
          return result(row, { outcome: 'retry', scope: 'origin', reason: outcome.reason, afterMs: null });
        case 'ambiguous':
          return result(row, { outcome: 'ambiguous', reason: outcome.reason });
        case 'refused':
          return result(row, { outcome: 'rejected', reason: outcome.reason });
      }
    };

    const first = await send(variant.built);
    if (first.verdict.outcome !== 'too_large') return first;
    return send(buildMessage(compactMessage(variant.message), buildOptions));
  };
}

function result(
  row: ClaimedRow,
  verdict: RowResult['verdict'],
  statusCode: number | null = null,
  answerText = '',
): RowResult {
  return { row, verdict, statusCode, answerText };
}
