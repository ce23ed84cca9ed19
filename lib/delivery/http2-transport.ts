import { type ClientHttp2Session, constants } from 'node:http2';
import { type Exchange, POST_TIMEOUT_MS, type PostOutcome, type PushTarget } from './exchange';
import { postOverHttp1 } from './http1-transport';
import { type OpeningSession, openSession } from './open-session';

/** Enough for the widest window, by 100 streams each; more only where the peer allows few streams. */
const MAX_SESSIONS = 8;
const MAX_STREAMS = 100;
/** A connection that turns a request away unprocessed is no reason to make its row wait, unless it goes on. */
const MAX_REFUSALS = 2;
const CHECK_EVERY_MS = 5_000;
const IDLE_MS = 30_000;
/** How long a peer that has requests to answer may say nothing until it is pinged, and then to the ping. */
const SILENT_MS = 5_000;
const FORGET_HTTP1_AFTER_MS = 3_600_000;

interface Session {
  http2: ClientHttp2Session;
  streamCount: number;
  /** How many streams the peer takes at once. */
  maxStreams: number;
  /** No new streams: told to go away, or silent. */
  isRetired: boolean;
  /** Of the peer's GOAWAY (RFC 9113 §6.8): streams above were not processed. */
  goaway: { code: number; lastStreamId: number } | undefined;
  heardAt: number;
  pingedAt: number;
}

/** What this process has open to one push service. */
interface Pool {
  target: PushTarget;
  sessions: Session[];
  opening: Set<OpeningSession>;
  waiting: Exchange[];
  isClosed: boolean;
}

const pools = new Map<string, Pool>();
/** Push services without HTTP/2, until when. */
const http1Until = new Map<string, number>();
let checker: NodeJS.Timeout | undefined;

/**
 * Posts on a stream of a kept HTTP/2 session, or over HTTP/1.1 when the push service chooses that in the handshake.
 * What a peer surely did not process (REFUSED_STREAM, streams above GOAWAY's last id; RFC 9113 §8.7) is sent once more
 * on another stream; what it may have is never repeated.
 */
export function postOverHttp2(exchange: Exchange): void {
  const { url } = exchange.request;
  if (isHttp1Only(url.origin)) {
    postOverHttp1(exchange, undefined);
    return;
  }
  const pool = poolFor(url);
  const session = pool.waiting.length === 0 ? sessionWithRoom(pool) : undefined;
  if (session) {
    send(pool, session, exchange);
  } else {
    pool.waiting.push(exchange);
    openMore(pool);
  }
}

function isHttp1Only(origin: string): boolean {
  const until = http1Until.get(origin);
  if (until === undefined) return false;
  if (performance.now() < until) return true;
  http1Until.delete(origin);
  return false;
}

function poolFor(target: PushTarget): Pool {
  let pool = pools.get(target.origin);
  if (!pool) {
    pool = { target, sessions: [], opening: new Set(), waiting: [], isClosed: false };
    pools.set(target.origin, pool);
    checker ??= setInterval(checkSessions, CHECK_EVERY_MS).unref();
  }
  return pool;
}

function sessionWithRoom(pool: Pool): Session | undefined {
  // The first is filled before the next is used, so that those beyond the need fall idle and are closed.
  for (const session of pool.sessions) {
    if (session.streamCount < session.maxStreams && !session.isRetired) return session;
  }
  return undefined;
}

/** Connects until there is, or will be, a stream for each that waits. */
function openMore(pool: Pool): void {
  const usable = pool.sessions.filter(({ isRetired }) => !isRetired);
  const perSession = usable[0]?.maxStreams ?? MAX_STREAMS;
  const wanted = Math.ceil(pool.waiting.length / Math.max(1, perSession));
  while (pool.opening.size < wanted && usable.length + pool.opening.size < MAX_SESSIONS) {
    // Until the first has answered nobody knows whether the push service speaks HTTP/2, and how many streams it takes.
    if (usable.length === 0 && pool.opening.size > 0) return;
    open(pool);
  }
}

function open(pool: Pool): void {
  const opening = openSession(pool.target);
  pool.opening.add(opening);
  void opening.opened.then((opened) => {
    pool.opening.delete(opening);
    if (opened.protocol === 'h2') {
      if (pool.isClosed) opened.session.destroy();
      else addSession(pool, opened.session);
    } else if (opened.protocol === 'h1') {
      // The next post asks again after a while: a push service may learn it.
      http1Until.set(pool.target.origin, performance.now() + FORGET_HTTP1_AFTER_MS);
      for (const exchange of pool.waiting.splice(0)) if (!exchange.isOver) postOverHttp1(exchange, undefined);
    } else if (pool.opening.size === 0 && !pool.sessions.some(({ isRetired }) => !isRetired)) {
      failWaiting(pool, opened.outcome);
    }
    forgetIfEmpty(pool);
  });
}

function failWaiting(pool: Pool, outcome: PostOutcome): void {
  for (const exchange of pool.waiting.splice(0)) exchange.finish(outcome);
}

function addSession(pool: Pool, http2: ClientHttp2Session): void {
  http2.unref();
  const session: Session = {
    http2,
    streamCount: 0,
    maxStreams: streamLimit(http2),
    isRetired: false,
    goaway: undefined,
    heardAt: performance.now(),
    pingedAt: 0,
  };
  pool.sessions.push(session);
  http2.on('remoteSettings', () => {
    session.maxStreams = streamLimit(http2);
    drain(pool);
  });
  http2.on('goaway', (code, lastStreamId) => {
    // A graceful end comes in two: first the highest id there is, then the last that is processed.
    session.goaway = { code, lastStreamId: Math.min(lastStreamId, session.goaway?.lastStreamId ?? lastStreamId) };
    session.isRetired = true;
  });
  // Its streams say what it means for them.
  http2.on('error', () => undefined);
  http2.on('close', () => {
    session.isRetired = true;
    pool.sessions.splice(pool.sessions.indexOf(session), 1);
    drain(pool);
    forgetIfEmpty(pool);
  });
  drain(pool);
}

function streamLimit(http2: ClientHttp2Session): number {
  return Math.min(MAX_STREAMS, http2.remoteSettings.maxConcurrentStreams ?? MAX_STREAMS);
}

function drain(pool: Pool): void {
  while (pool.waiting.length > 0) {
    const session = sessionWithRoom(pool);
    if (!session) {
      openMore(pool);
      return;
    }
    const next = pool.waiting.shift();
    if (next && !next.isOver) send(pool, session, next);
  }
}

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM, NGHTTP2_FLAG_END_STREAM } = constants;
const NOT_PRINTABLE = /[^ -~]/;
const HAS_BODY = { endStream: false };

function send(pool: Pool, session: Session, exchange: Exchange): void {
  const { url, headers, body } = exchange.request;
  const fields: Record<string, string | number> = {
    ':method': 'POST',
    ':scheme': 'https',
    ':path': url.pathname + url.search,
  };
  for (const name in headers) {
    const value = headers[name] ?? '';
    // nghttp2 would send it; a gateway that speaks HTTP/1.1 behind it would then read two fields.
    if (NOT_PRINTABLE.test(value)) {
      exchange.finish({ kind: 'not_sent', reason: 'connect_failed' });
      return;
    }
    fields[name] = value;
  }
  fields['content-length'] = body.length;

  let stream: ReturnType<ClientHttp2Session['request']>;
  try {
    stream = session.http2.request(fields, HAS_BODY);
  } catch {
    // Closed a moment ago, before its events came: nothing was written.
    session.isRetired = true;
    sendElsewhere(pool, exchange);
    return;
  }
  if (session.streamCount++ === 0) session.http2.ref();
  const { id } = stream;
  exchange.cancel = () => stream.close(NGHTTP2_CANCEL);
  stream.on('response', (received, flags) => {
    session.heardAt = performance.now();
    exchange.answer(received[':status'] ?? 0, received as Record<string, string | undefined>);
    if (flags & NGHTTP2_FLAG_END_STREAM) {
      exchange.end();
      stream.resume();
    } else {
      stream.on('data', (chunk: Buffer) => {
        session.heardAt = performance.now();
        exchange.take(chunk);
      });
      stream.on('end', () => exchange.end());
    }
  });
  stream.on('error', () => undefined);
  stream.on('close', () => {
    if (--session.streamCount === 0) session.http2.unref();
    if (!exchange.isOver) {
      exchange.cancel = undefined;
      if (isUnprocessed(session, id, stream.rstCode)) sendElsewhere(pool, exchange);
      else exchange.break('reset');
    }
    if (pool.waiting.length > 0) drain(pool);
    if (session.isRetired && session.streamCount === 0) session.http2.close();
  });
  stream.end(body);
}

function isUnprocessed({ goaway }: Session, id: number | undefined, rstCode: number): boolean {
  // Node closes the streams of a session that ends by an error with that error's code: it says nothing of a stream.
  if (goaway && goaway.code !== 0) return id === undefined || id > goaway.lastStreamId;
  return rstCode === NGHTTP2_REFUSED_STREAM;
}

function sendElsewhere(pool: Pool, exchange: Exchange): void {
  exchange.refusedCount++;
  if (exchange.refusedCount > MAX_REFUSALS || pool.isClosed) {
    exchange.finish({ kind: 'not_sent', reason: 'stream_refused' });
    return;
  }
  pool.waiting.unshift(exchange);
  // Not within the call of a session that is ending.
  setImmediate(drain, pool);
}

/** Closes sessions without work, and takes no new requests to those whose peer is gone without a word. */
function checkSessions(): void {
  const now = performance.now();
  for (const pool of pools.values()) {
    for (const session of [...pool.sessions]) {
      const silentMs = now - session.heardAt;
      if (session.streamCount === 0) {
        if (silentMs > IDLE_MS || session.isRetired) session.http2.close();
      } else if (session.pingedAt > session.heardAt) {
        // Its streams may still be answered until their own deadlines.
        if (now - session.pingedAt > SILENT_MS) session.isRetired = true;
        if (now - session.pingedAt > SILENT_MS + POST_TIMEOUT_MS) session.http2.destroy();
      } else if (silentMs > SILENT_MS) {
        session.pingedAt = now;
        session.http2.ping((error) => {
          if (!error) session.heardAt = performance.now();
        });
      }
    }
    drain(pool);
    forgetIfEmpty(pool);
  }
}

function forgetIfEmpty(pool: Pool): void {
  if (pool.sessions.length > 0 || pool.opening.size > 0 || pool.waiting.length > 0) return;
  const { origin } = pool.target;
  if (pools.get(origin) === pool) pools.delete(origin);
  if (pools.size > 0) return;
  clearInterval(checker);
  checker = undefined;
}

/** Ends this process's HTTP/2 sessions; a request under way becomes ambiguous, one that waits is not sent. */
export function closeHttp2(): void {
  for (const pool of [...pools.values()]) {
    pools.delete(pool.target.origin);
    pool.isClosed = true;
    failWaiting(pool, { kind: 'not_sent', reason: 'connect_failed' });
    const opening = [...pool.opening];
    pool.opening.clear();
    for (const one of opening) one.abandon();
    for (const { http2 } of [...pool.sessions]) http2.destroy();
  }
  http1Until.clear();
  clearInterval(checker);
  checker = undefined;
}
