/**
 * Values of the D-Bus wire format (D-Bus specification, "Type system"), as many as a notification service meets: read
 * in both byte orders, written little-endian.
 */

export type DBusValue = number | bigint | string | Buffer | DBusValue[];

const ALIGNMENT: Record<string, number> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, i: 4, u: 4, h: 4, s: 4, o: 4, a: 4 },
  ...{ x: 8, t: 8, d: 8, '(': 8, '{': 8 },
};

/** The complete types of a signature, in order. */
export function splitSignature(signature: string): string[] {
  const out: string[] = [];
  for (let rest = signature; rest.length > 0; ) {
    const type = firstType(rest);
    out.push(type);
    rest = rest.slice(type.length);
  }
  return out;
}

function firstType(signature: string): string {
  const first = signature.charAt(0);
  if (first === 'a') return `a${firstType(signature.slice(1))}`;
  if (first !== '(' && first !== '{') return first;
  let depth = 0;
  for (let i = 0; i < signature.length; i++) {
    if ('({'.includes(signature.charAt(i))) depth += 1;
    if (')}'.includes(signature.charAt(i))) depth -= 1;
    if (depth === 0) return signature.slice(0, i + 1);
  }
  throw new Error(`unbalanced signature ${signature}`);
}

/** Octets until the next multiple. */
export function padding(at: number, to: number): number {
  return (to - (at % to)) % to;
}

function alignmentOf(type: string): number {
  return ALIGNMENT[type.charAt(0)] ?? 1;
}

export function toList(value: DBusValue): DBusValue[] {
  return Array.isArray(value) ? value : [];
}

export function makeReader(buffer: Buffer, isBig: boolean, from: number): (type: string) => DBusValue {
  let at = from;
  const u32 = (): number => {
    at += padding(at, 4) + 4;
    return isBig ? buffer.readUInt32BE(at - 4) : buffer.readUInt32LE(at - 4);
  };
  const text = (length: number): string => {
    at += length + 1; // a NUL follows
    return buffer.toString('utf8', at - length - 1, at - 1);
  };
  const octet = (): number => {
    at += 1;
    return buffer.readUInt8(at - 1);
  };
  const array = (element: string): DBusValue => {
    const length = u32();
    at += padding(at, alignmentOf(element));
    const end = at + length;
    if (element === 'y') {
      at = end;
      return buffer.subarray(end - length, end);
    }
    const out: DBusValue[] = [];
    while (at < end) out.push(read(element));
    return out;
  };
  const read = (type: string): DBusValue => {
    at += padding(at, alignmentOf(type));
    switch (type.charAt(0)) {
      case 'y':
        return octet();
      case 'i':
        return u32() | 0;
      case 'n':
      case 'q':
        at += 2;
        return isBig ? buffer.readUInt16BE(at - 2) : buffer.readUInt16LE(at - 2);
      case 'x':
      case 't':
        at += 8;
        return isBig ? buffer.readBigInt64BE(at - 8) : buffer.readBigInt64LE(at - 8);
      case 'd':
        at += 8;
        return isBig ? buffer.readDoubleBE(at - 8) : buffer.readDoubleLE(at - 8);
      case 's':
      case 'o':
        return text(u32());
      case 'g':
        return text(octet());
      case 'v':
        return read(String(read('g')));
      case '(':
      case '{':
        return splitSignature(type.slice(1, -1)).map(read);
      case 'a':
        return array(type.slice(1));
      default:
        return u32(); // b, u, h
    }
  };
  return read;
}

interface Writer {
  raw(octets: Buffer): void;
  align(to: number): void;
  write(type: string, value: DBusValue): void;
  toBuffer(): Buffer;
  size(): number;
}

export function makeWriter(from: number): Writer {
  const parts: Buffer[] = [];
  let size = from;
  const raw = (octets: Buffer): void => {
    parts.push(octets);
    size += octets.length;
  };
  const align = (to: number): void => raw(Buffer.alloc(padding(size, to)));
  const u32 = (value: number): void => {
    const octets = Buffer.alloc(4);
    octets.writeUInt32LE(value >>> 0);
    align(4);
    raw(octets);
  };
  const array = (element: string, values: DBusValue[]): void => {
    // Its length comes first and leaves out the padding before the first element.
    const inner = makeWriter(size + padding(size, 4) + 4);
    inner.align(alignmentOf(element));
    const start = inner.size();
    for (const value of values) inner.write(element, value);
    u32(inner.size() - start);
    raw(inner.toBuffer());
  };
  const write = (type: string, value: DBusValue): void => {
    const items = toList(value);
    const kind = type.charAt(0);
    if (kind === 'y') {
      raw(Buffer.from([Number(value)]));
    } else if (kind === 's' || kind === 'o') {
      u32(Buffer.byteLength(String(value)));
      raw(Buffer.from(`${String(value)}\0`));
    } else if (kind === 'g') {
      raw(Buffer.from([String(value).length, ...Buffer.from(String(value)), 0]));
    } else if (kind === 'v') {
      write('g', items[0] ?? '');
      write(String(items[0]), items[1] ?? 0);
    } else if (kind === '(') {
      align(8);
      for (const [i, part] of splitSignature(type.slice(1, -1)).entries()) write(part, items[i] ?? 0);
    } else if (kind === 'a') {
      array(type.slice(1), items);
    } else {
      u32(Number(value)); // b, u, i
    }
  };
  return { raw, align, write, toBuffer: () => Buffer.concat(parts), size: () => size };
}
