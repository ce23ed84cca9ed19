import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { createTemplate } from '@/lib/campaigns/create-template';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSegment } from '@/lib/segments/create-segment';
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

let sink: PushSink;
let site: TestSite;
let whole: string;
let useless: string;
let expired: string;
let stranger: string;

beforeAll(async () => {
  sink = await startPushSink();
  site = await makeSite();
  whole = await keyWith(API_KEY_SCOPES);
  useless = await keyWith(['audit.read']);
  const key = await createApiKey(site.actor, { name: 'k', scopes: [...API_KEY_SCOPES] });
  await pool.query(`UPDATE api_keys SET expires_at = now() - interval '1 minute' WHERE id = $1`, [
    decodeId('apiKey', key.id),
  ]);
  expired = key.token;
  const other = await makeSite('Other');
  stranger = (await createApiKey(other.actor, { name: 'k', scopes: [...API_KEY_SCOPES] })).token;
  await makeThings();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

/** What is there at each of the routes, by what the address names before its id. */
const things: Record<string, string> = {};

async function makeThings(): Promise<void> {
  const [person] = await addSubscribers(site, sink, 1);
  const subscriber = encodeId('subscriber', person?.id ?? 0n);
  const message = { title: 'a', body: 'b', url: 'https://shop.example/' };
  const campaign = await createCampaign(site.actor, site.publicId, { name: 'c', message, audience: { all: true } });
  const segment = await createSegment(site.actor, site.publicId, { name: 's', rule: { op: 'and', rules: [] } });
  const template = await createTemplate(site.actor, site.publicId, { name: 't', message });
  Object.assign(things, {
    apps: site.publicId,
    projects: site.publicId,
    subscriptions: subscriber,
    players: subscriber,
    notifications: campaign.id,
    segments: segment.id,
    templates: template.id,
    external_id: `user-${person?.token}`,
    users: `user-${person?.token}`,
  });
}

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

/** Of a refusal that may name several fields. */
const form = (path: string) =>
  isOneSignal(path)
    ? { errors: expect.arrayContaining([expect.any(String)]) }
    : { error: expect.any(String), errors: expect.any(Object) };

it('has routes', () => {
  expect(routes.length).toBeGreaterThanOrEqual(30);
});

it('asks for a key where none is sent', async () => {
  for (const route of [routes.find(({ path }) => isOneSignal(path)), routes.find(({ path }) => !isOneSignal(path))]) {
    if (!route) throw new Error('no route');
    const status = isOneSignal(route.path) ? 403 : 401;
    expect(await send(route, null)).toMatchObject({ status, body: shape(route.path) });
  }
});

// Not on each route: who is refused for a key too often is asked to wait.
it.each([true, false])('refuses a key that has expired (OneSignal: %s)', async (ofOneSignal) => {
  const route = routes.find(({ path }) => isOneSignal(path) === ofOneSignal);
  if (!route) throw new Error('no route');
  const answer = await send(route, expired);
  expect(answer).toMatchObject({ status: ofOneSignal ? 403 : 401, body: shape(route.path) });
  expect(JSON.stringify(answer.body)).toContain('expired');
});

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_label, route) => {
  it('asks for a key', async () => {
    const status = isOneSignal(route.path) ? 403 : 401;
    expect(await send(route, 'bk_nonsense')).toMatchObject({ status, body: shape(route.path) });
  });

  it('asks for a permission', async () => {
    const refused = await send(route, useless);
    expect(refused).toMatchObject({ status: 403, body: shape(route.path) });
    expect(JSON.stringify(refused.body)).toMatch(/no permission for \w+\.\w+/);
  });

  it('refuses an id or a body that is none, in the form of its clients', async () => {
    // The list and the making of projects name no site.
    const isList = /\/(projects|apps)$/.test(route.path) && route.method === 'GET';
    const answer = await send(route, whole);
    if (isList) {
      expect(answer).toMatchObject({ status: 200, body: expect.any(Array) });
    } else {
      expect([400, 404, 422]).toContain(answer.status);
      expect(answer.body).toEqual(form(route.path));
    }
    if (['GET', 'DELETE'].includes(route.method)) return;
    const refuse = async (statuses: number[], says: RegExp, body: string, contentType?: string) => {
      const refused = await send(route, whole, body, contentType);
      expect(statuses).toContain(refused.status);
      expect(refused.body).toEqual(form(route.path));
      expect(JSON.stringify(refused.body)).toMatch(says);
    };
    await refuse([400], /JSON/, '{"a":');
    await refuse([isOneSignal(route.path) ? 400 : 415], /application\/json/, '{}', 'text/plain');
    // Where the site is looked for first, it is that which is not there.
    await refuse([400, 404], /must be a JSON object|No site|No \w+ has|required/, '[]');
    await refuse([413], /larger|bytes|KiB|MiB/, `"${'x'.repeat(1024 * 1024)}"`);
  });
});

const named = routes.filter(({ method, path }) => path.includes('/:') && ['GET', 'DELETE'].includes(method));
it.each(named.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "does not find another tenant's things, which are there: %s",
  async (_label, route) => {
    const address = route.path
      .replaceAll(':label', 'external_id')
      .replaceAll(':deleted', 'external_id')
      .replaceAll(/([^/]+)\/:\w+/g, (_whole, before: string) => `${before}/${things[before] ?? 'nonsense'}`);
    expect(address).not.toContain('nonsense');
    const ask = (token: string) =>
      api.request(`${address}?app_id=${site.publicId}`, {
        method: route.method,
        headers: { authorization: `${isOneSignal(route.path) ? 'Key' : 'Bearer'} ${token}` },
      });
    const answer = await ask(stranger);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject(shape(route.path));
    // Its owner's key finds it, so that it is the key that made the difference.
    if (route.method === 'GET') expect((await ask(whole)).status).toBe(200);
  },
);
