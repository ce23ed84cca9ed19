import { z } from 'zod';
import { databaseUrl, flag, hostList, origin, proxyUrl, ranges, redisUrls, required, wholeNumber } from './env-fields';

/**
 * The only reader of process.env. What a user would configure is in the dashboard; here is only what
 * must be known before the database answers. scripts/start (the launcher) fills DATABASE_URL and the two
 * secrets from the data directory when they are not given.
 */
const Variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  DATABASE_URL: databaseUrl,
  /** Largest number of database connections of one process's hot-path pool. */
  BELFRY_DB_POOL: wholeNumber(2, 200).default(10),
  REDIS_URL: redisUrls.optional(),
  /** REDIS_URL leads to a Redis or Valkey cluster; it may then name several nodes, separated by commas. */
  BELFRY_REDIS_CLUSTER: flag,
  PORT: wholeNumber(1, 65_535).default(3000),
  BELFRY_HOST: z.string().default('0.0.0.0'),
  BELFRY_DATA_DIR: z.string().default('.data'),
  /** Where browsers reach this server, without a slash at the end. */
  BELFRY_PUBLIC_URL: origin.optional(),
  /** 32 bytes, base64url: seals VAPID private keys and site secrets. */
  BELFRY_MASTER_KEY: required('32 bytes in base64url').regex(
    /^[A-Za-z0-9_-]{43}$/,
    'must be 32 bytes in base64url (43 characters)',
  ),
  /** Signs sessions and notification tokens. */
  BELFRY_SECRET: required('at least 32 characters').min(32, 'must have at least 32 characters'),
  /** Further push service hosts, `host[:port]`, comma-separated; plain http only for loopback. */
  BELFRY_PUSH_HOSTS: hostList({ wildcards: true }),
  /** Proxy that leads to the push services where a network has no other way out; hosts of this machine bypass it. */
  BELFRY_PUSH_PROXY: proxyUrl.optional(),
  /** Loopback port of the sample workspace's push-service simulator; set by the launcher, unset in production. */
  BELFRY_SIMULATOR_PORT: wholeNumber(1, 65_535).optional(),
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed. */
  BELFRY_TRUSTED_PROXIES: ranges,
  /** Bearer token that GET /metrics asks for; without it the web role does not serve metrics. */
  BELFRY_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Port on which a worker serves /metrics, /health and /ready; none by default. */
  BELFRY_METRICS_PORT: wholeNumber(1, 65_535).optional(),
  BELFRY_METRICS_HOST: z.string().default('127.0.0.1'),
  /** After SIGTERM the web role says "not ready" and goes on serving for so long, until load balancers have noticed. */
  BELFRY_DRAIN_SECONDS: wholeNumber(0, 120).default(0),
  /** Hosts, `host[:port]`, that webhooks may reach although they are private; plain http only for loopback. */
  BELFRY_WEBHOOK_HOSTS: hostList({ wildcards: false }),
  /** Months for which deliveries are kept, 3 at least; 0: for ever. */
  BELFRY_KEEP_MONTHS: wholeNumber(0, 240)
    .refine((months) => months === 0 || months >= 3, 'must be 0 (for ever) or at least 3')
    .default(0),
  /** `off`: encrypt in JavaScript even where set-up has built the native core. */
  BELFRY_NATIVE: z.enum(['auto', 'off']).default('auto'),
  BELFRY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

const EnvSchema = Variables.superRefine(({ REDIS_URL, BELFRY_REDIS_CLUSTER }, { addIssue }) => {
  if (BELFRY_REDIS_CLUSTER || !REDIS_URL?.includes(',')) return;
  const message = 'names several nodes: set BELFRY_REDIS_CLUSTER=true, or name one';
  addIssue({ code: 'custom', path: ['REDIS_URL'], message });
});

export type Env = z.infer<typeof Variables> & { publicUrl: string };

/**
 * Parses the environment once.
 * @throws Error that lists every mistake with the variable's name and the rule.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const data = parseWith(EnvSchema, source);
  const simulator = data.BELFRY_SIMULATOR_PORT;
  return {
    ...data,
    BELFRY_PUSH_HOSTS: [...data.BELFRY_PUSH_HOSTS, ...(simulator ? [`127.0.0.1:${simulator}`] : [])],
    publicUrl: data.BELFRY_PUBLIC_URL ?? `http://localhost:${data.PORT}`,
  };
}

/**
 * Checks what is there before the launcher adds the database and the keys, so that nothing is started with mistakes.
 * @returns where the web role listens
 * @throws Error as `parseEnv`
 */
export function checkEnv(source: Record<string, string | undefined>): Pick<Env, 'PORT' | 'BELFRY_HOST'> {
  return parseWith(Variables.partial({ DATABASE_URL: true, BELFRY_MASTER_KEY: true, BELFRY_SECRET: true }), source);
}

function parseWith<T extends z.ZodType>(schema: T, source: Record<string, string | undefined>): z.infer<T> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment has ${lines.length} mistake(s):\n${lines.join('\n')}`);
}

let cached: Env | undefined;

/** The parsed environment; parsed at the first call, so that a build needs none. */
export function env(): Env {
  if (!cached) {
    cached = parseEnv(process.env);
    // next-auth 4 takes its own address from here and from nowhere else (next-auth/utils/detect-origin.js).
    process.env.NEXTAUTH_URL = cached.publicUrl;
  }
  return cached;
}

/** The log level, readable before the rest of the environment is complete. */
export function logLevel(): Env['BELFRY_LOG_LEVEL'] {
  return Variables.shape.BELFRY_LOG_LEVEL.catch('info').parse(process.env.BELFRY_LOG_LEVEL || undefined);
}
