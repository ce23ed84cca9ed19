import { describe, expect, it, vi } from 'vitest';

process.env.BELFRY_TRUSTED_PROXIES = '10.0.0.0/8, 2001:db8:ffff::/48';
vi.resetModules();
const { addressBehindProxies } = await import('./client-address');

describe('behind trusted proxies', () => {
  it.each([
    ['no proxy', '198.51.100.7', undefined, '198.51.100.7'],
    ['a stranger who claims to be a proxy', '198.51.100.7', '8.8.8.8', '198.51.100.7'],
    ['one proxy', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['what the client wrote before the proxy', '10.0.0.1', '8.8.8.8, 198.51.100.7', '198.51.100.7'],
    ['two proxies', '10.0.0.1', '8.8.8.8, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['IPv6 proxy', '2001:db8:ffff::1', '2001:db8::9', '2001:db8::9'],
    ['IPv4-mapped socket', '::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['entry with a port', '10.0.0.1', '198.51.100.7:51234', '198.51.100.7'],
    ['nonsense from the proxy', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['a proxy that adds nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['a hidden connection', undefined, '8.8.8.8, 198.51.100.7', '198.51.100.7'],
    ['a hidden connection without a header', undefined, undefined, null],
  ])('%s', (_name, connection, forwardedFor, address) => {
    expect(addressBehindProxies(connection, forwardedFor)).toBe(address);
  });
});

it('without proxies nothing that is sent is believed', async () => {
  delete process.env.BELFRY_TRUSTED_PROXIES;
  vi.resetModules();
  const alone = await import('./client-address');
  expect(alone.addressBehindProxies('198.51.100.7', '8.8.8.8')).toBe('198.51.100.7');
  expect(alone.addressBehindProxies(undefined, '8.8.8.8')).toBeNull();
});
