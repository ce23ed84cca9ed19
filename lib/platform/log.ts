import pino from 'pino';
import { logLevel } from './env';
import { reasonOf } from './reason-of';
import { scrub } from './scrub';

// Names whose values must never reach a log (security.md, Audit); a canary test greps for them.
const SECRET_KEYS = [
  'password',
  'passwordHash',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'endpoint',
  'auth',
  'p256dh',
  'privateKey',
  'masterKey',
  'proof',
];
const NAMED = new RegExp(`"(${SECRET_KEYS.join('|')})":"(?:[^"\\\\]|\\\\.)*"`, 'gi');

/** Structured log of one process; JSON lines on standard output. */
export const log = pino({
  level: logLevel(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: (error: unknown) => describeError(error) },
  formatters: { level: (label) => ({ level: label }) },
  // The last word: whatever the line was made of, deep objects and errors' texts too.
  hooks: { streamWrite: (line) => scrub(line, NAMED) },
  redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
});

/** What an error says, not what hangs on it: pg's errors carry the whole connection, fetch's the request. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, stack, cause, code, digest } = error as Error & { code?: unknown; digest?: unknown };
  return {
    type: name,
    message: reasonOf(error),
    ...(typeof code === 'string' && { code }),
    // What the page of an error shows, so that it can be found.
    ...(typeof digest === 'string' && { digest }),
    stack,
    ...(cause !== undefined && depth < 3 && { cause: describeError(cause, depth + 1) }),
  };
}
