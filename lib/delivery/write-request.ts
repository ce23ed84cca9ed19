import type { PushRequest } from './exchange';
import type { FrameWriter } from './frame-writer';
import { blockBound, type HpackEncoder } from './hpack';
import { FLAG, FRAME, FRAME_HEAD_BYTES, MAX_FRAME_BYTES, writeFrameHead } from './http2-frames';

const NOT_PRINTABLE = /[^ -~]/;
/** `:method: POST` and `:scheme: https` of the static table. */
const METHOD_POST = 3;
const SCHEME_HTTPS = 7;
/** Names and values that every request has, beside path, authority and its own headers. */
const USUAL_FIELD_COUNT = 5;
const USUAL_TEXT_LENGTH = 64;

/**
 * How many bytes the header block of a request takes at most, or null when it cannot be sent: a gateway that speaks
 * HTTP/1.1 behind the peer would read a line break as a field of its own.
 */
export function requestBound({ url, headers }: PushRequest, authority: string): number | null {
  let textLength = url.pathname.length + url.search.length + authority.length + USUAL_TEXT_LENGTH;
  let fieldCount = USUAL_FIELD_COUNT;
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (NOT_PRINTABLE.test(value)) return null;
    textLength += name.length + value.length;
    fieldCount++;
  }
  const bound = blockBound(textLength, fieldCount);
  return bound > MAX_FRAME_BYTES || NOT_PRINTABLE.test(url.pathname + url.search) ? null : bound;
}

/** Writes the HEADERS frame of a request in place; `requestBound` bytes are reserved. */
export function writeRequest(
  writer: FrameWriter,
  encoder: HpackEncoder,
  { id, authority, request }: { id: number; authority: string; request: PushRequest },
): void {
  const { url, headers, body } = request;
  const start = writer.used;
  encoder.begin(writer.chunk, start + FRAME_HEAD_BYTES);
  encoder.indexed(METHOD_POST);
  encoder.indexed(SCHEME_HTTPS);
  encoder.shared(':authority', authority);
  encoder.single(':path', url.pathname + url.search);
  for (const name in headers) encoder.shared(name, headers[name] ?? '');
  encoder.single('content-length', String(body.length));
  writer.used = encoder.end();
  const length = writer.used - start - FRAME_HEAD_BYTES;
  writeFrameHead(writer.chunk, start, length, FRAME.headers, FLAG.endHeaders, id);
}
