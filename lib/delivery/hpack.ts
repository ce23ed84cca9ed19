import { decodeHuffman } from './huffman';

/** RFC 7541 appendix A: index 1 to 61. */
const STATIC_TABLE: readonly (readonly [string, string])[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  ...['200', '204', '206', '304', '400', '404', '500'].map((status) => [':status', status] as const),
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ...(
    'accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control ' +
    'content-disposition content-encoding content-language content-length content-location content-range ' +
    'content-type cookie date etag expect expires from host if-match if-modified-since if-none-match if-range ' +
    'if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization range ' +
    'referer refresh retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via ' +
    'www-authenticate'
  )
    .split(' ')
    .map((name) => [name, ''] as const),
];
const STATIC_COUNT = STATIC_TABLE.length;
const STATIC_NAMES = new Map(STATIC_TABLE.map(([name], at) => [name, at + 1]).toReversed() as [string, number][]);
/** RFC 7541 §4.1. */
const ENTRY_OVERHEAD = 32;
/** RFC 9113 §6.5.2: what a table may hold until a peer says otherwise. */
export const DEFAULT_TABLE_BYTES = 4_096;
/** Of names and values of one answer. */
const MAX_HEADER_BYTES = 65_536;

interface Entry {
  name: string;
  value: string;
  bytes: number;
}

/**
 * Writes header blocks (RFC 7541) for one connection. A field that is the same in many requests, such as the
 * Authorization of a site, is sent once and then named by its number. Huffman coding is not used: it costs more time
 * than it saves bytes.
 */
export class HpackEncoder {
  /** Numbers of entries, the first one ever is 0, by name and value: joined they would be hashed anew each time. */
  private readonly numbers = new Map<string, Map<string, number>>();
  private readonly entries: Entry[] = [];
  private oldest = 0;
  private tableBytes = 0;
  private maxBytes = DEFAULT_TABLE_BYTES;
  private saidMaxBytes = DEFAULT_TABLE_BYTES;
  /** Since the last block: a table that shrank and grew again has lost its entries (RFC 7541 §4.2). */
  private lowestBytes = DEFAULT_TABLE_BYTES;
  private out: Buffer = Buffer.alloc(0);
  private at = 0;

  /** What the peer's table may hold; said to it at the beginning of the next block. */
  setMaxTableBytes(bytes: number): void {
    this.maxBytes = Math.min(bytes, DEFAULT_TABLE_BYTES);
    this.lowestBytes = Math.min(this.lowestBytes, this.maxBytes);
    this.evict(0);
  }

  /** Begins a block at this place of `out`, which needs room for it: `blockBound`. */
  begin(out: Buffer, at: number): void {
    this.out = out;
    this.at = at;
    if (this.lowestBytes < Math.min(this.maxBytes, this.saidMaxBytes)) this.integer(0x20, 5, this.lowestBytes);
    if (this.maxBytes !== this.saidMaxBytes || this.lowestBytes < this.maxBytes) this.integer(0x20, 5, this.maxBytes);
    this.saidMaxBytes = this.maxBytes;
    this.lowestBytes = this.maxBytes;
  }

  /** One of the static table's own fields. */
  indexed(index: number): void {
    this.integer(0x80, 7, index);
  }

  /** A field that other requests have too: enters the table. */
  shared(name: string, value: string): void {
    let values = this.numbers.get(name);
    const number = values?.get(value);
    if (number !== undefined) {
      this.integer(0x80, 7, STATIC_COUNT + this.oldest + this.entries.length - number);
      return;
    }
    const bytes = name.length + value.length + ENTRY_OVERHEAD;
    if (bytes > this.maxBytes) {
      this.single(name, value);
      return;
    }
    this.literal(0x40, 6, name, value);
    this.evict(bytes);
    if (!values) {
      values = new Map();
      this.numbers.set(name, values);
    }
    values.set(value, this.oldest + this.entries.length);
    this.entries.push({ name, value, bytes });
    this.tableBytes += bytes;
  }

  /** A field of this request alone. */
  single(name: string, value: string): void {
    this.literal(0x00, 4, name, value);
  }

  /** @returns where the block ends */
  end(): number {
    return this.at;
  }

  private evict(room: number): void {
    while (this.tableBytes + room > this.maxBytes) {
      const entry = this.entries.shift();
      if (!entry) return;
      this.oldest++;
      this.tableBytes -= entry.bytes;
      this.numbers.get(entry.name)?.delete(entry.value);
    }
  }

  private literal(pattern: number, prefixBits: number, name: string, value: string): void {
    const index = STATIC_NAMES.get(name);
    this.integer(pattern, prefixBits, index ?? 0);
    if (index === undefined) this.text(name);
    this.text(value);
  }

  private text(text: string): void {
    this.integer(0, 7, text.length);
    this.at += this.out.write(text, this.at, 'latin1');
  }

  private integer(pattern: number, prefixBits: number, value: number): void {
    const most = (1 << prefixBits) - 1;
    if (value < most) {
      this.out[this.at++] = pattern | value;
      return;
    }
    this.out[this.at++] = pattern | most;
    let rest = value - most;
    while (rest >= 0x80) {
      this.out[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.out[this.at++] = rest;
  }
}

/** How many bytes a block of such fields takes at most. */
export function blockBound(textLength: number, fieldCount: number): number {
  // Pattern and two lengths a field, and a change of the table's size.
  return textLength + fieldCount * 12 + 8;
}

/** Reads the header blocks of one connection (RFC 7541). */
export class HpackDecoder {
  /** The newest first, as the RFC numbers them. */
  private readonly table: [string, string][] = [];
  private tableBytes = 0;
  private maxBytes = DEFAULT_TABLE_BYTES;
  private block: Buffer = Buffer.alloc(0);
  private at = 0;

  /**
   * @returns the fields, several of one name joined by a comma
   * @throws RangeError when the block is not one: the connection is then of no more use (RFC 9113 §4.3)
   */
  decode(block: Buffer): Record<string, string> {
    this.block = block;
    this.at = 0;
    const fields: Record<string, string> = Object.create(null);
    let byteCount = 0;
    while (this.at < block.length) {
      const first = block[this.at] ?? 0;
      if ((first & 0xe0) === 0x20) {
        this.resize(this.integer(5));
        continue;
      }
      const [name, value] = this.field(first);
      byteCount += name.length + value.length + ENTRY_OVERHEAD;
      if (byteCount > MAX_HEADER_BYTES) throw new RangeError('too many header fields');
      const before = fields[name];
      fields[name] = before === undefined ? value : `${before}, ${value}`;
    }
    return fields;
  }

  private field(first: number): readonly [string, string] {
    if (first & 0x80) return this.entry(this.integer(7));
    const isKept = (first & 0x40) !== 0;
    const index = this.integer(isKept ? 6 : 4);
    const name = index === 0 ? this.text() : this.entry(index)[0];
    const value = this.text();
    if (isKept) this.keep(name, value);
    return [name, value];
  }

  private entry(index: number): readonly [string, string] {
    const entry = index <= STATIC_COUNT ? STATIC_TABLE[index - 1] : this.table[index - STATIC_COUNT - 1];
    if (!entry) throw new RangeError('no such table entry');
    return entry;
  }

  private keep(name: string, value: string): void {
    const bytes = name.length + value.length + ENTRY_OVERHEAD;
    this.shrinkTo(this.maxBytes - bytes);
    if (bytes > this.maxBytes) return;
    this.table.unshift([name, value]);
    this.tableBytes += bytes;
  }

  private resize(bytes: number): void {
    if (bytes > DEFAULT_TABLE_BYTES) throw new RangeError('table beyond its limit');
    this.maxBytes = bytes;
    this.shrinkTo(bytes);
  }

  private shrinkTo(bytes: number): void {
    while (this.tableBytes > Math.max(0, bytes)) {
      const [name, value] = this.table.pop() ?? ['', ''];
      this.tableBytes -= name.length + value.length + ENTRY_OVERHEAD;
    }
  }

  private text(): string {
    const isHuffman = ((this.block[this.at] ?? 0) & 0x80) !== 0;
    const length = this.integer(7);
    const from = this.at;
    this.at += length;
    if (this.at > this.block.length) throw new RangeError('string beyond its block');
    if (isHuffman) return decodeHuffman(this.block.subarray(from, this.at));
    return this.block.toString('latin1', from, this.at);
  }

  private integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    const first = this.block[this.at++];
    if (first === undefined) throw new RangeError('no integer');
    let value = first & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.block[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('no integer');
  }
}
