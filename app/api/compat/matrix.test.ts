import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { closeQueues } from '@/lib/platform/queue';
import { api } from '../app';

// Read from the router, so that a new route is in the matrix by itself.
const routes = api.routes
  .filter(({ path, method }) => path.startsWith('/compat/') && !path.includes('*') && method !== 'ALL')
  // A link that is its own key (csv-export.test.ts).
  .filter(({ path }) => !path.includes('/csv_exports/'))
  .map(({ method, path }) => ({ method, path }))
  .filter(
    (route, index, all) => index === all.findIndex((each) => each.method === route.method && each.path === route.path),
  );
const isOneSignal = (path: string) => path.startsWith('/compat/onesignal/');

let site: TestSite;
let whole: string;
let useless: string;

beforeAll(async () => {
  site = await makeSite();
  whole = await keyWith(API_KEY_SCOPES);
  useless = await keyWith(['audit.read']);
});
afterAll(closeQueues);

const keyWith = async (scopes: readonly Action[]) =>
  (await createApiKey(site.actor, { name: 'k', scopes: [...scopes] })).token;

async function send(
  { method, path }: { method: string; path: string },
  token: string | null,
  body: string | undefined = ['GET', 'DELETE'].includes(method) ? undefined : '{}',
  contentType = 'application/json',
) {
  const address = path.replaceAll(/:label/g, 'external_id').replaceAll(/:\w+/g, 'nonsense');
  const scheme = isOneSignal(path) ? 'Key' : 'Bearer';
  const response = await api.request(`${address}?app_id=nonsense`, {
    method,
    headers: {
      ...(token !== null && { authorization: `${scheme} ${token}` }),
      ...(body !== undefined && { 'content-type': contentType, 'content-length': String(body.length) }),
    },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const shape = (path: string) =>
  isOneSignal(path) ? { errors: [expect.any(String)] } : { error: expect.any(String), errors: expect.any(Object) };

it('has routes', () => {
  expect(routes.length).toBeGreaterThanOrEqual(30);
});

it('asks for a key where none is sent', async () => {
  for (const route of [routes.find(({ path }) => isOneSignal(path)), routes.find(({ path }) => !isOneSignal(path))]) {
    if (!route) throw new Error('no route');
    expect((await send(route, null)).status).toBe(isOneSignal(route.path) ? 403 : 401);
  }
});

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_label, route) => {
  it('asks for a key', async () => {
    const status = isOneSignal(route.path) ? 403 : 401;
    expect(await send(route, 'bk_nonsense')).toMatchObject({ status, body: shape(route.path) });
  });

  it('asks for a permission', async () => {
    expect(await send(route, useless)).toMatchObject({ status: 403, body: shape(route.path) });
  });

  it('refuses an id or a body that is none, in the form of its clients', async () => {
    // The list and the making of projects name no site.
    const isList = /\/(projects|apps)$/.test(route.path) && route.method === 'GET';
    const answer = await send(route, whole);
    expect(isList ? [200] : [400, 404, 422]).toContain(answer.status);
    if (!isList)
      expect(answer.body).toMatchObject(
        isOneSignal(route.path)
          ? { errors: expect.arrayContaining([expect.any(String)]) }
          : { error: expect.any(String) },
      );
    if (['GET', 'DELETE'].includes(route.method)) return;
    expect((await send(route, whole, '{"a":')).status).toBe(400);
    expect([400, 415]).toContain((await send(route, whole, '{}', 'text/plain')).status);
    expect((await send(route, whole, '[]')).status).toBeLessThan(500);
    expect((await send(route, whole, `"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413);
  });
});
