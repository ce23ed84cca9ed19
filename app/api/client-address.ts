import type { BlockList } from 'node:net';
import { isIPv4 } from 'node:net';
import { env } from '@/lib/platform/env';
import { normalizeAddress, rangeList } from '@/lib/platform/ip-address';
import type { ApiContext } from './framework';

/**
 * The address of the visitor, for country and limits; never stored. X-Forwarded-For is read from the right, and only
 * as far as proxies that BELFRY_TRUSTED_PROXIES names: what stands further left anyone can write.
 * @returns null when it cannot be told (plain Next hosting hides the connection)
 */
export function clientAddress(c: ApiContext): string | null {
  return addressBehindProxies(c.env?.incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'));
}

/**
 * @param connection address of the other end of the socket, undefined when the host hides it: then the first entry
 *   from the right of X-Forwarded-For is believed if, and only if, proxies are configured at all
 */
export function addressBehindProxies(connection: string | undefined, forwardedFor: string | undefined): string | null {
  const proxies = trustedProxies();
  const hops = (forwardedFor ?? '').split(',').map(normalizeAddress);
  let address = connection === undefined ? null : normalizeAddress(connection);
  if (connection === undefined) {
    if (proxies === null) return null;
    address = hops.pop() ?? null;
  }
  while (address !== null && proxies !== null && isWithin(proxies, address) && hops.length > 0) {
    const next: string | null = hops.pop() ?? null;
    if (next === null) break;
    address = next;
  }
  return address;
}

function isWithin(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

let parsed: { from: readonly string[]; list: BlockList | null } | undefined;

function trustedProxies(): BlockList | null {
  const from = env().BELFRY_TRUSTED_PROXIES;
  if (parsed?.from !== from) parsed = { from, list: from.length === 0 ? null : rangeList(from) };
  return parsed.list;
}
