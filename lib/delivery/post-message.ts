import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { checkEndpoint } from '@/lib/platform/push-hosts';
import { MAX_WINDOW } from './origin-window';
import { publicLookup, RefusedAddressError } from './public-lookup';

/** From the call to the end of the answer; connecting included. */
export const POST_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** More of an answer is not read. */
export const MAX_ANSWER_BYTES = 8_192;
/** One request at a time on each: as many as the widest window. */
const MAX_CONNECTIONS_PER_ORIGIN = MAX_WINDOW;

export type PostOutcome =
  | { kind: 'answered'; status: number; headers: Record<string, string | undefined>; body: string }
  /** Not a byte of the request left: sending once more is safe. */
  | { kind: 'not_sent'; reason: 'connect_failed' | 'connect_timeout' }
  /** The push service may have it: sending once more may show it twice. */
  | { kind: 'ambiguous'; reason: 'timeout' | 'reset' }
  /** Not a host, or not an address, that may be sent to. */
  | { kind: 'refused'; reason: 'endpoint_not_allowed' | 'address_not_public' };

export interface PushRequest {
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Checks an endpoint once more at the time of sending.
 * @returns null when it may not be sent to
 */
export function checkedEndpoint(endpoint: string): URL | null {
  try {
    return checkEndpoint(endpoint, { imported: true });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/**
 * Posts one message: HTTP/1.1 on kept connections, redirects not followed, 15 s in all, 8 KiB of answer at most.
 * Never rejects: the outcome tells whether sending again is safe.
 */
export function postMessage({ url, headers, body }: PushRequest): Promise<PostOutcome> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let answer: { status: number; headers: Record<string, string | undefined> } | undefined;
    let chunks: Buffer[] = [];
    let byteCount = 0;
    let isOver = false;

    const finish = (outcome: PostOutcome) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    const answered = () => {
      if (!answer) return;
      const text = chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER_BYTES);
      chunks = [];
      finish({ kind: 'answered', ...answer, body: text });
    };
    const timer = setTimeout(() => {
      // A status that came counts, even if its body drips for ever.
      if (answer) answered();
      finish(controller ? { kind: 'ambiguous', reason: 'timeout' } : { kind: 'not_sent', reason: 'connect_timeout' });
      controller?.abort(new Error('timeout'));
    }, POST_TIMEOUT_MS);

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection is there, before the first byte is written.
      onRequestStart(started) {
        if (isOver) started.abort(new Error('too late'));
        else controller = started;
      },
      onResponseStart(_controller, status, received) {
        if (status >= 200) answer = { status, headers: received as Record<string, string | undefined> };
      },
      onResponseData(started, chunk) {
        chunks.push(chunk);
        byteCount += chunk.length;
        if (byteCount < MAX_ANSWER_BYTES) return;
        answered();
        started.abort(new Error('answer too long'));
      },
      onResponseEnd: answered,
      onResponseError(_controller, error) {
        if (answer) answered();
        else if (controller) finish({ kind: 'ambiguous', reason: 'reset' });
        else if (isRefusedAddress(error)) finish({ kind: 'refused', reason: 'address_not_public' });
        else finish({ kind: 'not_sent', reason: 'connect_failed' });
      },
    };
    try {
      dispatcherFor(url).dispatch(
        { origin: url.origin, path: url.pathname + url.search, method: 'POST', headers, body },
        handler,
      );
    } catch {
      // undici refuses a request it cannot write (a header with a line break …) before it connects.
      finish({ kind: 'not_sent', reason: 'connect_failed' });
    }
  });
}

function isRefusedAddress(error: unknown): boolean {
  return error instanceof RefusedAddressError || (error instanceof Error && isRefusedAddress(error.cause));
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

let direct: Agent | undefined;
let proxied: ProxyAgent | undefined;

function dispatcherFor(url: URL): Dispatcher {
  const proxy = env().BELFRY_PUSH_PROXY;
  if (proxy && !LOOPBACK.test(url.hostname)) {
    // The proxy resolves the name, so that pinning an address is its task.
    proxied ??= new ProxyAgent({ uri: proxy, connections: MAX_CONNECTIONS_PER_ORIGIN, ...TIMEOUTS });
    return proxied;
  }
  direct ??= new Agent({
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    ...TIMEOUTS,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: publicLookup },
  });
  return direct;
}

const TIMEOUTS = { keepAliveTimeout: 20_000, headersTimeout: POST_TIMEOUT_MS, bodyTimeout: POST_TIMEOUT_MS };

/** Ends the kept connections of this process. */
export async function closeConnections(): Promise<void> {
  const open = [direct, proxied];
  direct = undefined;
  proxied = undefined;
  await Promise.all(open.map((dispatcher) => dispatcher?.destroy()));
}
