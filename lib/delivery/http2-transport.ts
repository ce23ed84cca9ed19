import { type Exchange, POST_TIMEOUT_MS, type PostOutcome, type PushTarget } from './exchange';
import { postOverHttp1 } from './http1-transport';
import type { Http2Session } from './http2-session';
import { type OpeningSession, openSession } from './open-session';

/** Enough for the widest window, by 100 streams each; more only where the peer allows few streams. */
const MAX_SESSIONS = 8;
const USUAL_STREAMS = 100;
/** A connection that turns a request away unprocessed is no reason to make its row wait, unless it goes on. */
const MAX_REFUSALS = 2;
const CHECK_EVERY_MS = 5_000;
const IDLE_MS = 30_000;
/** How long a peer that has requests to answer may say nothing until it is pinged, and then to the ping. */
const SILENT_MS = 5_000;
const FORGET_HTTP1_AFTER_MS = 3_600_000;

/** What this process has open to one push service. */
interface Pool {
  target: PushTarget;
  sessions: Http2Session[];
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
    session.post(exchange);
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
    // What lies unread is read first: a peer is not silent because this process had no time.
    checker ??= setInterval(() => setImmediate(checkSessions), CHECK_EVERY_MS).unref();
  }
  return pool;
}

function sessionWithRoom(pool: Pool): Http2Session | undefined {
  // The first is filled before the next is used, so that those beyond the need fall idle and are closed.
  for (const session of pool.sessions) {
    if (session.hasRoom) return session;
  }
  return undefined;
}

/** Connects until there is, or will be, a stream for each that waits. */
function openMore(pool: Pool): void {
  const usable = pool.sessions.filter(({ isRetired }) => !isRetired);
  const perSession = usable[0]?.maxStreams ?? USUAL_STREAMS;
  const wanted = Math.ceil(pool.waiting.length / Math.max(1, perSession));
  while (pool.opening.size < wanted && usable.length + pool.opening.size < MAX_SESSIONS) {
    // Until the first has answered nobody knows whether the push service speaks HTTP/2, and how many streams it takes.
    if (usable.length === 0 && pool.opening.size > 0) return;
    open(pool);
  }
}

function open(pool: Pool): void {
  const opening = openSession(pool.target, {
    onChange: () => onChange(pool),
    onUnprocessed: (exchange) => sendElsewhere(pool, exchange),
    onClose: () => onChange(pool),
  });
  pool.opening.add(opening);
  void opening.opened.then((opened) => {
    pool.opening.delete(opening);
    if (opened.protocol === 'h2') {
      pool.sessions.push(opened.session);
      if (pool.isClosed) opened.session.close();
      onChange(pool);
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

/** A stream is free, or a session takes no more, or is closed. */
function onChange(pool: Pool): void {
  if (pool.sessions.some(({ isRetired }) => isRetired)) {
    // A peer that sends us away before the first request would be connected to over and over.
    const isFutile = pool.sessions.every(({ isRetired, hasPosted }) => isRetired && !hasPosted);
    if (isFutile && pool.opening.size === 0) failWaiting(pool, { kind: 'not_sent', reason: 'connect_failed' });
    for (const session of pool.sessions) if (session.isRetired && session.streamCount === 0) session.close();
    pool.sessions = pool.sessions.filter(({ isClosed }) => !isClosed);
    forgetIfEmpty(pool);
  }
  if (pool.waiting.length > 0) drain(pool);
}

function drain(pool: Pool): void {
  while (pool.waiting.length > 0) {
    const session = sessionWithRoom(pool);
    if (!session) {
      openMore(pool);
      return;
    }
    const next = pool.waiting.shift();
    if (!next || next.isOver) continue;
    if (next.isLate) next.finish({ kind: 'not_sent', reason: 'connect_timeout' });
    else session.post(next);
  }
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
        if (silentMs > IDLE_MS) session.close();
      } else if (session.pingedAt > session.heardAt) {
        // Its streams may still be answered until their own deadlines.
        if (now - session.pingedAt > SILENT_MS) session.isRetired = true;
        if (now - session.pingedAt > SILENT_MS + POST_TIMEOUT_MS) session.close();
      } else if (silentMs > SILENT_MS) {
        session.ping();
      }
    }
    onChange(pool);
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
    for (const session of [...pool.sessions]) session.close();
  }
  http1Until.clear();
  clearInterval(checker);
  checker = undefined;
}
