import { Agent, request } from 'undici';
import { isRefusedAddress } from '@/lib/delivery/public-lookup';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { parseRetryAfter } from './retry-delay';
import { checkWebhookUrl, webhookLookup } from './webhook-address';

/** From the call to the end of the answer; connecting included. */
const TOTAL_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** More of an answer is not read. */
export const MAX_ANSWER_BYTES = 4_096;

export interface WebhookAnswer {
  /** Null when no answer came. */
  statusCode: number | null;
  /** Null for 2xx, else what went wrong in a few words. */
  error: string | null;
  responseBody: string;
  retryAfterSeconds: number | null;
  durationMs: number;
}

/**
 * Posts one signed body: 15 s in all, 4 KiB of answer, no redirects, public addresses only. Never rejects.
 * @param headers of the signature
 */
export async function postWebhook(
  address: string,
  headers: Record<string, string>,
  body: string,
): Promise<WebhookAnswer> {
  const startedAt = performance.now();
  const result = (part: Partial<WebhookAnswer>): WebhookAnswer => ({
    statusCode: null,
    error: null,
    responseBody: '',
    retryAfterSeconds: null,
    ...part,
    durationMs: Math.round(performance.now() - startedAt),
  });
  try {
    const url = checkWebhookUrl(address);
    const signal = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
    const answer = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Belfry-Webhooks/1' },
      body,
      dispatcher: agent(),
      signal,
    });
    const { statusCode } = answer;
    const retryAfter = answer.headers['retry-after'];
    return result({
      statusCode,
      error: statusCode >= 200 && statusCode < 300 ? null : describeStatus(statusCode),
      retryAfterSeconds: parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, now()),
      responseBody: await readStart(answer.body),
    });
  } catch (error) {
    return result({ error: describeError(error) });
  }
}

/** The first bytes of an answer; a status that came counts even if its body never ends. */
async function readStart(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      byteCount += chunk.length;
      if (byteCount >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // Timed out or cut off.
  }
  // Postgres stores no NUL.
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER_BYTES).replaceAll('\0', '');
}

function describeStatus(statusCode: number): string {
  if (statusCode >= 300 && statusCode < 400) return `answered ${statusCode}; redirects are not followed`;
  return `answered ${statusCode}`;
}

function describeError(error: unknown): string {
  if (error instanceof AppError) return `the address ${error.fields[0]?.message ?? 'is not allowed'}`;
  if (isRefusedAddress(error)) return 'the name has no public address';
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer within 15 seconds';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'could not connect within 5 seconds';
  return code ? `the connection failed (${code})` : 'the connection failed';
}

let shared: Agent | undefined;

function agent(): Agent {
  shared ??= new Agent({
    connections: 10,
    pipelining: 1,
    keepAliveTimeout: 5_000,
    headersTimeout: TOTAL_TIMEOUT_MS,
    bodyTimeout: TOTAL_TIMEOUT_MS,
    maxHeaderSize: 16_384,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: webhookLookup, rejectUnauthorized: true },
  });
  return shared;
}

/** Ends the kept connections of this process. */
export async function closeWebhookConnections(): Promise<void> {
  const open = shared;
  shared = undefined;
  await open?.destroy();
}
