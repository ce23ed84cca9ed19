import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blockBound, HpackDecoder, HpackEncoder } from './hpack';
import { decodeHuffman } from './huffman';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function encode(encoder: HpackEncoder, fields: [string, string][], shared = true): Buffer {
  const length = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const out = Buffer.alloc(blockBound(length, fields.length));
  encoder.begin(out, 0);
  for (const [name, value] of fields) shared ? encoder.shared(name, value) : encoder.single(name, value);
  return out.subarray(0, encoder.end());
}

describe('HpackDecoder', () => {
  it('reads the answers of RFC 7541 appendix C.6, Huffman-coded and with a table that goes on', () => {
    const decoder = new HpackDecoder();
    const date = 'Mon, 21 Oct 2013 20:13:21 GMT';
    const location = 'https://www.example.com';
    expect(
      decoder.decode(
        hex(
          '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
        ),
      ),
    ).toEqual({ ':status': '302', 'cache-control': 'private', date, location });
    expect(decoder.decode(hex('4883 640e ff c1 c0 bf'))).toEqual({
      ':status': '307',
      'cache-control': 'private',
      date,
      location,
    });
  });

  it('joins fields of one name', () => {
    expect(new HpackDecoder().decode(hex('0001 61 01 31 0001 61 01 32'))).toEqual({ a: '1, 2' });
  });

  it.each([
    ['index 0', '80'],
    ['an entry that is not there', 'c0'],
    ['a name that is not there', '7f 20 01 61'],
    ['a value that ends early', '0001 61 05 31'],
    ['a name without a value', '0001 61'],
    ['an endless integer', 'ff ff ff ff ff ff 01'],
    ['an integer that ends early', 'ff'],
    ['a table beyond its limit', '3f e2 1f'],
    ['Huffman padding that is none', '0001 61 81 00'],
    ['Huffman padding of eight bits', '0001 61 82 1f ff'],
    ["Huffman's end of string", '0001 61 84 ff ff ff ff'],
  ])('refuses %s', (_name, block) => {
    expect(() => new HpackDecoder().decode(hex(block))).toThrow(RangeError);
  });

  it('refuses a small block that becomes large', () => {
    const entry = `40 01 61 7f 81 1e ${'78'.repeat(3_968)}`;
    const bomb = Buffer.concat([hex(entry), Buffer.alloc(100, 0xbe)]);
    expect(() => new HpackDecoder().decode(bomb)).toThrow(RangeError);
  });

  it('answers or refuses whatever bytes come', () => {
    for (let i = 0; i < 20_000; i++) {
      const decoder = new HpackDecoder();
      try {
        decoder.decode(randomBytes(randomInt(60)));
        decoder.decode(randomBytes(randomInt(60)));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });
});

describe('HpackEncoder', () => {
  it('is read by the decoder over many blocks, through evictions and changes of the table size', () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder();
    const values = Array.from({ length: 40 }, () => randomBytes(randomInt(300)).toString('base64url'));
    for (let i = 0; i < 3_000; i++) {
      if (i % 97 === 0) encoder.setMaxTableBytes(randomInt(6_000));
      if (i % 291 === 0) encoder.setMaxTableBytes(0);
      if (i % 194 === 0) encoder.setMaxTableBytes(4_096);
      const fields: [string, string][] = [
        ['authorization', values[randomInt(40)] ?? ''],
        ['x-new', values[randomInt(40)] ?? ''],
        ['ttl', String(randomInt(100_000))],
      ];
      expect(decoder.decode(encode(encoder, fields, randomInt(5) > 0))).toEqual(Object.fromEntries(fields));
    }
  });

  it('sends once what is the same in many requests', () => {
    const encoder = new HpackEncoder();
    const fields: [string, string][] = [['authorization', 'vapid t='.padEnd(400, 'x')]];
    expect(encode(encoder, fields).length).toBeGreaterThan(400);
    expect(encode(encoder, fields).length).toBe(1);
  });

  it('keeps out of the table what is larger than it', () => {
    const fields: [string, string][] = [['a', 'x'.repeat(5_000)]];
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder();
    for (let i = 0; i < 2; i++) expect(decoder.decode(encode(encoder, fields))).toEqual({ a: 'x'.repeat(5_000) });
  });
});

describe('decodeHuffman', () => {
  it('reads the strings of RFC 7541 appendix C', () => {
    expect(decodeHuffman(hex('f1e3 c2e5 f23a 6ba0 ab90 f4ff'))).toBe('www.example.com');
    expect(decodeHuffman(hex('25a8 49e9 5bb8 e8b4 bf'))).toBe('custom-value');
    expect(decodeHuffman(hex(''))).toBe('');
  });
});
