import { BlockList, isIP, isIPv4 } from 'node:net';

/** Special-purpose IPv4 blocks (IANA registry, RFC 6890), and the metadata address of Azure, which is a public one. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];
/** Within 2000::/3, the only block of global unicast: protocol assignments and Teredo, documentation, 6to4. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const notPublic = rangeList([...NOT_PUBLIC_V4, ...NOT_PUBLIC_V6]);
const globalUnicast = rangeList(['2000::/3']);

/**
 * Whether a server of ours may connect to this address on behalf of others: false for private, loopback, link-local,
 * CGNAT, multicast, documentation, NAT64, 6to4, IPv4-mapped and cloud metadata addresses, and for what is none.
 * @param address as `dns.lookup` or a socket gives it, without brackets
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4');
    case 6:
      // A zone (fe80::1%eth0) is link-local by nature.
      return !address.includes('%') && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * A list of addresses and CIDR ranges.
 * @throws Error that names the entry which is neither.
 */
export function rangeList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address);
    // Nothing behind the slash would be a length of 0, which is everybody.
    const length = bits === undefined ? (family === 4 ? 32 : 128) : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || more.length > 0 || length < 0 || length > (family === 4 ? 32 : 128)) {
      throw new Error(`"${entry}" is no address and no range such as 10.0.0.0/8`);
    }
    list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/**
 * Whether all of a range (or a single address) lies within one of others.
 * @throws Error for an entry that is no range
 */
export function isRangeWithin(range: string, others: readonly string[]): boolean {
  const [address = ''] = range.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  return others.some(
    (other) =>
      isIPv4(other.split('/')[0] ?? '') === isIPv4(address) &&
      prefixLength(range) >= prefixLength(other) &&
      rangeList([other]).check(address, family),
  );
}

function prefixLength(range: string): number {
  const [address = '', bits] = range.split('/');
  return bits === undefined ? (isIPv4(address) ? 32 : 128) : Number(bits);
}

/** Whether an address leads to this very machine by its name, without asking DNS. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** An address in its plain form (`::ffff:1.2.3.4` → `1.2.3.4`, without brackets or port), or null when it is none. */
export function normalizeAddress(text: string): string | null {
  const trimmed = text.trim();
  const bare = /^\[(.+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? null : address;
}

/** The block that one subscriber of an access network gets (IPv4 /24, IPv6 /56), for limits that one machine cannot dodge. */
export function addressPrefix(address: string): string {
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const groups = expandIPv6(address);
  return `${groups.slice(0, 3).join(':')}:${groups[3]?.slice(0, 2)}00::/56`;
}

function expandIPv6(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...new Array<string>(zeros).fill('0'), ...after].map((group) => group.padStart(4, '0'));
}
