import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type FrontDoor, startFrontDoor } from '@/tests/support/start-front-door';
import { waitFor } from '@/tests/support/wait-for';
import { loggedPath } from './problem';

let door: FrontDoor;
let site: TestSite;
let key: { id: string; token: string };

beforeAll(async () => {
  // Empty: the level that an installation has that says nothing of it.
  door = await startFrontDoor({ BELFRY_LOG_LEVEL: '' });
  site = await makeSite();
  key = await createApiKey(site.actor, { name: 'k', scopes: ['subscribers.read'] });
});
afterAll(() => door?.stop());

const ask = async (path: string, token: string = key.token, method = 'GET') => {
  const response = await fetch(door.origin + path, { method, headers: { authorization: `Bearer ${token}` } });
  await response.text();
  return response.headers.get('x-request-id') ?? '';
};
const linesOf = (requestId: string) =>
  door
    .log()
    .split('\n')
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('a refused request is found by its id, by the pattern of its route and with the key, and nothing of a person', async () => {
  const people = `/api/v1/sites/${site.publicId}/subscribers`;
  const expected = [
    [await ask(`${people}/external%3Aanna%40example.com`), 'GET', `${PEOPLE}/:id`, 404, 'not_found', key.id],
    [await ask(`${people}?externalId=anna%40example.com&limit=0`), 'GET', PEOPLE, 422, 'invalid_input', key.id],
    [await ask(people, key.token, 'POST'), 'POST', PEOPLE, 403, 'forbidden', key.id],
    [await ask(people, 'bk_0000000000001.nonsense'), 'GET', PEOPLE, 401, 'unauthenticated', undefined],
    [await ask('/api/v1/anna%40example.com'), 'GET', 'none', 404, 'not_found', undefined],
  ] as const;
  await waitFor(() => linesOf(expected.at(-1)?.[0] ?? '').length > 0);
  for (const [requestId, method, route, status, code, keyId] of expected) {
    const [{ time, ...line } = {}, ...more] = linesOf(requestId);
    expect(typeof time).toBe('string');
    expect(line).toEqual({
      level: 'info',
      msg: 'request refused',
      requestId,
      method,
      route,
      status,
      code,
      ...(keyId !== undefined && { keyId }),
    });
    expect(more).toEqual([]);
  }
  expect(door.log()).not.toContain('anna');
});
const PEOPLE = '/api/v1/sites/:siteId/subscribers';

it('what is answered, and what visitors are refused, is not logged; nor each of many', async () => {
  const quiet = [
    await ask(`/api/v1/sites/${site.publicId}/subscribers`),
    await ask('/api/embed/nobody/config'),
    await ask('/api/nothing'),
  ];
  const many = await createApiKey(site.actor, { name: 'many', scopes: ['sites.read'] });
  const asked = await Promise.all(
    Array.from({ length: 300 }, () => ask(`/api/v1/sites/${site.publicId}/subscribers`, many.token)),
  );
  const found = () => asked.filter((requestId) => linesOf(requestId).length > 0).length;
  await waitFor(() => found() >= 100);
  expect(found()).toBeLessThan(300);
  expect(quiet.flatMap(linesOf)).toEqual([]);
});

it.each([
  [
    '/api/v1/sites/site_1/subscribers/external:anna@shop.example/events',
    '/api/v1/sites/site_1/subscribers/external:…/events',
  ],
  ['/api/v1/sites/site_1/subscribers/endpoint%3Aabc', '/api/v1/sites/site_1/subscribers/endpoint%3A…'],
  ['/compat/onesignal/apps/a/users/by/external_id/anna', '/compat/onesignal/apps/a/users/by/external_id/…'],
  ['/c/abc', '/c/…'],
  ['/api/v1/campaigns/cmp_1', '/api/v1/campaigns/cmp_1'],
])('a fault of ours is logged without whom it was about: %s', (path, logged) => {
  expect(loggedPath(path)).toBe(logged);
});
