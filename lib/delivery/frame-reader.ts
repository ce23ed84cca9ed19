import {
  ConnectionError,
  ERROR,
  FLAG,
  FRAME,
  FRAME_HEAD_BYTES,
  MAX_FRAME_BYTES,
  MAX_STREAM_ID,
  withoutPadding,
} from './http2-frames';

const MAX_HEADER_BLOCK_BYTES = 65_536;

/** Called for each frame; a header block comes whole, as one HEADERS frame without padding and priority. */
export type OnFrame = (type: number, flags: number, id: number, payload: Buffer) => void;

/** Cuts what a peer sends into frames (RFC 9113 §4) and puts header blocks together (§4.3). */
export class FrameReader {
  private rest: Buffer | null = null;
  private block: { id: number; flags: number; parts: Buffer[]; byteCount: number } | null = null;
  private isStopped = false;
  private readonly onFrame: OnFrame;

  constructor(onFrame: OnFrame) {
    this.onFrame = onFrame;
  }

  /** @throws ConnectionError when it is not HTTP/2, and what `onFrame` throws */
  read(data: Buffer): void {
    let input = this.rest ? Buffer.concat([this.rest, data]) : data;
    this.rest = null;
    while (input.length >= FRAME_HEAD_BYTES && !this.isStopped) {
      const length = input.readUIntBE(0, 3);
      if (length > MAX_FRAME_BYTES) throw new ConnectionError(ERROR.frameSize, 'frame too long');
      const end = FRAME_HEAD_BYTES + length;
      if (input.length < end) break;
      const id = input.readUInt32BE(5) & MAX_STREAM_ID;
      this.frame(input[3] ?? 0, input[4] ?? 0, id, input.subarray(FRAME_HEAD_BYTES, end));
      input = input.subarray(end);
    }
    if (input.length > 0 && !this.isStopped) this.rest = input;
  }

  /** No more frames, not even of what came already. */
  stop(): void {
    this.isStopped = true;
    this.rest = null;
    this.block = null;
  }

  private frame(type: number, flags: number, id: number, payload: Buffer): void {
    if (this.block && (type !== FRAME.continuation || id !== this.block.id)) {
      throw new ConnectionError(ERROR.protocol, 'a header block was interrupted');
    }
    if (type === FRAME.continuation) {
      this.onContinuation(flags, payload);
    } else if (type === FRAME.headers) {
      const first = withoutPriority(withoutPadding(payload, flags), flags);
      if (flags & FLAG.endHeaders) this.onFrame(type, flags, id, first);
      else this.block = { id, flags, parts: [first], byteCount: first.length };
    } else {
      this.onFrame(type, flags, id, payload);
    }
  }

  private onContinuation(flags: number, payload: Buffer): void {
    const { block } = this;
    if (!block) throw new ConnectionError(ERROR.protocol, 'nothing to continue');
    block.parts.push(payload);
    // Each costs something, so that empty ones come to an end too.
    block.byteCount += payload.length + FRAME_HEAD_BYTES;
    if (block.byteCount > MAX_HEADER_BLOCK_BYTES) throw new ConnectionError(ERROR.enhanceYourCalm, 'endless headers');
    if ((flags & FLAG.endHeaders) === 0) return;
    this.block = null;
    this.onFrame(FRAME.headers, block.flags, block.id, Buffer.concat(block.parts));
  }
}

function withoutPriority(payload: Buffer, flags: number): Buffer {
  if ((flags & FLAG.priority) === 0) return payload;
  if (payload.length < 5) throw new ConnectionError(ERROR.frameSize, 'no priority');
  return payload.subarray(5);
}
