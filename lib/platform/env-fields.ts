import { z } from 'zod';
import { rangeList } from './ip-address';

// What a variable of the environment may be (env.ts). Every rule says what is wanted, none repeats what was given: it
// may be a secret, and what is refused here is printed.

const ENCODE = 'write special characters of user and password percent-encoded (/ as %2F, @ as %40, # as %23, % as %25)';

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).refine((value) => Number.isInteger(value) && value >= min && value <= max, error);
}

/** A value that has to be given. */
export function required(error: string) {
  return z.string({ error: `is missing: ${error}` });
}

/** `true` or `false`; false when it is not given. */
export const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .default('false')
  .transform((text) => text === 'true' || text === '1');

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter(Boolean),
  );

/** Hosts as `host[:port]`, comma-separated; with `*.` before it, every sub-domain. */
export function hostList({ wildcards }: { wildcards: boolean }) {
  const form = wildcards
    ? /^((\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/
    : /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;
  return list.refine(
    (hosts) => hosts.every((host) => form.test(host)),
    'must be hosts such as push.example.com or localhost:4000, comma-separated, without https:// and path',
  );
}

/** Addresses and CIDR ranges, comma-separated. */
export const ranges = list.refine((entries) => {
  try {
    rangeList(entries);
    return true;
  } catch {
    return false;
  }
}, 'must be addresses or ranges such as 10.0.0.0/8, comma-separated');

/**
 * The address of a Postgres server, or null when it is none. A socket's folder may stand in place of the host, as pg has
 * it: `postgres://user:password@/belfry?host=/run/postgresql`.
 */
export function parseDatabaseUrl(text: string): URL | null {
  return parseWithCredentials(text.replace('@/', '@localhost/'), ['postgres:', 'postgresql:']);
}

export const databaseUrl = required(
  'postgres://host:5432/belfry with user and password before the host, Postgres 14 or newer',
)
  .regex(/^postgres(ql)?:\/\//, { error: 'must be a postgres:// URL', abort: true })
  .refine((text) => parseDatabaseUrl(text) !== null, `is not a valid URL: ${ENCODE}`);

/** One or more nodes of Redis, separated by commas. */
export const redisUrls = z
  .string()
  .regex(/^rediss?:\/\//, { error: 'must be a redis:// or rediss:// URL', abort: true })
  .refine(
    (text) => text.split(',').every((part) => parseWithCredentials(part.trim(), ['redis:', 'rediss:']) !== null),
    `is not a valid URL: ${ENCODE}, a comma as %2C`,
  );

/** An origin, written as browsers write it in their `Origin`: requests are compared with it. */
export const origin = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^\s/\\?#@]+$/i.test(text) && URL.canParse(text),
    'must be an origin such as https://push.example.com, without a path',
  )
  .transform((text) => new URL(text).origin);

export const proxyUrl = z
  .string()
  .refine(
    (text) => parseWithCredentials(text, ['http:', 'https:']) !== null,
    'must be an http:// or https:// URL; special characters of user and password percent-encoded',
  );

/** Null also for what parses by chance: a password with a slash in it ends the host, and an @ is left over. */
function parseWithCredentials(text: string, protocols: string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!protocols.includes(url.protocol) || /@/.test(url.pathname + url.hash)) return null;
  try {
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
  } catch {
    return null;
  }
  return url;
}
