import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@/lib/platform/errors';
import { badFile } from './upload-error';

/** Enough to tell what a file is. */
const HEAD_BYTES = 64 * 1024;
/** Unpacked: 1 GiB is some three million subscriptions. */
export const MAX_FILE_BYTES = 1024 ** 3;

export interface ReadBytes {
  /** The beginning, unpacked. */
  head: Buffer;
  /** All of it, piece by piece, unpacked; each is whole UTF-8 once joined, or the reading throws. */
  chunks: AsyncGenerator<Buffer, void>;
}

/**
 * Takes a file as it comes: unpacks gzip (by its first bytes), bounds its size, and refuses what is not UTF-8 with the
 * line at which it is not. Holds a piece at a time.
 * @throws AppError `invalid_input`; `payload_too_large`; while it is read, too
 */
export async function readBytes(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes = MAX_FILE_BYTES,
): Promise<ReadBytes> {
  const packed = await peek(toBuffers(body), 2);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const plain = await peek(bound(isGzip ? unpack(packed.chunks) : packed.chunks, maxBytes), HEAD_BYTES);
  refuseOtherEncodings(plain.head);
  return { head: plain.head, chunks: checkUtf8(plain.chunks) };
}

async function* toBuffers(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const chunk of body) {
    if (chunk.byteLength > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}

async function* unpack(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const source = Readable.from(chunks);
  const unzip = createGunzip();
  source.on('error', (error) => unzip.destroy(error));
  try {
    for await (const chunk of source.pipe(unzip)) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_')) throw badFile('The gzip file is damaged or cut short.');
    throw error;
  } finally {
    source.destroy();
    unzip.destroy();
  }
}

async function* bound(chunks: AsyncGenerator<Buffer, void>, maxBytes: number): AsyncGenerator<Buffer, void> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) {
      const detail = `The file may have at most ${Math.floor(maxBytes / 1024 ** 2)} MiB when unpacked; split it.`;
      throw new AppError('payload_too_large', { detail });
    }
    yield chunk;
  }
}

/** Reads until there are so many bytes, and gives them again with the rest. */
async function peek(chunks: AsyncGenerator<Buffer, void>, count: number): Promise<ReadBytes> {
  const first: Buffer[] = [];
  let size = 0;
  while (size < count) {
    const next = await chunks.next();
    if (next.done) break;
    first.push(next.value);
    size += next.value.length;
  }
  const head = Buffer.concat(first);
  async function* again() {
    if (head.length > 0) yield head;
    yield* chunks;
  }
  return { head: head.subarray(0, HEAD_BYTES), chunks: again() };
}

function refuseOtherEncodings(head: Buffer): void {
  const [a = 0, b = 0] = head;
  const isUtf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || head.subarray(0, 1_000).includes(0);
  if (isUtf16)
    throw badFile('The file is UTF-16 or binary. Save it as UTF-8 ("CSV UTF-8" in Excel) and upload it again.', 1);
}

async function* checkUtf8(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  /** Of the chunks before. */
  let lines = 1;
  /** A character may begin in one chunk and end in the next. */
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    try {
      decoder.decode(chunk, { stream: true });
    } catch {
      throw notUtf8(lines + firstBadLine(Buffer.concat([tail, chunk])));
    }
    lines += countLines(chunk);
    tail = chunk.subarray(Math.max(0, chunk.length - 3));
    yield chunk;
  }
  try {
    decoder.decode();
  } catch {
    throw notUtf8(lines);
  }
}

function notUtf8(line: number) {
  return badFile(
    'The text is not UTF-8; it may be Latin-1 or Windows-1252. Save the file as UTF-8 ("CSV UTF-8" in Excel) and upload it again.',
    line,
  );
}

const NEWLINE = 10;

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** From 0; the beginning may be the end of a character, which is no fault. */
function firstBadLine(bytes: Buffer): number {
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    const isFine = start === 0 ? isUtf8(part.subarray(beginOf(part))) : isUtf8(part);
    if (!isFine || end < 0) return line;
    start = end + 1;
  }
  return line;
}

/** The first byte that is no continuation. */
function beginOf(part: Buffer): number {
  let at = 0;
  while (at < 3 && at < part.length && ((part[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}
