import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet (2025): argon2id with m = 19 MiB, t = 2, p = 1. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id as a PHC string. The text is normalised first, so that "é" typed on another keyboard is the same. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), ARGON2ID);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Without a hash (no such user) it does the same work in vain, so that
 * the time taken does not tell whether an account exists.
 */
export async function isPasswordRight(password: string, passwordHash: string | null): Promise<boolean> {
  nobodysHash ??= hashPassword(randomBytes(32).toString('base64'));
  const right = await verify(passwordHash ?? (await nobodysHash), password.normalize('NFKC'));
  return right && passwordHash !== null;
}
