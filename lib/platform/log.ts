import pino from 'pino';
import { logLevel } from './env';

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

/** Structured log of one process; JSON lines on standard output. */
export const log = pino({
  level: logLevel(),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
});
