import type { TLSSocket } from 'node:tls';
import { log } from '@/lib/platform/log';
import { type Exchange, MAX_ANSWER_BYTES } from './exchange';
import { FrameReader } from './frame-reader';
import { FrameWriter } from './frame-writer';
import { HpackDecoder, HpackEncoder } from './hpack';
import {
  ConnectionError,
  DEFAULT_WINDOW_BYTES,
  ERROR,
  type ErrorCode,
  FLAG,
  FRAME,
  FRAME_HEAD_BYTES,
  MAX_FRAME_BYTES,
  MAX_STREAM_ID,
  MAX_WINDOW_BYTES,
  SETTING,
  withoutPadding,
} from './http2-frames';
import { requestBound, writeRequest } from './write-request';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** What a stream may send us before its answer is long enough anyway. */
const STREAM_WINDOW_BYTES = 2 * MAX_ANSWER_BYTES;
/** Half of the connection's window, which is then opened again. */
const REOPEN_AFTER_BYTES = 32_768;
/** Unsent bytes at which a peer that reads nothing but makes us answer is left. */
const MAX_UNSENT_BYTES = 4_194_304;
/** What a peer may send between the ends of two requests, and after its own: one that sends more only keeps us busy. */
const MAX_BYTES_BETWEEN_ENDS = 4_194_304;
/** What a frame counts for at least: an empty one is work too. */
const FRAME_COST_BYTES = 128;
/** Beyond it a peer does not profit from more streams. */
const MAX_STREAMS = 100;
/** For the last frames, once it is closed. */
const LINGER_MS = 2_000;

interface Stream {
  id: number;
  exchange: Exchange;
  /** What the peer takes of its body now, and what is left of that. */
  window: number;
  unsent: Buffer | null;
}

export interface SessionEvents {
  /** The peer's first SETTINGS are there. */
  onReady(): void;
  /** A stream may be free, or none will be any more. */
  onChange(): void;
  /** The peer surely did not process it (RFC 9113 §8.7). */
  onUnprocessed(exchange: Exchange): void;
  onClose(): void;
}

/**
 * The client's side of HTTP/2 (RFC 9113), as far as posting small messages needs it: `node:http2` spends several
 * times the processor time on each request (docs/decisions/005-transport.md). Anything that a peer may not send ends
 * the session; its streams are then ambiguous, but for those whose bytes had not left.
 */
export class Http2Session {
  /** Streams that the peer takes at once. */
  maxStreams = MAX_STREAMS;
  /** No new streams: told to go away, out of numbers, silent, or closed. */
  isRetired = false;
  isClosed = false;
  /** Monotonic instants of the last byte received and the last ping sent. */
  heardAt = performance.now();
  pingedAt = 0;

  private readonly socket: TLSSocket;
  private readonly events: SessionEvents;
  private readonly authority: string;
  private readonly streams = new Map<number, Stream>();
  private readonly encoder = new HpackEncoder();
  private readonly decoder = new HpackDecoder();
  private nextId = 1;
  private isReady = false;

  private readonly writer: FrameWriter;
  private readonly reader: FrameReader;
  /** The last stream whose first bytes were handed to the socket. */
  private flushedId = 0;

  private window = DEFAULT_WINDOW_BYTES;
  private streamWindow = DEFAULT_WINDOW_BYTES;
  private consumedBytes = 0;
  private sinceEndBytes = 0;

  /** @param socket connected and verified, with h2 chosen */
  constructor(socket: TLSSocket, authority: string, events: SessionEvents) {
    this.socket = socket;
    this.authority = authority;
    this.events = events;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.receive(data));
    socket.on('error', () => this.close());
    socket.on('end', () => this.close());
    socket.on('close', () => this.close());
    this.writer = new FrameWriter(socket, () => {
      this.flushedId = this.nextId - 2;
    });
    this.reader = new FrameReader((...frame) => this.onFrame(...frame));
    this.writer.raw(PREFACE);
    const settings = Buffer.alloc(12);
    settings.writeUInt16BE(SETTING.enablePush, 0);
    settings.writeUInt16BE(SETTING.initialWindowSize, 6);
    settings.writeUInt32BE(STREAM_WINDOW_BYTES, 8);
    this.control(FRAME.settings, 0, 0, settings);
    socket.unref();
  }

  get streamCount(): number {
    return this.streams.size;
  }

  /** Whether it ever took a request. */
  get hasPosted(): boolean {
    return this.nextId > 1;
  }

  get hasRoom(): boolean {
    return this.isReady && !this.isRetired && this.streams.size < this.maxStreams;
  }

  /** Sends a request; there must be room. */
  post(exchange: Exchange): void {
    const { authority, encoder, writer } = this;
    const { request } = exchange;
    const bound = requestBound(request, authority);
    if (bound === null) {
      exchange.finish({ kind: 'not_sent', reason: 'connect_failed' });
      return;
    }
    writer.reserve(FRAME_HEAD_BYTES + bound);
    const id = this.nextId;
    this.nextId += 2;
    if (this.nextId > MAX_STREAM_ID) this.isRetired = true;
    writeRequest(writer, encoder, { id, authority, request });
    if (this.streams.size === 0) {
      this.socket.ref();
      // It was idle: silence counts from now.
      this.heardAt = performance.now();
    }
    const stream: Stream = { id, exchange, window: this.streamWindow, unsent: request.body };
    this.streams.set(id, stream);
    exchange.cancel = () => this.cancel(stream);
    this.sendBody(stream);
  }

  ping(): void {
    this.pingedAt = performance.now();
    this.control(FRAME.ping, 0, 0, Buffer.alloc(8));
  }

  /** Ends it: what is under way becomes ambiguous. */
  close(code: ErrorCode = ERROR.none): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.isRetired = true;
    this.reader.stop();
    const { flushedId } = this;
    // Taken back first: what is said to be unprocessed below must never leave.
    this.writer.discard();
    const farewell = Buffer.alloc(8);
    farewell.writeUInt32BE(code, 4);
    this.writer.frame(FRAME.goaway, 0, 0, farewell);
    this.writer.flush();
    this.socket.removeAllListeners('data');
    this.socket.on('data', (late: Buffer) => this.passOver(late));
    this.socket.unref();
    this.socket.end();
    // A peer that reads no more would hold it for ever.
    setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
    const streams = [...this.streams.values()];
    this.streams.clear();
    for (const { id, exchange } of streams) {
      if (id > flushedId) this.unprocessed(exchange);
      else exchange.break('reset');
    }
    this.events.onClose();
  }

  /** What a peer sends before it has heard of the end is read, or it would not hear of it; a flood is not. */
  private passOver(late: Buffer): void {
    this.sinceEndBytes += late.length;
    if (this.sinceEndBytes > MAX_BYTES_BETWEEN_ENDS) this.socket.destroy();
  }

  private unprocessed(exchange: Exchange): void {
    exchange.cancel = undefined;
    if (!exchange.isOver) this.events.onUnprocessed(exchange);
  }

  private remove(stream: Stream): void {
    this.streams.delete(stream.id);
    this.sinceEndBytes = 0;
    if (this.streams.size === 0) this.socket.unref();
    this.events.onChange();
  }

  private cancel(stream: Stream): void {
    if (this.streams.get(stream.id) !== stream) return;
    this.reset(stream.id, ERROR.cancel);
    this.remove(stream);
  }

  // Sending

  private control(type: number, flags: number, id: number, payload: Buffer): void {
    if (this.isClosed) return;
    this.writer.frame(type, flags, id, payload);
    // It makes us answer and reads nothing.
    if (this.socket.writableLength > MAX_UNSENT_BYTES) this.close(ERROR.enhanceYourCalm);
  }

  private reset(id: number, code: ErrorCode): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code);
    this.control(FRAME.rstStream, 0, id, payload);
  }

  /** As much of the body as the windows allow. */
  private sendBody(stream: Stream): void {
    while (stream.unsent && !this.isClosed) {
      const { unsent } = stream;
      const length = Math.min(unsent.length, this.window, stream.window, MAX_FRAME_BYTES);
      if (length <= 0 && unsent.length > 0) return;
      const isLast = length === unsent.length;
      this.writer.frame(FRAME.data, isLast ? FLAG.endStream : 0, stream.id, unsent, length);
      this.window -= length;
      stream.window -= length;
      stream.unsent = isLast ? null : unsent.subarray(length);
    }
  }

  // Receiving

  private receive(data: Buffer): void {
    this.heardAt = performance.now();
    try {
      this.reader.read(data);
    } catch (error) {
      // A peer must not end this process, whatever it makes of our code.
      const isOurs = !(error instanceof ConnectionError || error instanceof RangeError);
      if (isOurs) log.error({ err: error }, 'reading HTTP/2 failed');
      this.close(error instanceof ConnectionError ? error.code : ERROR.compression);
    }
  }

  private onFrame(type: number, flags: number, id: number, payload: Buffer): void {
    if (!this.isReady && type !== FRAME.settings) throw new ConnectionError(ERROR.protocol, 'SETTINGS come first');
    this.sinceEndBytes += FRAME_COST_BYTES + payload.length;
    if (this.sinceEndBytes > MAX_BYTES_BETWEEN_ENDS) throw new ConnectionError(ERROR.enhanceYourCalm, 'a flood');
    switch (type) {
      case FRAME.data:
        this.onData(id, flags, payload);
        break;
      case FRAME.headers:
        this.onHeaders(id, flags, payload);
        break;
      case FRAME.rstStream:
        this.onReset(id, payload);
        break;
      case FRAME.settings:
        this.onSettings(id, flags, payload);
        break;
      case FRAME.ping:
        if (id !== 0 || payload.length !== 8) throw new ConnectionError(ERROR.frameSize, 'no ping');
        if ((flags & FLAG.ack) === 0) this.control(FRAME.ping, FLAG.ack, 0, payload);
        break;
      case FRAME.goaway:
        this.onGoaway(payload);
        break;
      case FRAME.windowUpdate:
        this.onWindowUpdate(id, payload);
        break;
      case FRAME.pushPromise:
        throw new ConnectionError(ERROR.protocol, 'push was switched off');
      default:
      // Frames of other types are to be ignored (§5.5).
    }
  }

  private onData(id: number, flags: number, payload: Buffer): void {
    this.checkStream(id);
    this.consumedBytes += payload.length;
    if (this.consumedBytes >= REOPEN_AFTER_BYTES) {
      const update = Buffer.alloc(4);
      update.writeUInt32BE(this.consumedBytes);
      this.consumedBytes = 0;
      this.control(FRAME.windowUpdate, 0, 0, update);
    }
    const data = withoutPadding(payload, flags);
    const stream = this.streams.get(id);
    if (!stream) return;
    if (data.length > 0) stream.exchange.take(data);
    if (flags & FLAG.endStream) this.endStream(stream);
  }

  private onHeaders(id: number, flags: number, block: Buffer): void {
    this.checkStream(id);
    // Decoded for streams that are over too: the table goes on.
    const fields = this.decoder.decode(block);
    const stream = this.streams.get(id);
    if (!stream) return;
    const { exchange } = stream;
    const status = fields[':status'];
    // Without a status they are the answer's trailers.
    if (status !== undefined) {
      if (!/^[1-9]\d\d$/.test(status)) throw new ConnectionError(ERROR.protocol, 'no status');
      // 1xx comes before the answer.
      if (status[0] !== '1') exchange.answer(Number(status), fields);
    }
    if (flags & FLAG.endStream) this.endStream(stream);
  }

  private endStream(stream: Stream): void {
    // It was answered before all of it was read: the rest is of no use (§8.1).
    if (stream.unsent) this.reset(stream.id, ERROR.cancel);
    stream.exchange.end();
    this.remove(stream);
  }

  private onReset(id: number, payload: Buffer): void {
    this.checkStream(id);
    if (payload.length !== 4) throw new ConnectionError(ERROR.frameSize, 'no reset');
    const stream = this.streams.get(id);
    if (!stream) return;
    if (payload.readUInt32BE() === ERROR.refusedStream && !stream.exchange.isAnswered)
      this.unprocessed(stream.exchange);
    else stream.exchange.break('reset');
    this.remove(stream);
  }

  private onSettings(id: number, flags: number, payload: Buffer): void {
    if (id !== 0 || payload.length % 6 !== 0) throw new ConnectionError(ERROR.frameSize, 'no settings');
    if (flags & FLAG.ack) return;
    for (let at = 0; at < payload.length; at += 6) {
      const value = payload.readUInt32BE(at + 2);
      switch (payload.readUInt16BE(at)) {
        case SETTING.headerTableSize:
          this.encoder.setMaxTableBytes(value);
          break;
        case SETTING.maxConcurrentStreams:
          this.maxStreams = Math.min(MAX_STREAMS, value);
          break;
        case SETTING.initialWindowSize:
          if (value > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
          for (const stream of this.streams.values()) stream.window += value - this.streamWindow;
          this.streamWindow = value;
          break;
        default:
      }
    }
    this.control(FRAME.settings, FLAG.ack, 0, Buffer.alloc(0));
    for (const stream of this.streams.values()) this.sendBody(stream);
    if (this.isReady) {
      this.events.onChange();
    } else {
      this.isReady = true;
      this.events.onReady();
    }
  }

  private onGoaway(payload: Buffer): void {
    if (payload.length < 8) throw new ConnectionError(ERROR.frameSize, 'no farewell');
    const lastId = payload.readUInt32BE() & MAX_STREAM_ID;
    this.isRetired = true;
    // Streams up to that number may still be answered, whatever the reason given.
    for (const stream of [...this.streams.values()]) {
      if (stream.id <= lastId) continue;
      // A status that came counts, whatever is said of it later.
      if (stream.exchange.isAnswered) stream.exchange.break('reset');
      else this.unprocessed(stream.exchange);
      this.remove(stream);
    }
    this.events.onChange();
  }

  private onWindowUpdate(id: number, payload: Buffer): void {
    if (payload.length !== 4) throw new ConnectionError(ERROR.frameSize, 'no window');
    const more = payload.readUInt32BE() & MAX_WINDOW_BYTES;
    if (more === 0) throw new ConnectionError(ERROR.protocol, 'window by nothing');
    if (id === 0) {
      this.window += more;
      if (this.window > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
      for (const stream of this.streams.values()) this.sendBody(stream);
      return;
    }
    const stream = this.streams.get(id);
    if (!stream) return;
    stream.window += more;
    if (stream.window > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
    this.sendBody(stream);
  }

  /** Streams are ours and odd, and none has a number that was not used yet. */
  private checkStream(id: number): void {
    if (id % 2 === 0 || id >= this.nextId) throw new ConnectionError(ERROR.protocol, 'no such stream');
  }
}
