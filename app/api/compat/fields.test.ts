import { readFileSync } from 'node:fs';
import * as OneSignal from '@onesignal/node-onesignal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { createTemplate } from '@/lib/campaigns/create-template';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { systemDb } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSegment } from '@/lib/segments/create-segment';
import { createSite } from '@/lib/sites/create-site';
import { api } from '../app';
import { snapshot } from '../test-support';
import { NOTIFICATION_FIELDS } from './onesignal/notification-fields';
import { type NamedIds, NEVER_TAKEN, type SentBodies, sentBodies } from './test-kit/sent-bodies';

// Every compatible route that takes a body × each field of each object in it: of every wrong type, and one that is not
// known; and every field that the published clients know. What is not taken is refused in the form of its service, by
// its name, and nothing is done.

let sink: PushSink;
let token: string;
/** The things of a path, by the noun before them. */
const things: Record<string, string> = {};
const ids: NamedIds = { site: '', otherSite: '', segment: '', template: '', subscriber: '', externalId: '' };
let before: string;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  const site = await makeSite();
  const workspaceId = decodeId('workspace', site.actor.workspaceId);
  const user = { email: 'owner@shop.example', name: 'Owner', passwordHash: 'x' };
  await systemDb.user.create({ data: { ...user, memberships: { create: { workspaceId, role: 'owner' } } } });
  token = (await createApiKey(site.actor, { name: 'k', scopes: [...API_KEY_SCOPES] })).token;
  const other = await createSite(site.actor, { name: 'Other', allowedOrigins: ['https://other.example'] });
  const [person] = await addSubscribers(site, sink, 1);
  const message = { title: 'a', body: 'b', url: 'https://shop.example/' };
  const campaign = await createCampaign(site.actor, site.publicId, { name: 'c', message, audience: { all: true } });
  const rule = { op: 'and' as const, rules: [] };
  Object.assign(ids, {
    site: site.publicId,
    otherSite: other.id,
    segment: (await createSegment(site.actor, site.publicId, { name: 'Everyone', rule })).id,
    template: (await createTemplate(site.actor, site.publicId, { name: 't', message })).id,
    subscriber: encodeId('subscriber', person?.id ?? 0n),
    externalId: `user-${person?.token}`,
  });
  Object.assign(things, {
    apps: ids.site,
    projects: ids.site,
    subscriptions: ids.subscriber,
    players: ids.subscriber,
    notifications: campaign.id,
    segments: ids.segment,
    templates: ids.template,
    external_id: ids.externalId,
    users: ids.externalId,
  });
  before = await snapshot();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

const isOneSignal = (route: string) => route.includes('/compat/onesignal/');

async function send(route: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replace(':label', 'external_id')
    .replaceAll(/([^/]+)\/:\w+/g, (_whole, noun: string) => `${noun}/${things[noun]}`);
  const inQuery = /templates\/|csv_export|export_events/.test(path) ? `?app_id=${ids.site}` : '';
  const response = await api.request(path + inQuery, {
    method,
    headers: { authorization: `${isOneSignal(route) ? 'Key' : 'Bearer'} ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** Refused as the service does it, with the names of the field and of what it is in. */
async function expectRefused(route: string, body: unknown, path: string): Promise<void> {
  const answer = await send(route, body);
  const asked = `${path} in ${JSON.stringify(body)}`;
  expect({ asked, status: answer.status, body: answer.body }).toEqual({
    asked,
    status: isOneSignal(route) ? 400 : 422,
    body: isOneSignal(route)
      ? { errors: expect.arrayContaining([expect.any(String)]) }
      : { error: expect.any(String), errors: expect.any(Object) },
  });
  const { errors } = answer.body as { errors: string[] | Record<string, string[]> };
  const named = Array.isArray(errors) ? errors : Object.keys(errors);
  const names = path.split('.').filter((part) => !/^\d+$/.test(part));
  const has = named.some((text) => names.every((name) => text.includes(name)));
  expect({ asked, named, has }).toEqual({ asked, named, has: true });
}

interface Place {
  path: string;
  value: unknown;
  /** The body with another value there. */
  replace(value: unknown): unknown;
}

/** Each value of a body, and each within it. */
function placesOf(body: unknown, path = '', replace: Place['replace'] = (value) => value): Place[] {
  const here = { path, value: body, replace };
  if (typeof body !== 'object' || body === null) return [here];
  const inner = Object.entries(body).flatMap(([name, value]) =>
    placesOf(value, path === '' ? name : `${path}.${name}`, (changed) =>
      replace(
        Array.isArray(body)
          ? body.map((each, i) => (String(i) === name ? changed : each))
          : { ...body, [name]: changed },
      ),
    ),
  );
  return [here, ...inner];
}

const SAMPLES: Record<string, unknown> = {
  string: 'x',
  number: 7.5,
  whole: 7,
  boolean: true,
  object: { colour: 'red' },
  array: [7.5],
};
function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function* wrongTypes({ bodies, also = [], takes = {} }: SentBodies) {
  const more = also.flatMap((name) => placesOf({ ...bodies[0], [name]: 'x' }).filter(({ path }) => path === name));
  const all = [...bodies.flatMap((body) => placesOf(body)), ...more];
  const places = new Map(all.map((place) => [place.path, place]));
  for (const { path, value, replace } of places.values()) {
    if (path === '') continue;
    // A whole number is wrong where no number is right.
    const right = [typeOf(value), ...(typeOf(value) === 'number' ? ['whole'] : []), ...(takes[path] ?? [])];
    if (right.includes('number')) right.push('whole');
    if (takes[path]?.includes('whole') && !takes[path].includes('number'))
      right.splice(right.indexOf('number') >>> 0, 1);
    for (const [type, sample] of Object.entries(SAMPLES)) {
      if (!right.includes(type)) yield { path, body: replace(sample) };
    }
  }
}

function* unknownFields({ bodies, free = [] }: SentBodies) {
  for (const { path, value, replace } of bodies.flatMap((body) => placesOf(body))) {
    if (typeOf(value) !== 'object' || free.includes(path)) continue;
    yield { path: path === '' ? 'colour' : `${path}.colour`, body: replace({ ...(value as object), colour: 'red' }) };
  }
}

interface Attribute {
  baseName: string;
  type: string;
}

/** Fields that a published client knows of an object. */
function fieldsOf(model: string): Attribute[] {
  const found = (OneSignal as unknown as Record<string, { getAttributeTypeMap?: () => Attribute[] }>)[model];
  if (found?.getAttributeTypeMap) return found.getAttributeTypeMap();
  const types = readFileSync('node_modules/pushpad/index.d.ts', 'utf8');
  const [, inner = ''] = new RegExp(`export interface ${model} \\{\\n([\\s\\S]*?)\\n\\}`).exec(types) ?? [];
  const fields = [...inner.matchAll(/^ {2}(\w+)\??: (\S+?);?$/gm)].map(([, baseName = '', type = '']) => ({
    baseName,
    type,
  }));
  if (fields.length === 0) throw new Error(`No client has ${model}.`);
  return fields;
}

function sampleOf(type: string): unknown {
  if (type.startsWith('Array') || type.endsWith('[]')) return ['x'];
  return { string: 'x', number: 1, boolean: true }[type] ?? (type.endsWith('Enum') ? 'x' : { a: 'b' });
}

/** Fields that the clients have and the bodies have not. */
function* foreignFields({ bodies, also = [], models }: SentBodies) {
  for (const [at, model] of Object.entries(models)) {
    const places = bodies.flatMap((body) => placesOf(body)).filter(({ path }) => path === at);
    const [place] = places;
    if (!place) throw new Error(`No body has ${at}.`);
    const known = new Set([...also, ...places.flatMap(({ value }) => Object.keys(value as object))]);
    for (const { baseName, type } of fieldsOf(model)) {
      if (known.has(baseName)) continue;
      const body = place.replace({ ...(place.value as object), [baseName]: sampleOf(type) });
      yield { name: baseName, path: at === '' ? baseName : `${at}.${baseName}`, body };
    }
  }
}

const routes = [
  ...new Set(
    api.routes
      .filter(({ path, method }) => path.startsWith('/compat/') && ['POST', 'PUT', 'PATCH'].includes(method))
      .map(({ path, method }) => `${method} ${path}`),
  ),
].sort();

it('every route that takes a body is here, with every field of a notification', () => {
  const all = sentBodies(ids);
  expect(Object.keys(all).sort()).toEqual(routes);
  const { bodies, also = [] } = all['POST /compat/onesignal/notifications'] as SentBodies;
  const sent = new Set([...also, ...NEVER_TAKEN, ...bodies.flatMap((body) => Object.keys(body))]);
  expect([...NOTIFICATION_FIELDS].sort()).toEqual([...sent].sort());
});

describe.each(routes)('%s', (route) => {
  const of = () => sentBodies(ids)[route] as SentBodies;

  it('names a field of the wrong type', async () => {
    for (const { path, body } of wrongTypes(of())) await expectRefused(route, body, path);
  });

  it('names a field that it does not know', async () => {
    for (const { path, body } of unknownFields(of())) await expectRefused(route, body, path);
  });

  it('names each field of the clients that it does not take', async () => {
    const { noEffect } = of();
    for (const { name, path, body } of foreignFields(of())) {
      if (!noEffect?.test(name)) await expectRefused(route, body, path);
    }
  });
});

it('nothing of it has changed anything', async () => {
  expect(await snapshot()).toBe(before);
});

// From here on something is changed.

describe.each(routes)('%s', (route) => {
  const of = () => sentBodies(ids)[route] as SentBodies;

  it('takes what is right, and what has no effect', async () => {
    const right = of().bodies.map((body) => ({ path: '', body }) as { path: string; body: unknown });
    const without = [...foreignFields(of())].filter(({ name }) => of().noEffect?.test(name));
    for (const [index, { path, body }] of [...right, ...without].entries()) {
      // Some names are the only one of their site.
      const answer = await send(route, JSON.parse(JSON.stringify(body).replace('"New ', `"New ${index} `)));
      expect([path, `${answer.status} ${JSON.stringify(answer.body)}`]).toEqual([path, expect.stringMatching(/^2/)]);
    }
  });
});
