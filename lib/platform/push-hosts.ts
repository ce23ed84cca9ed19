import { env } from './env';
import { AppError } from './errors';

/** Push services of the browsers (delivery.md §6); a star stands for any sub-domain. */
const PUSH_HOSTS = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'updates.push.services.mozilla.com',
  '*.push.services.mozilla.com',
  '*.push.apple.com',
  '*.notify.windows.com',
];
/** Chrome's until 2019: such endpoints are alive in old lists, no browser makes new ones. */
const IMPORT_ONLY_HOSTS = ['android.googleapis.com'];

/** Endpoints seen have up to 700 characters; RFC 8030 sets no limit, so this leaves room. */
export const MAX_ENDPOINT_LENGTH = 2_000;

interface EndpointOptions {
  /** True for subscriptions brought from another system. */
  imported?: boolean;
  /** Path of the field that errors name. */
  field?: string;
}

/**
 * The policy for addresses that the server posts to because others said so; checked at ingest and again at send.
 * Use the URL that it returns: what was checked is then what is connected to.
 * @throws AppError `invalid_input` that names the rule.
 */
export function checkEndpoint(endpoint: string, { imported = false, field = 'endpoint' }: EndpointOptions = {}): URL {
  const refuse = (message: string) => new AppError('invalid_input', { fields: [{ path: field, message }] });

  if (endpoint.length > MAX_ENDPOINT_LENGTH) {
    throw refuse(`may have at most ${MAX_ENDPOINT_LENGTH} characters`);
  }
  // The URL parser drops tabs and newlines and takes a backslash for a slash; a real endpoint has none of them.
  if (!/^[\x21-\x7e]+$/.test(endpoint) || endpoint.includes('\\')) throw refuse('must be an absolute https:// address');
  if (!URL.canParse(endpoint)) throw refuse('must be an absolute https:// address');
  const url = new URL(endpoint);
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(endpoint)?.[1] ?? '';
  if (authority.includes('@')) throw refuse('must not contain a user name');
  if (url.hash !== '' || endpoint.includes('#')) throw refuse('must not contain a fragment');
  if (isOperatorPushHost(url)) return url;
  if (url.protocol !== 'https:') throw refuse('must begin with https://');
  if (url.port !== '') throw refuse('must not name a port');
  const hosts = imported ? [...PUSH_HOSTS, ...IMPORT_ONLY_HOSTS] : PUSH_HOSTS;
  if (!hosts.some((pattern) => matchesHost(url.hostname, pattern))) {
    throw refuse('is not at a push service that this server sends to');
  }
  return url;
}

/**
 * Whether the operator allowed this host by BELFRY_PUSH_HOSTS. Such a host may have a private address (a push service
 * in the operator's own network); any other must be public, see `isPublicAddress`.
 */
export function isOperatorPushHost(url: URL): boolean {
  return operatorHosts().some((entry) => {
    if (!matchesHost(url.hostname, entry.hostname)) return false;
    // Without encryption only what never leaves the machine.
    if (url.protocol === 'http:' ? !entry.isLoopback : url.protocol !== 'https:') return false;
    if (entry.port === '') return url.port === '';
    return entry.port === (url.port || (url.protocol === 'http:' ? '80' : '443'));
  });
}

interface OperatorHost {
  hostname: string;
  /** Empty: the protocol's own. */
  port: string;
  isLoopback: boolean;
}

let parsed: { from: readonly string[]; hosts: OperatorHost[] } | undefined;

function operatorHosts(): OperatorHost[] {
  const from = env().BELFRY_PUSH_HOSTS;
  if (parsed?.from !== from) parsed = { from, hosts: from.map(parseOperatorHost) };
  return parsed.hosts;
}

function parseOperatorHost(entry: string): OperatorHost {
  const [, hostname = entry, port = ''] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return {
    hostname,
    port,
    isLoopback: hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname),
  };
}

/** The push service that a host belongs to, as a short list of names: its pattern without the star, else `other`. */
export function pushServiceOf(hostname: string): string {
  const pattern = [...PUSH_HOSTS, ...IMPORT_ONLY_HOSTS].find((each) => matchesHost(hostname, each));
  return pattern?.replace('*.', '') ?? 'other';
}

function matchesHost(hostname: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return hostname === pattern;
  const suffix = pattern.slice(1);
  return hostname.endsWith(suffix) && hostname.length > suffix.length;
}
