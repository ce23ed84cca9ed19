import { randomBytes } from 'node:crypto';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { systemDb } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { createTopic } from '@/lib/sites/create-topic';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { type FrontDoor, startFrontDoor } from '../support/start-front-door';

export const ORIGIN = 'https://shop.example';

/** A workspace with one of everything, and a key that may do everything in it. */
export async function makeTenant() {
  const workspace = await systemDb.workspace.create({ data: { name: 'Hostile' } });
  const actor = { kind: 'system', workspaceId: encodeId('workspace', workspace.id) } as const;
  const { token } = await createApiKey(actor, { name: 'test', scopes: API_KEY_SCOPES });
  const site = await createSite(actor, {
    name: 'Shop',
    allowedOrigins: [ORIGIN],
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
      endpoint: `https://fcm.googleapis.com/fcm/send/${row.id}`,
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
        create: { siteId: row.id, message: { title: 'Sale', body: '', url: 'https://shop.example/', actions: [] } },
      },
    },
  });
  const webhook = await createWebhook(actor, site.id, { url: 'https://hooks.invalid/', events: ['campaign.started'] });
  const delivery = await testWebhook(actor, site.id, webhook.id);
  return {
    token,
    site,
    /** Public ids by the noun that stands before them in a path. */
    ids: {
      sites: site.id,
      topics: topic.id,
      subscribers: encodeId('subscriber', subscriber.id),
      segments: encodeId('segment', segment.id),
      campaigns: encodeId('campaign', campaign.id),
      webhooks: webhook.id,
      deliveries: delivery.id,
    } as Record<string, string>,
  };
}
export type Tenant = Awaited<ReturnType<typeof makeTenant>>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: {
    code?: string;
    detail?: string;
    errors?: { path: string; message: string }[];
    [name: string]: unknown;
  } | null;
}

/** The real front door in a process of its own, on this test file's database. */
export async function openDoor(): Promise<FrontDoor & Calls> {
  const door = await startFrontDoor();
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(door.origin + path, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson && text ? JSON.parse(text) : null };
  };
  const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
  return {
    ...door,
    send,
    api: (token, method, path, body) =>
      send(path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : asText(body),
      }),
    embed: (siteKey, name, body) =>
      send(`/api/embed/${siteKey}/${name}`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
        body: asText(body),
      }),
    report: (body) =>
      send('/api/embed/receipts', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: asText(body) }),
  };
}

interface Calls {
  send(path: string, init: RequestInit): Promise<Answer>;
  /** @param body a string is sent as it is */
  api(token: string, method: string, path: string, body?: unknown): Promise<Answer>;
  embed(siteKey: string, name: string, body: unknown): Promise<Answer>;
  report(body: unknown): Promise<Answer>;
}

/** How often a property is tried, and from which seed: `BELFRY_SEED=… BELFRY_RUNS=…` repeat and deepen a run. */
export function propertyOptions(numRuns: number) {
  const seed = Number(process.env.BELFRY_SEED ?? randomBytes(4).readInt32BE());
  return { seed, numRuns: Number(process.env.BELFRY_RUNS ?? numRuns), endOnFailure: true };
}
