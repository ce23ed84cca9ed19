import type { FrameWriter } from './frame-writer';
import {
  ConnectionError,
  DEFAULT_WINDOW_BYTES,
  ERROR,
  FLAG,
  FRAME,
  MAX_FRAME_BYTES,
  MAX_WINDOW_BYTES,
} from './http2-frames';
import type { Http2Stream, Http2Streams } from './http2-streams';

/** Sends requests' bodies, as far as the peer's windows allow: the connection's and each stream's (RFC 9113 §5.2). */
export class BodySender {
  /** What a new stream may send. */
  streamWindow = DEFAULT_WINDOW_BYTES;
  private window = DEFAULT_WINDOW_BYTES;
  private readonly writer: FrameWriter;
  private readonly streams: Http2Streams;

  constructor(writer: FrameWriter, streams: Http2Streams) {
    this.writer = writer;
    this.streams = streams;
  }

  /** As much of the body as the windows allow. */
  send(stream: Http2Stream): void {
    while (stream.unsent) {
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

  sendAll(): void {
    for (const stream of this.streams.all()) this.send(stream);
  }

  /** The peer set the window that streams begin with, which holds for those under way too (§6.9.2). */
  setStreamWindow(bytes: number): void {
    if (bytes > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
    for (const stream of this.streams.all()) stream.window += bytes - this.streamWindow;
    this.streamWindow = bytes;
  }

  /** @param id 0: the connection's */
  onWindowUpdate(id: number, payload: Buffer): void {
    if (payload.length !== 4) throw new ConnectionError(ERROR.frameSize, 'no window');
    const more = payload.readUInt32BE() & MAX_WINDOW_BYTES;
    if (more === 0) throw new ConnectionError(ERROR.protocol, 'window by nothing');
    if (id === 0) {
      this.window += more;
      if (this.window > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
      this.sendAll();
      return;
    }
    const stream = this.streams.get(id);
    if (!stream) return;
    stream.window += more;
    if (stream.window > MAX_WINDOW_BYTES) throw new ConnectionError(ERROR.flowControl, 'window too wide');
    this.send(stream);
  }
}
