import type { Exchange } from './exchange';
import { HpackDecoder } from './hpack';
import { ConnectionError, ERROR, type ErrorCode, FLAG } from './http2-frames';

/** A request under way. */
export interface Http2Stream {
  id: number;
  exchange: Exchange;
  /** What the peer takes of its body now, and what is left of that. */
  window: number;
  unsent: Buffer | null;
}

interface StreamEvents {
  /** One is over, whatever its end. */
  onEnd(): void;
  /** The peer surely did not process it (RFC 9113 §8.7). */
  onUnprocessed(exchange: Exchange): void;
  /** Tells the peer that a stream's answer is not wanted (any more). */
  reset(id: number, code: ErrorCode): void;
}

/**
 * The requests under way on one HTTP/2 session: their numbers, their answers, and what is known of each when it ends
 * without one. Anything that a peer may not send is thrown as a ConnectionError.
 */
export class Http2Streams {
  private readonly open = new Map<number, Http2Stream>();
  private readonly decoder = new HpackDecoder();
  private readonly events: StreamEvents;
  /** Of the next request: streams of ours are odd (§5.1.1). */
  private nextId = 1;

  constructor(events: StreamEvents) {
    this.events = events;
  }

  get count(): number {
    return this.open.size;
  }

  /** The number of the last request; below 1 when there was none. */
  get lastId(): number {
    return this.nextId - 2;
  }

  takeId(): number {
    const id = this.nextId;
    this.nextId += 2;
    return id;
  }

  add(stream: Http2Stream): void {
    this.open.set(stream.id, stream);
    stream.exchange.cancel = () => this.cancel(stream);
  }

  get(id: number): Http2Stream | undefined {
    return this.open.get(id);
  }

  all(): Iterable<Http2Stream> {
    return this.open.values();
  }

  /** Streams are ours and odd, and none has a number that was not used yet. */
  check(id: number): void {
    if (id % 2 === 0 || id >= this.nextId) throw new ConnectionError(ERROR.protocol, 'no such stream');
  }

  onHeaders(id: number, flags: number, block: Buffer): void {
    this.check(id);
    // Decoded for streams that are over too: the table goes on.
    const fields = this.decoder.decode(block);
    const stream = this.open.get(id);
    if (!stream) return;
    const { exchange } = stream;
    const status = fields[':status'];
    // Without a status they are the answer's trailers.
    if (status !== undefined) {
      if (!/^[1-9]\d\d$/.test(status)) throw new ConnectionError(ERROR.protocol, 'no status');
      // 1xx comes before the answer.
      if (status[0] !== '1') exchange.answer(Number(status), fields);
    }
    if (flags & FLAG.endStream) this.end(stream);
  }

  /** @param data without its padding */
  onData(id: number, flags: number, data: Buffer): void {
    const stream = this.open.get(id);
    if (!stream) return;
    if (data.length > 0) stream.exchange.take(data);
    if (flags & FLAG.endStream) this.end(stream);
  }

  onReset(id: number, payload: Buffer): void {
    this.check(id);
    if (payload.length !== 4) throw new ConnectionError(ERROR.frameSize, 'no reset');
    const stream = this.open.get(id);
    if (!stream) return;
    if (payload.readUInt32BE() === ERROR.refusedStream && !stream.exchange.isAnswered)
      this.unprocessed(stream.exchange);
    else stream.exchange.break('reset');
    this.remove(stream);
  }

  /** The peer has gone away: it says that it processed nothing above `lastId`. Others may still be answered. */
  onGoaway(lastId: number): void {
    for (const stream of [...this.open.values()]) {
      if (stream.id <= lastId) continue;
      // A status that came counts, whatever is said of it later.
      if (stream.exchange.isAnswered) stream.exchange.break('reset');
      else this.unprocessed(stream.exchange);
      this.remove(stream);
    }
  }

  /** The connection is over: nothing above `flushedId` has left. */
  breakAll(flushedId: number): void {
    const streams = [...this.open.values()];
    this.open.clear();
    for (const { id, exchange } of streams) {
      if (id > flushedId) this.unprocessed(exchange);
      else exchange.break('reset');
    }
  }

  private end(stream: Http2Stream): void {
    // It was answered before all of it was read: the rest is of no use (§8.1).
    if (stream.unsent) this.events.reset(stream.id, ERROR.cancel);
    stream.exchange.end();
    this.remove(stream);
  }

  private cancel(stream: Http2Stream): void {
    if (this.open.get(stream.id) !== stream) return;
    this.events.reset(stream.id, ERROR.cancel);
    this.remove(stream);
  }

  private unprocessed(exchange: Exchange): void {
    exchange.cancel = undefined;
    if (!exchange.isOver) this.events.onUnprocessed(exchange);
  }

  private remove(stream: Http2Stream): void {
    this.open.delete(stream.id);
    this.events.onEnd();
  }
}
