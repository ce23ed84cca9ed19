import { randomBytes } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticateApiKey } from '@/lib/accounts/authenticate-api-key';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { sendMessage } from '@/lib/campaigns/send-message';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { planPage } from '@/lib/delivery/plan-page';
import { pool, systemDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { createTopic } from '@/lib/sites/create-topic';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { api } from './app';
import { openApiDocument } from './openapi';

// I10: another tenant's id answers 404 everywhere and changes nothing. The routes are read from the OpenAPI document,
// so that a new one is in the matrix by itself; one with a body that is not in BODIES, or with a noun that is not in
// a tenant's ids, fails the test until it is added.

interface Tenant {
  token: string;
  /** Public ids by the noun that stands before them in the path. */
  ids: Record<string, string>;
}

interface Operation {
  method: string;
  path: string;
  params: { name: string; noun: string }[];
  hasBody: boolean;
}

let victim: Tenant;
let intruder: Tenant;

beforeAll(async () => {
  [victim, intruder] = [await makeTenant('victim'), await makeTenant('intruder')];
});

afterAll(closeQueues);

async function makeTenant(name: string): Promise<Tenant> {
  const workspace = await systemDb.workspace.create({ data: { name } });
  const actor = { kind: 'system', workspaceId: encodeId('workspace', workspace.id) } as const;
  const { token } = await createApiKey(actor, { name, scopes: API_KEY_SCOPES });
  const site = await createSite(actor, {
    name,
    allowedOrigins: [`https://${name}.example.com`],
    vapidSubject: 'mailto:you@example.com',
  });
  const topic = await createTopic(actor, site.id, { key: 'offers', name: 'Offers' });
  const row = await systemDb.site.findUniqueOrThrow({ where: { siteKey: site.siteKey } });
  const origin = await systemDb.pushOrigin.upsert({
    where: { origin: 'https://fcm.googleapis.com' },
    create: { origin: 'https://fcm.googleapis.com' },
    update: {},
  });
  const subscriber = await systemDb.subscriber.create({
    data: {
      siteId: row.id,
      endpoint: `https://fcm.googleapis.com/fcm/send/${name}`,
      endpointHash: randomBytes(32),
      originId: origin.id,
      p256dh: randomBytes(65),
      auth: randomBytes(16),
      vapidKeyId: row.currentVapidKeyId ?? 0n,
    },
  });
  const segment = await systemDb.segment.create({
    data: { siteId: row.id, name: 'All', rule: { op: 'and', rules: [] } },
  });
  const campaign = await systemDb.campaign.create({
    data: {
      siteId: row.id,
      name: 'Sale',
      audience: { all: true },
      ttlSeconds: 3600,
      variants: {
        create: { siteId: row.id, message: { title: 'Sale', body: '', url: 'https://shop.example.com/', actions: [] } },
      },
    },
  });
  // Nobody listens there, and nothing is resolved.
  const webhook = await createWebhook(actor, site.id, { url: 'https://hooks.invalid/', events: ['campaign.started'] });
  const delivery = await testWebhook(actor, site.id, webhook.id);
  const made = await createApiKey(await authenticateApiKey(token), { name: 'Made', scopes: ['sites.read'] });
  return {
    token,
    ids: {
      'api-keys': made.id,
      webhooks: webhook.id,
      deliveries: delivery.id,
      sites: site.id,
      topics: topic.id,
      subscribers: encodeId('subscriber', subscriber.id),
      segments: encodeId('segment', segment.id),
      campaigns: encodeId('campaign', campaign.id),
      messages: (await sendMessage(actor, site.id, { message, audience: { topic: 'offers' } })).id,
    },
  };
}

const subscriberBody = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/new',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};
const message = { title: 'Sale', url: 'https://shop.example.com/' };

/** A valid body for each route that needs one: with another, 422 would hide what the test asks. */
const BODIES: Record<string, unknown> = {
  'POST /api/v1/sites': {
    name: 'New',
    allowedOrigins: ['https://new.example.com'],
    vapidSubject: 'mailto:you@example.com',
  },
  'PATCH /api/v1/sites/{}': { name: 'Changed' },
  'POST /api/v1/sites/{}/topics': { key: 'new', name: 'New' },
  'PATCH /api/v1/sites/{}/topics/{}': { name: 'Changed' },
  'POST /api/v1/sites/{}/subscribers': subscriberBody,
  'POST /api/v1/sites/{}/subscribers/batch': { subscribers: [subscriberBody] },
  'POST /api/v1/sites/{}/events': { events: [{ externalId: 'user-1', event: 'cart_left' }] },
  'POST /api/v1/sites/{}/tags/batch': { changes: [{ externalId: 'user-1', tags: { plan: 'changed' } }] },
  'PATCH /api/v1/sites/{}/subscribers/{}': { tags: { plan: 'changed' } },
  'POST /api/v1/sites/{}/segments': { name: 'New', rule: { op: 'and', rules: [] } },
  'PATCH /api/v1/sites/{}/segments/{}': { name: 'Changed', rule: { op: 'and', rules: [] } },
  'PUT /api/v1/sites/{}/segments/{}': { name: 'Changed', rule: { op: 'and', rules: [] } },
  'POST /api/v1/sites/{}/segments/count': { rule: { op: 'and', rules: [] } },
  'POST /api/v1/sites/{}/campaigns': { name: 'New', message, audience: { all: true } },
  'POST /api/v1/sites/{}/messages': { message, audience: { externalIds: ['user-1'] } },
  'PATCH /api/v1/campaigns/{}': { name: 'Changed', message, audience: { all: true } },
  'POST /api/v1/campaigns/{}/schedule': { sendAt: new Date(Date.now() + 3_600_000).toISOString() },
  'POST /api/v1/sites/{}/webhooks': { url: 'https://hooks.invalid/', events: ['campaign.started'] },
  'PATCH /api/v1/sites/{}/webhooks/{}': { description: 'Changed' },
  'POST /api/v1/sites/{}/webhooks/{}/rotate-secret': {},
  'POST /api/v1/sites/{}/webhooks/{}/replay': { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  'POST /api/v1/api-keys': { name: 'New', scopes: ['sites.read'] },
  'POST /api/v1/api-keys/{}/rotate': {},
  'PUT /api/v1/campaigns/{}/throttle': { throttlePerMinute: 600 },
  'POST /api/v1/campaigns/{}/test': { subscriberIds: ['sub_0000000000001'] },
};

const operations: Operation[] = Object.entries(openApiDocument(api).paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    params: [...path.matchAll(/([^/{}]+)\/\{(\w+)\}/g)].map(([, noun = '', name = '']) => ({ name, noun })),
    hasBody: Boolean((operation as { requestBody?: unknown }).requestBody),
  })),
);
const bounded = operations.filter((operation) => operation.params.length > 0);
const label = ({ method, path }: Operation) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;

/** Every way to mix own and foreign ids in which at least one is foreign. */
function mixtures(operation: Operation): Tenant[][] {
  const all = operation.params.reduce<Tenant[][]>(
    (rows) =>
      rows.flatMap((row) => [
        [...row, victim],
        [...row, intruder],
      ]),
    [[]],
  );
  return all.filter((row) => row.includes(victim));
}

function send(operation: Operation, owners: Tenant[], token: string) {
  const path = operation.params.reduce((text, { name, noun }, i) => {
    const id = owners[i]?.ids[noun];
    if (!id) throw new Error(`makeTenant has no id of "${noun}" for ${label(operation)}`);
    return text.replace(`{${name}}`, id);
  }, operation.path);
  return api.request(path, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(operation.hasBody ? { 'content-type': 'application/json' } : {}),
    },
    body: operation.hasBody ? JSON.stringify(BODIES[label(operation)]) : undefined,
  });
}

/** All that there is, as text; the last use of a key aside. */
async function snapshot(): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND table_name NOT LIKE '\\_prisma%' ORDER BY 1`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(
      `SELECT coalesce(string_agg(text, E'\\n' ORDER BY text), '') AS text
       FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS text FROM "${name}" t) rows`,
    );
    parts.push(`${name}\n${rows[0]?.text}`);
  }
  return parts.join('\n\n');
}

it('knows a body for every route that needs one', () => {
  expect(operations.filter((operation) => operation.hasBody && !BODIES[label(operation)]).map(label)).toEqual([]);
  expect(bounded.length).toBeGreaterThanOrEqual(7);
});

describe("another tenant's id", () => {
  it.each(bounded.map((operation) => [label(operation), operation] as const))('%s → 404', async (_label, operation) => {
    const before = await snapshot();
    for (const owners of mixtures(operation)) {
      const response = await send(operation, owners, intruder.token);
      const which = owners.map((tenant) => (tenant === victim ? 'foreign' : 'own')).join(', ');
      expect(`${which}: ${response.status}`).toBe(`${which}: 404`);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    }
    expect(await snapshot()).toBe(before);
  });

  it('is in no list', async () => {
    for (const operation of operations.filter((each) => each.method === 'GET')) {
      const response = await send(
        operation,
        operation.params.map(() => intruder),
        intruder.token,
      );
      const text = await response.text();
      for (const id of Object.values(victim.ids)) expect(text).not.toContain(id);
    }
  });
});

describe("another tenant's id inside a body or a query", () => {
  const own = (noun: string) => intruder.ids[noun] ?? '';
  const foreign = (noun: string) => victim.ids[noun] ?? '';
  const campaign = (audience: unknown) => ({ name: 'Theft', message, audience });
  it.each([
    [
      'included segment',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ include: [foreign('segments')] }),
    ],
    [
      'excluded segment',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ include: [own('segments')], exclude: [foreign('segments')] }),
    ],
    [
      'subscriber',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ subscriberIds: [foreign('subscribers')] }),
    ],
    [
      'recipient of a message',
      'POST',
      () => `/sites/${own('sites')}/messages`,
      () => ({ message, audience: { subscriberIds: [foreign('subscribers')] } }),
    ],
    [
      'draft audience',
      'PATCH',
      () => `/campaigns/${own('campaigns')}`,
      () => ({ audience: { include: [foreign('segments')] } }),
    ],
    [
      'test recipient',
      'POST',
      () => `/campaigns/${own('campaigns')}/test`,
      () => ({ subscriberIds: [foreign('subscribers')] }),
    ],
    [
      'segment in a filter',
      'GET',
      () => `/sites/${own('sites')}/subscribers?segmentId=${foreign('segments')}`,
      () => undefined,
    ],
  ])('%s reaches nobody', async (_name, method, path, body) => {
    const call = (httpMethod: string, at: string, json: unknown) =>
      api.request(`/api/v1${at}`, {
        method: httpMethod,
        headers: { authorization: `Bearer ${intruder.token}`, ...(json ? { 'content-type': 'application/json' } : {}) },
        body: json ? JSON.stringify(json) : undefined,
      });
    const before = await snapshot();
    const response = await call(method, path(), body());
    if (response.status >= 400) {
      expect([404, 422]).toContain(response.status);
      expect(await snapshot()).toBe(before);
      return;
    }
    // A draft may say anything; what counts is whom its launch finds.
    const { id } = (await response.json()) as { id: string };
    if (id.startsWith('msg_')) {
      const runId = decodeId('message', id);
      expect(await systemDb.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ audienceCount: 0 });
      return;
    }
    const launched = await call('POST', `/campaigns/${id}/launch`, undefined);
    expect([200, 404, 422]).toContain(launched.status);
    for (const run of await systemDb.run.findMany({ where: { plannedAt: null } })) {
      await planPage(run.id, run.siteId, run.audience as unknown as FrozenAudience);
    }
    const victims = decodeId('subscriber', foreign('subscribers'));
    const { rowCount } = await pool.query('SELECT 1 FROM deliveries WHERE subscriber_id = $1', [victims]);
    expect(rowCount).toBe(0);
  });
});

it("does not stream another tenant's campaign", async () => {
  const { id: workspaceId } = await systemDb.workspace.findFirstOrThrow({ where: { name: 'intruder' } });
  const user = await systemDb.user.create({
    data: {
      email: 'intruder@example.com',
      name: 'Intruder',
      passwordHash: '',
      memberships: { create: { workspaceId, role: 'owner' } },
    },
  });
  const session = await encode({
    token: { sub: encodeId('user', user.id), sessionVersion: 1 },
    secret: env().BELFRY_SECRET,
  });
  const follow = (tenant: Tenant) =>
    api.request(`/api/live/campaigns/${tenant.ids.campaigns}`, { headers: { cookie: `belfry-session=${session}` } });
  expect((await follow(victim)).status).toBe(404);
  const own = await follow(intruder);
  expect(own.status).toBe(200);
  await own.body?.cancel();
});

/** The matrix would pass too if every route answered 404 to everyone: the owner must get through. */
describe('its owner', () => {
  // What is inside goes before what holds it.
  const rank = ({ method, params }: Operation) => (method !== 'DELETE' ? 0 : params.at(-1)?.noun === 'sites' ? 2 : 1);
  const inOrder = [...bounded].sort((a, b) => rank(a) - rank(b));
  it.each(inOrder.map((operation) => [label(operation), operation] as const))(
    '%s → not 404',
    async (_label, operation) => {
      const response = await send(
        operation,
        operation.params.map(() => victim),
        victim.token,
      );
      expect(response.status).not.toBe(404);
      expect(response.status).toBeLessThan(500);
    },
  );
});
