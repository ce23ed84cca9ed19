import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pool } from './db';
import { decodeId, encodeId, type IdKind, tryDecodeId } from './ids';

const anyId = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });
const KINDS: IdKind[] = ['workspace', 'site', 'subscriber', 'campaign', 'run'];

describe('public ids', () => {
  it('come back as the number they were made of', () => {
    fc.assert(
      fc.property(anyId, fc.constantFrom(...KINDS), (id, kind) => {
        expect(decodeId(kind, encodeId(kind, id))).toBe(id);
      }),
    );
  });

  it('sort as the numbers do', () => {
    const sign = (value: bigint | number) => (value < 0 ? -1 : value > 0 ? 1 : 0);
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const [x, y] = [encodeId('run', a), encodeId('run', b)];
        expect(x < y ? -1 : x > y ? 1 : 0).toBe(sign(a - b));
      }),
    );
  });

  it.each([
    '',
    'sub_',
    'sub_000000000000',
    'sub_00000000000000',
    'sub_000000000000l',
    'sub_000000000000U',
    'cmp_0000000000001',
    'sub_zzzzzzzzzzzzz', // 65 bits
    'sub_g000000000000', // 2^64
    'sub_000000000000\u0000',
    '__proto__',
  ])('refuses %j as a subscriber id, as one that names nothing', (text) => {
    expect(tryDecodeId('subscriber', text)).toBeNull();
    expect(() => decodeId('subscriber', text)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it.each([
    ['site', 'No site has the id given.'],
    ['apiKey', 'No API key has the id given.'],
    ['draftVersion', 'No version of this draft has the id given.'],
  ] as const)('says of a %s what people call it', (kind, detail) => {
    expect(() => decodeId(kind, 'nonsense')).toThrow(expect.objectContaining({ detail }));
  });

  it('reads any text without throwing anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof tryDecodeId('site', text)).toMatch(/object|bigint/);
      }),
    );
  });
});

describe('belfry_id()', () => {
  it('gives positive, unique numbers that rise with time', async () => {
    const { rows } = await pool.query<{ id: bigint }>('SELECT belfry_id() AS id FROM generate_series(1, 5000)');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5000);
    expect(rows.every(({ id }) => id > 0n)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await pool.query<{ id: bigint }>('SELECT belfry_id() AS id');
    expect(rows.every(({ id }) => id < (later.rows[0]?.id ?? 0n))).toBe(true);
  });

  it('carries the time: 43 bits of milliseconds since 2026', async () => {
    const { rows } = await pool.query<{ id: bigint }>('SELECT belfry_id() AS id');
    const millis = Number((rows[0]?.id ?? 0n) >> 20n) + Date.UTC(2026, 0, 1);
    expect(Math.abs(millis - Date.now())).toBeLessThan(60_000);
  });
});
