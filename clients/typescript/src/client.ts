import { ConnectionError, ProblemError } from './errors.js';
import { delayMs, mayRetry, type Outcome, readRetryAfter, sleep } from './retry.js';

export interface ClientOptions {
  /** Where your Belfry is: `https://push.example.com`. */
  baseUrl: string;
  /** `bk_…`, made under Developers → API keys. It is a secret: never in a browser. */
  apiKey: string;
  /** Of each attempt, until the answer is read; 30,000 unless given. */
  timeoutMs?: number;
  /** How often a request is made again at most; 3 unless given, 0 for never. */
  retries?: number;
  /** In place of the global one. */
  fetch?: typeof fetch;
}

export interface RequestOptions {
  /** Ends the request and its retries. */
  signal?: AbortSignal;
  timeoutMs?: number;
  retries?: number;
  /**
   * Of a POST: the same key and body are done once, for 30 days. Give one that names what is done
   * (`order-4711-shipped`) to be safe across restarts of yours; without it each call has a random one.
   */
  idempotencyKey?: string;
  /**
   * Of a PATCH, PUT or DELETE: what it is about, as you read it. When somebody has changed it since, it is left alone
   * and the error is `precondition_failed`.
   */
  ifUnchanged?: { version: number } | { updatedAt: string };
}

/** A page of a list whose items have the fields asked for. */
export type Sparse<P extends { items: object[] }, F extends PropertyKey> = Omit<P, 'items'> & {
  items: Pick<P['items'][number], F & keyof P['items'][number]>[];
};

/** What the operations are given; made by `createClient`. */
export interface Client {
  /** One operation: for what this version of the client has no function for. */
  request<T>(call: Call, options?: RequestOptions): Promise<T>;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/api/v1/`. */
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: unknown;
  /** In place of `body`: what is sent as it is. */
  file?: string | Blob | Uint8Array<ArrayBuffer>;
  /** The answer may be a file; it is handed over as text then. */
  mayBeText?: boolean;
}

/** @throws TypeError when the address is none */
export function createClient(given: ClientOptions): Client {
  const base = new URL(given.baseUrl).href.replace(/\/+$/, '');
  return {
    async request<T>(call: Call, options: RequestOptions = {}): Promise<T> {
      const retries = options.retries ?? given.retries ?? 3;
      const headers: Record<string, string> = { Authorization: `Bearer ${given.apiKey}`, Accept: 'application/json' };
      if (call.body !== undefined) headers['Content-Type'] = 'application/json';
      if (call.file !== undefined) headers['Content-Type'] = 'application/octet-stream';
      if (options.ifUnchanged) headers['If-Match'] = versionTag(options.ifUnchanged);
      if (call.method === 'POST') headers['Idempotency-Key'] = options.idempotencyKey ?? crypto.randomUUID();
      const send = () =>
        attempt<T>(given.fetch ?? fetch, `${base}${call.path}${toQuery(call.query)}`, call.mayBeText ?? false, {
          method: call.method,
          headers,
          ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
          ...(call.file !== undefined && { body: call.file }),
          // A redirect would carry the key elsewhere, or turn a POST into a GET.
          redirect: 'error',
          signal: signalOf(options.signal, options.timeoutMs ?? given.timeoutMs ?? 30_000),
        });
      let fateUnknown = false;
      for (let count = 0; ; count++) {
        options.signal?.throwIfAborted();
        try {
          return await send();
        } catch (error) {
          options.signal?.throwIfAborted();
          const outcome = outcomeOf(error);
          // The first DELETE was done, and its answer lost.
          if (call.method === 'DELETE' && fateUnknown && outcome.status === 404) return undefined as T;
          if (count >= retries || !mayRetry(call.method, outcome)) throw error;
          fateUnknown ||= outcome.status !== 429 && outcome.status !== 503;
          await sleep(delayMs(count, outcome), options.signal);
        }
      }
    },
  };
}

/** For generated code: one part of a path. */
export function segment(value: string): string {
  // A dot segment would name another operation.
  if (value === '' || value === '.' || value === '..') throw new TypeError(`"${value}" is no id.`);
  return encodeURIComponent(value);
}

async function attempt<T>(doFetch: typeof fetch, url: string, mayBeText: boolean, init: RequestInit): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await doFetch(url, init);
    text = await response.text();
  } catch (error) {
    const reason = error instanceof Error && error.name === 'TimeoutError' ? 'The time was up' : 'No answer came';
    throw new ConnectionError(`${reason}: ${init.method} ${url}`, error);
  }
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  if (response.ok && mayBeText && !isJson) return text as T;
  const json = parseJson(text);
  if (response.ok && (json !== undefined || text === '')) return json as T;
  throw problemOf(response, json);
}

function outcomeOf(error: unknown): Outcome {
  return error instanceof ProblemError ? error : { status: null };
}

function signalOf(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function problemOf(response: Response, json: unknown): ProblemError {
  const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'));
  const given = (typeof json === 'object' && json !== null ? json : {}) as Partial<Record<string, unknown>>;
  const known = typeof given.code === 'string';
  return new ProblemError(
    {
      status: response.status,
      code: known ? String(given.code) : 'unexpected_answer',
      detail: known ? String(given.detail) : 'What answered is no Belfry server; is the address right?',
      errors: Array.isArray(given.errors) ? given.errors : [],
      requestId: typeof given.requestId === 'string' ? given.requestId : '',
    },
    retryAfterSeconds,
  );
}

/** As the server makes the ETag of what counts its changes, or tells when the last one was. */
function versionTag(seen: { version: number } | { updatedAt: string }): string {
  return `"v${'version' in seen ? seen.version : Date.parse(seen.updatedAt)}"`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toQuery(query: Call['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
