import { MAX_ANSWER_BYTES } from './exchange';
import type { FrameWriter } from './frame-writer';
import { FRAME, SETTING } from './http2-frames';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** What a stream may send us before its answer is long enough anyway. */
const STREAM_WINDOW_BYTES = 2 * MAX_ANSWER_BYTES;

/** Writes what a client begins an HTTP/2 connection with: the preface and its settings (RFC 9113 §3.4). */
export function writeOpening(writer: FrameWriter): void {
  writer.raw(PREFACE);
  const settings = Buffer.alloc(12);
  settings.writeUInt16BE(SETTING.enablePush, 0);
  settings.writeUInt16BE(SETTING.initialWindowSize, 6);
  settings.writeUInt32BE(STREAM_WINDOW_BYTES, 8);
  writer.frame(FRAME.settings, 0, 0, settings);
}
