import { describe, expect, it } from 'vitest';
import { addressPrefix, isPublicAddress, normalizeAddress, rangeList } from './ip-address';

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '142.250.1.95',
    '17.188.143.34',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '2607:f8b0:4005:805::200a',
    '2a00:1450:4001::1',
    '2001:4860:4860::8888',
  ])('true: %s', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each([
    ['this host', '0.0.0.0'],
    ['private 10', '10.1.2.3'],
    ['private 172.16', '172.16.0.1'],
    ['private 172.31', '172.31.255.255'],
    ['private 192.168', '192.168.1.1'],
    ['CGNAT', '100.64.0.1'],
    ['CGNAT end', '100.127.255.255'],
    ['Alibaba metadata', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['loopback end', '127.255.255.255'],
    ['link-local and metadata', '169.254.169.254'],
    ['Azure metadata', '168.63.129.16'],
    ['protocol assignments', '192.0.0.192'],
    ['documentation', '203.0.113.5'],
    ['benchmarking', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv4-mapped private', '::ffff:10.0.0.1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-mapped in hex', '::ffff:7f00:1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:53aa::1'],
    ['unique local', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['global with a zone', '2607:f8b0::1%eth0'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['new documentation', '3fff::1'],
    ['a name', 'localhost'],
    ['decimal', '2130706433'],
    ['bracketed', '[::1]'],
    ['empty', ''],
  ])('false: %s %s', (_name, address) => expect(isPublicAddress(address)).toBe(false));
});

it('reads lists of addresses and ranges, and names what is neither', () => {
  const list = rangeList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
  expect(list.check('10.9.9.9', 'ipv4')).toBe(true);
  expect(list.check('192.0.2.8', 'ipv4')).toBe(false);
  expect(list.check('fd12::1', 'ipv6')).toBe(true);
  for (const bad of [
    '10.0.0.0/33',
    'nowhere',
    '10.0.0.0/x',
    '::/129',
    '',
    '10.0.0.0/',
    '10.0.0.0/8/9',
    '10.0.0.0/0x8',
  ]) {
    expect(() => rangeList([bad])).toThrow(`"${bad}"`);
  }
});

it.each([
  ['1.2.3.4', '1.2.3.4'],
  [' 1.2.3.4 ', '1.2.3.4'],
  ['1.2.3.4:5678', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['unknown', null],
  ['', null],
])('normalizes %j to %j', (text, address) => expect(normalizeAddress(text)).toBe(address));

it.each([
  ['1.2.3.4', '1.2.3.0/24'],
  ['2001:db8:1:2345::9', '2001:0db8:0001:2300::/56'],
  ['2001:db8::1', '2001:0db8:0000:0000::/56'],
  ['::1', '0000:0000:0000:0000::/56'],
])('takes %s for a part of %s', (address, prefix) => expect(addressPrefix(address)).toBe(prefix));
