/** The little of the protocol buffers encoding that Chromium's push protocol needs. */

export type ProtoValue = bigint | number | Buffer;

/** One decoded message: the values of each field number, in order. */
export type ProtoMessage = ReadonlyMap<number, readonly ProtoValue[]>;

export function writeVarint(value: bigint | number): Buffer {
  const out: number[] = [];
  let left = BigInt(value);
  do {
    out.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(out);
}

/** null when it is not all there yet. */
export function readVarint(buffer: Buffer, at: number): { value: bigint; next: number } | null {
  let value = 0n;
  let shift = 0n;
  for (let i = at; i < buffer.length; i++) {
    const octet = buffer.readUInt8(i);
    value |= BigInt(octet & 0x7f) << shift;
    if (octet < 0x80) return { value, next: i + 1 };
    shift += 7n;
  }
  return null;
}

export function numberField(field: number, value: bigint | number): Buffer {
  return Buffer.concat([writeVarint(field << 3), writeVarint(value)]);
}

export function fixed64Field(field: number, value: bigint): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64LE(value);
  return Buffer.concat([writeVarint((field << 3) | 1), octets]);
}

export function bytesField(field: number, value: string | Buffer): Buffer {
  const octets = Buffer.from(value);
  return Buffer.concat([writeVarint((field << 3) | 2), writeVarint(octets.length), octets]);
}

/** @throws Error when the message is cut short. */
export function decodeProto(buffer: Buffer): ProtoMessage {
  const out = new Map<number, ProtoValue[]>();
  let at = 0;
  const varint = (): bigint => {
    const read = readVarint(buffer, at);
    if (!read) throw new Error('the message is cut short');
    at = read.next;
    return read.value;
  };
  while (at < buffer.length) {
    const key = varint();
    const field = Number(key >> 3n);
    const values = out.get(field) ?? [];
    out.set(field, values);
    switch (Number(key & 7n)) {
      case 0:
        values.push(varint());
        break;
      case 1:
        values.push(buffer.readBigUInt64LE(at));
        at += 8;
        break;
      case 5:
        values.push(buffer.readUInt32LE(at));
        at += 4;
        break;
      default: {
        const length = Number(varint());
        values.push(buffer.subarray(at, at + length));
        at += length;
      }
    }
  }
  return out;
}
