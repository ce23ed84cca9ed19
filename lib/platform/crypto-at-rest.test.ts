import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { open, seal } from './crypto-at-rest';

describe('sealed secrets', () => {
  it('open with the same context to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (plain, context) => {
        expect(new Uint8Array(open(seal(plain, context), context))).toEqual(plain);
      }),
    );
  });

  it('differ each time and do not show what they hold', () => {
    const secret = Buffer.from('a very secret private key');
    const [one, two] = [seal(secret, 'x'), seal(secret, 'x')];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    expect(Buffer.from(one).includes(secret)).toBe(false);
  });

  it('do not open in another context: a row copied to another tenant is worthless', () => {
    const sealed = seal(Buffer.from('key'), 'vapid:site_1');
    expect(() => open(sealed, 'vapid:site_2')).toThrow();
  });

  it('do not open when any byte was changed, or when cut', () => {
    const sealed = seal(Buffer.from('key'), 'x');
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => open(changed, 'x')).toThrow();
    }
    for (const length of [0, 1, 12, 28]) expect(() => open(sealed.slice(0, length), 'x')).toThrow();
  });

  it('do not open under another master key', async () => {
    const sealed = seal(Buffer.from('key'), 'x');
    vi.stubEnv('BELFRY_MASTER_KEY', 'B'.repeat(43));
    vi.resetModules();
    const other = await import('./crypto-at-rest');
    expect(() => other.open(sealed, 'x')).toThrow();
    vi.unstubAllEnvs();
  });
});
