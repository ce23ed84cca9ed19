import type { TLSSocket } from 'node:tls';
import { log } from '@/lib/platform/log';
import { BodySender } from './body-sender';
import { endConnection } from './end-connection';
import type { Exchange } from './exchange';
import { FloodGuard } from './flood-guard';
import { FrameReader } from './frame-reader';
import { FrameWriter } from './frame-writer';
import { HpackEncoder } from './hpack';
import {
  ConnectionError,
  ERROR,
  type ErrorCode,
  FLAG,
  FRAME,
  FRAME_HEAD_BYTES,
  MAX_STREAM_ID,
  SETTING,
  uint32,
  withoutPadding,
} from './http2-frames';
import { type Http2Stream, Http2Streams } from './http2-streams';
import { writeOpening } from './write-opening';
import { requestBound, writeRequest } from './write-request';

/** Half of the connection's window, which is then opened again. */
const REOPEN_AFTER_BYTES = 32_768;
/** Unsent bytes at which a peer that reads nothing but makes us answer is left. */
const MAX_UNSENT_BYTES = 4_194_304;
/** Beyond it a peer does not profit from more streams. */
const MAX_STREAMS = 100;

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
  private readonly encoder = new HpackEncoder();
  private readonly flood = new FloodGuard();
  private readonly streams: Http2Streams;
  private readonly bodies: BodySender;
  private readonly writer: FrameWriter;
  private readonly reader: FrameReader;
  private isReady = false;
  /** The last stream whose first bytes were handed to the socket. */
  private flushedId = 0;
  private consumedBytes = 0;

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
    this.streams = new Http2Streams({
      onEnd: () => this.onStreamEnd(),
      onUnprocessed: (exchange) => events.onUnprocessed(exchange),
      reset: (id, code) => this.reset(id, code),
    });
    this.writer = new FrameWriter(socket, () => {
      this.flushedId = this.streams.lastId;
    });
    this.bodies = new BodySender(this.writer, this.streams);
    this.reader = new FrameReader((...frame) => this.onFrame(...frame));
    writeOpening(this.writer);
    socket.unref();
  }

  get streamCount(): number {
    return this.streams.count;
  }

  /** Whether it ever took a request. */
  get hasPosted(): boolean {
    return this.streams.lastId > 0;
  }

  get hasRoom(): boolean {
    return this.isReady && !this.isRetired && this.streams.count < this.maxStreams;
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
    const id = this.streams.takeId();
    if (id + 2 > MAX_STREAM_ID) this.isRetired = true;
    writeRequest(writer, encoder, { id, authority, request });
    if (this.streams.count === 0) {
      this.socket.ref();
      // It was idle: silence counts from now.
      this.heardAt = performance.now();
    }
    const stream: Http2Stream = { id, exchange, window: this.bodies.streamWindow, unsent: request.body };
    this.streams.add(stream);
    this.bodies.send(stream);
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
    endConnection(this.socket, { writer: this.writer, flood: this.flood, code });
    this.streams.breakAll(flushedId);
    this.events.onClose();
  }

  private onStreamEnd(): void {
    this.flood.onEnd();
    if (this.streams.count === 0) this.socket.unref();
    this.events.onChange();
  }

  // Sending

  private control(type: number, flags: number, id: number, payload: Buffer): void {
    if (this.isClosed) return;
    this.writer.frame(type, flags, id, payload);
    // It makes us answer and reads nothing.
    if (this.socket.writableLength > MAX_UNSENT_BYTES) this.close(ERROR.enhanceYourCalm);
  }

  private reset(id: number, code: ErrorCode): void {
    this.control(FRAME.rstStream, 0, id, uint32(code));
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
    this.flood.onFrame(payload);
    switch (type) {
      case FRAME.data:
        this.onData(id, flags, payload);
        break;
      case FRAME.headers:
        this.streams.onHeaders(id, flags, payload);
        break;
      case FRAME.rstStream:
        this.streams.onReset(id, payload);
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
        this.bodies.onWindowUpdate(id, payload);
        break;
      case FRAME.pushPromise:
        throw new ConnectionError(ERROR.protocol, 'push was switched off');
      default:
      // Frames of other types are to be ignored (§5.5).
    }
  }

  private onData(id: number, flags: number, payload: Buffer): void {
    this.streams.check(id);
    this.consumedBytes += payload.length;
    if (this.consumedBytes >= REOPEN_AFTER_BYTES) {
      const update = uint32(this.consumedBytes);
      this.consumedBytes = 0;
      this.control(FRAME.windowUpdate, 0, 0, update);
    }
    this.streams.onData(id, flags, withoutPadding(payload, flags));
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
          this.bodies.setStreamWindow(value);
          break;
        default:
      }
    }
    this.control(FRAME.settings, FLAG.ack, 0, Buffer.alloc(0));
    this.bodies.sendAll();
    if (this.isReady) {
      this.events.onChange();
    } else {
      this.isReady = true;
      this.events.onReady();
    }
  }

  private onGoaway(payload: Buffer): void {
    if (payload.length < 8) throw new ConnectionError(ERROR.frameSize, 'no farewell');
    this.isRetired = true;
    // Streams up to that number may still be answered, whatever the reason given.
    this.streams.onGoaway(payload.readUInt32BE() & MAX_STREAM_ID);
    this.events.onChange();
  }
}
