import { isIP } from 'node:net';
import { publicLookupExcept } from '@/lib/delivery/public-lookup';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { isLoopback, isPublicAddress } from '@/lib/platform/ip-address';

/**
 * The policy for addresses that customers have us post to; checked when one is stored and before each request. What a
 * name resolves to is checked when connecting (`webhookLookup`), since it may change in between.
 * @throws AppError `invalid_input` that names the rule
 */
export function checkWebhookUrl(text: string): URL {
  const refuse = (message: string) => new AppError('invalid_input', { fields: [{ path: 'url', message }] });
  // The URL parser drops tabs and newlines and takes a backslash for a slash.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) {
    throw refuse('must be an absolute https:// address');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw refuse('must not contain a user name or password');
  if (url.hash !== '') throw refuse('must not contain a fragment');
  if (isOperatorWebhookHost(url)) return url;
  if (url.protocol !== 'https:') throw refuse('must begin with https://');
  // Its name may lead to a private address: what it serves at other ports is not ours to reach.
  if (isListedHostname(url.hostname)) throw refuse('names a port that the operator of this server did not allow');
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  // A literal is connected to without a lookup, so that it is judged here.
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw refuse('must have a public address');
  if (/(^|\.)(localhost|local|internal)\.?$/.test(url.hostname)) throw refuse('must have a public address');
  return url;
}

/** For the connecting agent: names that resolve to private addresses are refused, unless the operator listed them. */
export const webhookLookup = publicLookupExcept(isListedHostname);

function isListedHostname(hostname: string): boolean {
  return env().BELFRY_WEBHOOK_HOSTS.some((entry) => entry.replace(/:\d+$/, '') === hostname);
}

function isOperatorWebhookHost(url: URL): boolean {
  // Without encryption only what never leaves the machine.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return false;
  return env().BELFRY_WEBHOOK_HOSTS.some((entry) => {
    const [, hostname = entry, port = ''] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    return hostname === url.hostname && port === url.port;
  });
}
