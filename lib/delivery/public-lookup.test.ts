import { beforeAll, describe, expect, it } from 'vitest';
import { publicLookup } from './public-lookup';

beforeAll(() => {
  process.env.BELFRY_PUSH_HOSTS = 'localhost:8443';
});

const look = (hostname: string, all = true) =>
  new Promise((resolve) => publicLookup(hostname, { all }, (error, address) => resolve(error?.name ?? address)));

describe('publicLookup', () => {
  it('lets a name lead to this machine when the operator listed it, and else not', async () => {
    expect(await look('localhost')).toEqual(
      expect.arrayContaining([expect.objectContaining({ address: '127.0.0.1' })]),
    );
    expect(await look('localhost', false)).toMatch(/^(127\.0\.0\.1|::1)$/);
    // The same name to the resolver, another one to the list.
    expect(await look('LOCALHOST')).toBe('RefusedAddressError');
    expect(await look('LOCALHOST', false)).toBe('RefusedAddressError');
  });

  it('hands on what the resolver says when there is no such name', async () => {
    expect(await look('nowhere.invalid')).toBe('Error');
  });
});
