/** From the call to the end of the answer; connecting included. */
export const POST_TIMEOUT_MS = 15_000;
/** TCP, TLS and, for HTTP/2, the peer's SETTINGS. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** More of an answer is not read. */
export const MAX_ANSWER_BYTES = 8_192;

export type PostOutcome =
  | { kind: 'answered'; status: number; headers: Record<string, string | undefined>; body: string }
  /** Nothing of the request was processed: sending once more is safe. */
  | { kind: 'not_sent'; reason: 'connect_failed' | 'connect_timeout' | 'stream_refused' }
  /** The push service may have it: sending once more may show it twice. */
  | { kind: 'ambiguous'; reason: 'timeout' | 'reset' }
  /** Not a host, or not an address, that may be sent to. */
  | { kind: 'refused'; reason: 'endpoint_not_allowed' | 'address_not_public' };

/** The parts of a checked endpoint that a request needs; a `URL` has them all. */
export type PushTarget = Pick<URL, 'origin' | 'protocol' | 'hostname' | 'port' | 'pathname' | 'search'>;

export interface PushRequest {
  url: PushTarget;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * One POST from the call to its outcome, whatever carries it: the deadline, the cap of the answer, and what is known
 * of how far the request came. A transport says what happens; the first outcome stands and later ones are ignored.
 */
export class Exchange {
  readonly request: PushRequest;
  isOver = false;
  /** Ends the request under way; set as soon as bytes of it may have left, and taken away when surely none did. */
  cancel: (() => void) | undefined;
  /** How often a connection turned it away unprocessed. */
  refusedCount = 0;
  private status = 0;
  private headers: Record<string, string | undefined> = {};
  private chunks: Buffer[] | undefined;
  private byteCount = 0;
  private readonly resolve: (outcome: PostOutcome) => void;
  private readonly timer: NodeJS.Timeout;
  private readonly deadlineAt = performance.now() + POST_TIMEOUT_MS;

  constructor(request: PushRequest, resolve: (outcome: PostOutcome) => void) {
    this.request = request;
    this.resolve = resolve;
    this.timer = setTimeout(onTimer, POST_TIMEOUT_MS, this);
  }

  /** Whether its final status came, which then counts whatever happens. */
  get isAnswered(): boolean {
    return this.status > 0;
  }

  /**
   * Past its deadline, though nobody was told yet: a process that was frozen hears its connections before its timers,
   * and by then the row may be another worker's.
   */
  get isLate(): boolean {
    return performance.now() > this.deadlineAt;
  }

  finish(outcome: PostOutcome): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    this.resolve(outcome);
  }

  /** The final status and headers are there. */
  answer(status: number, headers: Record<string, string | undefined>): void {
    this.status = status;
    this.headers = headers;
  }

  /** A part of the answer's body; at the cap the answer is complete and the rest is cancelled. */
  take(chunk: Buffer): void {
    if (this.isOver) return;
    this.chunks ??= [];
    this.chunks.push(chunk);
    this.byteCount += chunk.length;
    if (this.byteCount < MAX_ANSWER_BYTES) return;
    this.end();
    this.cancel?.();
  }

  /** The answer is complete, or as complete as it gets. */
  end(): void {
    if (this.isOver) return;
    if (this.status === 0) {
      this.finish({ kind: 'ambiguous', reason: 'reset' });
      return;
    }
    const body = this.chunks ? Buffer.concat(this.chunks).toString('utf8', 0, MAX_ANSWER_BYTES) : '';
    this.chunks = undefined;
    this.finish({ kind: 'answered', status: this.status, headers: this.headers, body });
  }

  /** The connection broke, or 15 s are over: a status that came counts, even if its body never ended. */
  break(reason: 'timeout' | 'reset'): void {
    if (this.status > 0) this.end();
    else this.finish({ kind: 'ambiguous', reason });
  }
}

/** Timers come before sockets: an answer that lay unread while this process had no time is read before it is judged. */
function onTimer(exchange: Exchange): void {
  setImmediate(onDeadline, exchange);
}

function onDeadline(exchange: Exchange): void {
  if (exchange.isOver) return;
  const { cancel } = exchange;
  if (cancel) exchange.break('timeout');
  else exchange.finish({ kind: 'not_sent', reason: 'connect_timeout' });
  cancel?.();
}
