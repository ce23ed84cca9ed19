import type { TLSSocket } from 'node:tls';
import { FRAME_HEAD_BYTES, writeFrameHead } from './http2-frames';

/** The size of a TLS record. */
const CHUNK_BYTES = 16_384;

/**
 * Gathers frames: what one turn of the event loop makes leaves together, in as few TLS records as possible. What was
 * not flushed has not left, and can be taken back whole.
 */
export class FrameWriter {
  /** Where a frame that is written in place begins, see `reserve`. */
  chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  used = 0;
  private isFlushPlanned = false;
  private readonly socket: TLSSocket;
  private readonly onFlush: () => void;

  /** @param onFlush just before gathered frames leave */
  constructor(socket: TLSSocket, onFlush: () => void) {
    this.socket = socket;
    this.onFlush = onFlush;
  }

  /** Makes room for so many bytes in `chunk` from `used` on, which are then to be written at once. */
  reserve(bytes: number): void {
    if (this.used + bytes > CHUNK_BYTES) this.flush();
    if (bytes > this.chunk.length) this.chunk = Buffer.allocUnsafe(bytes);
    if (this.isFlushPlanned) return;
    this.isFlushPlanned = true;
    setImmediate(() => {
      this.isFlushPlanned = false;
      this.flush();
    });
  }

  /** Adds bytes that are no frame: the connection's preface. */
  raw(bytes: Buffer): void {
    this.reserve(bytes.length);
    this.used += bytes.copy(this.chunk, this.used);
  }

  frame(type: number, flags: number, id: number, payload: Buffer, length: number = payload.length): void {
    this.reserve(FRAME_HEAD_BYTES + length);
    writeFrameHead(this.chunk, this.used, length, type, flags, id);
    payload.copy(this.chunk, this.used + FRAME_HEAD_BYTES, 0, length);
    this.used += FRAME_HEAD_BYTES + length;
  }

  flush(): void {
    if (this.used === 0 || this.socket.destroyed || this.socket.writableEnded) return;
    const { chunk, used } = this;
    this.chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.used = 0;
    this.onFlush();
    this.socket.write(chunk.subarray(0, used));
  }

  /** Takes back what was not flushed. */
  discard(): void {
    this.used = 0;
  }
}
