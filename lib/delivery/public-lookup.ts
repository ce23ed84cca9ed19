import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { env } from '@/lib/platform/env';
import { isPublicAddress } from '@/lib/platform/ip-address';

/** A name that leads to an address which must not be reached on behalf of others. */
export class RefusedAddressError extends Error {
  constructor(hostname: string) {
    super(`${hostname} has no public address`);
    this.name = 'RefusedAddressError';
  }
}

/** Whether a connection failed for that reason, however wrapped. */
export function isRefusedAddress(error: unknown): boolean {
  return error instanceof RefusedAddressError || (error instanceof Error && isRefusedAddress(error.cause));
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * `dns.lookup` for connecting agents: what it answers is what is connected to, so that a name cannot have a public
 * address when it is checked and a private one when it is used.
 * @param isListed whether the operator listed this name, which may then be private
 */
export function publicLookupExcept(isListed: (hostname: string) => boolean) {
  return (hostname: string, options: LookupOptions, callback: Callback): void => {
    lookup(hostname, { family: options.family, hints: options.hints, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = isListed(hostname) ? addresses : addresses.filter((one) => isPublicAddress(one.address));
      const first = allowed[0];
      if (!first) return callback(new RefusedAddressError(hostname), []);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

/** The lookup of the send path: push services that the operator listed may be private. */
export const publicLookup = publicLookupExcept(isOperatorHostname);

function isOperatorHostname(hostname: string): boolean {
  return env().BELFRY_PUSH_HOSTS.some((entry) => {
    const listed = entry.replace(/:\d+$/, '');
    return listed.startsWith('*.') ? hostname.endsWith(listed.slice(1)) : hostname === listed;
  });
}
