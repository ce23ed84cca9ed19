import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import { env } from '@/lib/platform/env';

/** What a token entitles to: reporting what became of a message, or a click on one part of it. */
export type TokenKind = 'receipt' | 'click';

export interface VerifiedToken {
  runId: bigint;
  subscriberId: bigint;
  kind: TokenKind;
  /** 0: the body; 1, 2: the action buttons. Always 0 for a receipt. */
  action: 0 | 1 | 2;
}

export interface MessageTokens {
  receipt: string;
  /** The body's, then each button's. */
  clicks: string[];
}

// Layout: key id (1), slot (1), run (8), subscriber (8), expiry in seconds (4), MAC (16) = 38 bytes, 51 characters.
// Slot 0 is the receipt; 1, 2, 3 the clicks on body, first and second button.
const HEAD_BYTES = 22;
const MAC_BYTES = 16;
const SLOTS = 4;

interface TokenKey {
  id: number;
  key: KeyObject;
}

let cached: TokenKey | undefined;

function tokenKey(): TokenKey {
  if (!cached) {
    const bytes = Buffer.from(hkdfSync('sha256', env().BELFRY_SECRET, '', 'belfry notification tokens', 65));
    // The id comes from the secret too: a token of another secret is told at once.
    cached = { id: bytes[64] ?? 0, key: createSecretKey(bytes.subarray(0, 64)) };
  }
  return cached;
}

/**
 * The four MACs of one recipient in one HMAC-SHA-512: its 64 bytes are cut into one 16-byte MAC per slot. Slices of a
 * pseudo-random function's output tell nothing of each other, and one HMAC costs a quarter of four.
 */
function macs(key: KeyObject, head: Buffer): Buffer {
  return createHmac('sha512', key).update(head).digest();
}

/**
 * The tokens of one message to one subscriber, base64url, 51 characters each.
 * @param options.expiresAt the server counts nothing for a token after it
 * @param options.actionCount number of action buttons, 0 to 2
 */
export function signTokens(options: {
  runId: bigint;
  subscriberId: bigint;
  expiresAt: Date;
  actionCount: number;
}): MessageTokens {
  const { id, key } = tokenKey();
  const token = Buffer.allocUnsafe(HEAD_BYTES + MAC_BYTES);
  token[0] = id;
  token[1] = 0;
  token.writeBigUInt64BE(options.runId, 2);
  token.writeBigUInt64BE(options.subscriberId, 10);
  token.writeUInt32BE(Math.floor(options.expiresAt.getTime() / 1000), 18);
  const all = macs(key, token.subarray(0, HEAD_BYTES));
  const sign = (slot: number) => {
    token[1] = slot;
    all.copy(token, HEAD_BYTES, slot * MAC_BYTES, (slot + 1) * MAC_BYTES);
    return token.toString('base64url');
  };
  const clicks: string[] = [];
  const receipt = sign(0);
  for (let action = 0; action <= options.actionCount; action++) clicks.push(sign(action + 1));
  return { receipt, clicks };
}

/** What a token says, or null when it is malformed, forged, of another secret or past its time. Timing-safe. */
export function verifyToken(text: string, now: Date = new Date()): VerifiedToken | null {
  if (text.length !== TOKEN_CHARACTERS) return null;
  const token = Buffer.from(text, 'base64url');
  // Two spellings of one token would count as two: only the canonical one is taken.
  if (token.length !== HEAD_BYTES + MAC_BYTES || token.toString('base64url') !== text) return null;
  const { id, key } = tokenKey();
  const slot = token[1] ?? SLOTS;
  if (token[0] !== id || slot >= SLOTS) return null;
  token[1] = 0;
  const all = macs(key, token.subarray(0, HEAD_BYTES));
  if (!timingSafeEqual(all.subarray(slot * MAC_BYTES, (slot + 1) * MAC_BYTES), token.subarray(HEAD_BYTES))) return null;
  if (token.readUInt32BE(18) * 1000 < now.getTime()) return null;
  return {
    runId: token.readBigUInt64BE(2),
    subscriberId: token.readBigUInt64BE(10),
    kind: slot === 0 ? 'receipt' : 'click',
    action: slot <= 1 ? 0 : slot === 2 ? 1 : 2,
  };
}
