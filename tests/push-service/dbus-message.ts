import { type DBusValue, makeReader, makeWriter, padding, splitSignature, toList } from './dbus-values';

export interface BusMessage {
  type: number;
  /** The caller wants no answer. */
  noReply: boolean;
  serial: number;
  /** Octets on the wire. */
  length: number;
  member: string;
  destination: string;
  body: DBusValue[];
}

export interface OutgoingMessage {
  type: number;
  serial: number;
  signature?: string;
  body?: DBusValue[];
  path?: string;
  interface?: string;
  member?: string;
  errorName?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
}

export const MESSAGE_TYPE = { call: 1, return: 2, error: 3, signal: 4 } as const;

const FIELDS = [
  { name: 'path', number: 1, type: 'o' },
  { name: 'interface', number: 2, type: 's' },
  { name: 'member', number: 3, type: 's' },
  { name: 'errorName', number: 4, type: 's' },
  { name: 'replySerial', number: 5, type: 'u' },
  { name: 'destination', number: 6, type: 's' },
  { name: 'sender', number: 7, type: 's' },
  { name: 'signature', number: 8, type: 'g' },
] as const;

/** D-Bus specification, "Message protocol": the first message in the buffer; null when it is not all there yet. */
export function decodeBusMessage(buffer: Buffer): BusMessage | null {
  if (buffer.length < 16) return null;
  const isBig = buffer.readUInt8(0) === 'B'.charCodeAt(0);
  const u32 = (at: number): number => (isBig ? buffer.readUInt32BE(at) : buffer.readUInt32LE(at));
  const bodyAt = 16 + u32(12) + padding(u32(12), 8);
  const length = bodyAt + u32(4);
  if (buffer.length < length) return null;
  const fields = new Map<number, DBusValue>();
  for (const field of toList(makeReader(buffer.subarray(0, bodyAt), isBig, 12)('a(yv)'))) {
    const [number, value] = toList(field);
    if (value !== undefined) fields.set(Number(number), value);
  }
  const read = makeReader(buffer.subarray(bodyAt, length), isBig, 0);
  return {
    type: buffer.readUInt8(1),
    noReply: (buffer.readUInt8(2) & 1) === 1,
    serial: u32(8),
    length,
    member: String(fields.get(3) ?? ''),
    destination: String(fields.get(6) ?? ''),
    body: splitSignature(String(fields.get(8) ?? '')).map((type) => read(type)),
  };
}

export function encodeBusMessage({ type, serial, body = [], ...header }: OutgoingMessage): Buffer {
  const content = makeWriter(0);
  for (const [i, part] of splitSignature(header.signature ?? '').entries()) content.write(part, body[i] ?? 0);
  const data = content.toBuffer();
  const fields: DBusValue[] = [];
  for (const { name, number, type: fieldType } of FIELDS) {
    const value = header[name];
    if (value !== undefined && value !== '') fields.push([number, [fieldType, value]]);
  }
  const head = makeWriter(0);
  head.raw(Buffer.from(['l'.charCodeAt(0), type, 0, 1]));
  head.write('u', data.length);
  head.write('u', serial);
  head.write('a(yv)', fields);
  head.align(8);
  return Buffer.concat([head.toBuffer(), data]);
}
