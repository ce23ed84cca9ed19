import { describe, expect, it } from 'vitest';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import { signTokens, verifyToken } from './tokens';

const expiresAt = new Date('2027-01-01T00:00:00Z');
const before = new Date('2026-12-31T23:59:59Z');
const options = { runId: (1n << 62n) + 7n, subscriberId: 123_456_789_012_345n, expiresAt, actionCount: 2 };

describe('notification tokens', () => {
  it('say what was signed, for the receipt and each click', () => {
    const { receipt, clicks } = signTokens(options);
    const who = { runId: options.runId, subscriberId: options.subscriberId };
    expect(clicks).toHaveLength(3);
    expect([receipt, ...clicks].every((token) => token.length === TOKEN_CHARACTERS)).toBe(true);
    expect(verifyToken(receipt, before)).toEqual({ ...who, kind: 'receipt', action: 0 });
    expect(clicks.map((token) => verifyToken(token, before))).toEqual(
      [0, 1, 2].map((action) => ({ ...who, kind: 'click', action })),
    );
  });

  it('end at their time', () => {
    const { receipt } = signTokens(options);
    expect(verifyToken(receipt, expiresAt)).not.toBeNull();
    expect(verifyToken(receipt, new Date(expiresAt.getTime() + 1_000))).toBeNull();
  });

  it('refuse every change of one bit, and every other length', () => {
    const { clicks } = signTokens(options);
    const bytes = Buffer.from(clicks[1] ?? '', 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyToken(changed.toString('base64url'), before), `bit ${bit}`).toBeNull();
    }
    for (const text of ['', 'a', `${clicks[1]}A`, clicks[1]?.slice(1) ?? '', '!'.repeat(TOKEN_CHARACTERS)])
      expect(verifyToken(text, before)).toBeNull();
  });

  it('have one spelling only', () => {
    const { receipt } = signTokens(options);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 38 bytes leave 2 unused bits in the last character: three other characters decode to the same bytes.
    const last = alphabet.indexOf(receipt.at(-1) ?? '');
    for (let spare = 1; spare < 4; spare++) {
      const other = receipt.slice(0, -1) + alphabet[(last & ~3) | spare];
      if (other !== receipt) expect(verifyToken(other, before)).toBeNull();
    }
    expect(verifyToken(receipt.replaceAll('-', '+').replaceAll('_', '/'), before) === null).toBe(/[-_]/.test(receipt));
  });

  it('do not pass for one another: a receipt cannot be turned into a click', () => {
    const bytes = Buffer.from(signTokens(options).receipt, 'base64url');
    bytes[1] = 1;
    expect(verifyToken(bytes.toString('base64url'), before)).toBeNull();
  });
});
