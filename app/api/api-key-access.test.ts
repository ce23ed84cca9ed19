import { describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { revokeApiKey } from '@/lib/accounts/revoke-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { call, keepOwner, makeToken, owner, site, token } from './test-kit/owner-calls';

keepOwner();

describe('API keys', () => {
  it.each([
    ['none', null],
    ['nonsense', 'nonsense'],
    ['a well-formed but unknown one', `bk_0000000000001.${'a'.repeat(43)}`],
  ])('refuses %s', async (_name, given) => {
    const { response, json } = await call('GET', '/api/v1/sites', { token: given });
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('refuses the right id with another secret', async () => {
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await call('GET', '/api/v1/sites', { token: forged })).status).toBe(401);
  });

  it('is bound to its scopes', async () => {
    const reader = await makeToken(['sites.read']);
    expect((await call('GET', '/api/v1/sites', { token: reader })).status).toBe(200);
    const refused = await call('POST', '/api/v1/sites', { token: reader, json: site('x') });
    expect(refused.json).toMatchObject({ status: 403, detail: 'This API key has no permission for sites.write.' });
  });

  it('ends at once when revoked', async () => {
    const key = await createApiKey(owner, { name: 'short-lived', scopes: ['sites.read'] });
    expect((await call('GET', '/api/v1/sites', { token: key.token })).status).toBe(200);
    await revokeApiKey(owner, key.id);
    const refused = await call('GET', '/api/v1/sites', { token: key.token });
    expect(refused.json).toMatchObject({ status: 401, detail: 'The API key was revoked.' });
  });

  it('that is bound to a site sees that site only', async () => {
    const one = (await call('POST', '/api/v1/sites', { json: site('one') })).json;
    const two = (await call('POST', '/api/v1/sites', { json: site('two') })).json;
    const bound = await makeToken(API_KEY_SCOPES, one.id);
    expect((await call('GET', '/api/v1/sites', { token: bound })).json.items.map((s: { id: string }) => s.id)).toEqual([
      one.id,
    ]);
    expect((await call('GET', `/api/v1/sites/${one.id}`, { token: bound })).status).toBe(200);
    expect((await call('GET', `/api/v1/sites/${two.id}`, { token: bound })).status).toBe(404);
    expect((await call('POST', '/api/v1/sites', { token: bound, json: site('three') })).status).toBe(403);
  });
});

it('answers 429 with the wait once a key has used up its minute', { timeout: 240_000 }, async () => {
  const busy = await makeToken(['sites.read']);
  const get = () => call('GET', '/api/v1/sites/nonsense', { token: busy });
  let refused: Awaited<ReturnType<typeof get>> | undefined;
  // 6,000 at once and 100 a second more: how many it takes is for the machine's speed to say.
  for (let round = 0; round < 400 && !refused; round++) {
    refused = (await Promise.all(Array.from({ length: 100 }, get))).find(({ status }) => status === 429);
  }
  expect(refused?.json).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(refused?.response.headers.get('retry-after')).toBe('1');
  expect(refused?.response.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
  expect((await call('GET', '/api/v1/sites')).status).toBe(200);
});
