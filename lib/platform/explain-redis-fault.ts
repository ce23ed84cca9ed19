import { reasonOf } from './reason-of';

interface RedisFault {
  /** What happened, without the password. */
  detail: string;
  /** Which variable or setting to change, and how. */
  remedy: string;
}

const WRITE_PASSWORD =
  'Put the right user and password into REDIS_URL, redis://user:password@host:port; @, :, / and # in them as %40, %3A, %2F and %23.';
const SPEAK_TLS = 'begin REDIS_URL with rediss:// if this Redis speaks TLS';
const SPEAK_PLAIN = 'begin REDIS_URL with redis:// if this Redis does not speak TLS';

/** Words and codes of Redis, of Node's sockets and of OpenSSL; the first that fits. */
const FAULTS: { pattern: RegExp; detail?: string; remedy: (isTls: boolean) => string }[] = [
  {
    pattern: /WRONGPASS|invalid password/,
    detail: 'Redis refused the user or the password',
    remedy: () => WRITE_PASSWORD,
  },
  { pattern: /NOAUTH/, detail: 'Redis asks for a password', remedy: () => WRITE_PASSWORD },
  {
    pattern: /NOPERM/,
    remedy: () =>
      'Allow the user of REDIS_URL INFO, and EVAL on keys that begin with {belfry} (docs/operate.md, Redis or Valkey).',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN/,
    remedy: () => 'Check the host in REDIS_URL: its name is not known here.',
  },
  {
    pattern: /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/,
    remedy: () =>
      'Check host and port in REDIS_URL, that Redis runs, and that it listens to other machines than its own.',
  },
  {
    pattern: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    detail: 'the certificate of Redis is not trusted',
    remedy: () =>
      'Name its authority in a file, NODE_EXTRA_CA_CERTS=/path/ca.pem, and use the host that the certificate names in REDIS_URL.',
  },
  // What a plain server says to TLS, and one with TLS to plain words, has many forms.
  {
    pattern:
      /Protocol error|WRONG_VERSION|wrong version|EPROTO|ERR_SSL|Connection is closed|ECONNRESET|socket hang up|disconnected before secure/,
    detail: 'Redis ended the connection without an answer',
    remedy: (isTls) => `Most often TLS: ${isTls ? SPEAK_PLAIN : SPEAK_TLS}.`,
  },
  {
    pattern: /ETIMEDOUT|no answer within|aborted/,
    detail: 'Redis does not answer',
    remedy: (isTls) =>
      `Check host and port in REDIS_URL and the firewalls on the way; ${isTls ? SPEAK_PLAIN : SPEAK_TLS}.`,
  },
];

/**
 * What keeps Redis from being used, for a person who can change it.
 * @param isTls REDIS_URL begins with rediss://
 */
export function explainRedisFault(error: unknown, isTls: boolean): RedisFault {
  const said = reasonOf(error);
  const { code } = error as { code?: unknown };
  const fault = FAULTS.find(({ pattern }) => pattern.test(`${String(code)} ${said}`));
  if (!fault) return { detail: said, remedy: 'Check REDIS_URL and that Redis runs.' };
  return { detail: fault.detail ? `${fault.detail} (${said})` : said, remedy: fault.remedy(isTls) };
}
