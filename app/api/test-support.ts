import { randomBytes } from 'node:crypto';
import { authenticateApiKey } from '@/lib/accounts/authenticate-api-key';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createTemplate } from '@/lib/campaigns/create-template';
import { sendMessage } from '@/lib/campaigns/send-message';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { createExport } from '@/lib/exports/create-export';
import { createImport } from '@/lib/imports/create-import';
import { listFailedJobs } from '@/lib/operations/list-failed-jobs';
import { recordJobFailure } from '@/lib/operations/record-job-failure';
import { pool, systemDb } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { createTopic } from '@/lib/sites/create-topic';
import { createGoal } from '@/lib/stats/create-goal';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { api } from './app';
import { openApiDocument } from './openapi';
import type { Schema } from './openapi-complete';
import { BODIES, message } from './test-kit/request-bodies';

// The matrix of routes (tenancy.test.ts, refusals.test.ts). The routes are read from the OpenAPI document, so that a
// new one is in it by itself; one with a body that is not in BODIES, or with a noun that is not in a tenant's ids,
// fails the tests until it is added.

export interface Tenant {
  workspaceId: string;
  token: string;
  /** Public ids by the noun that stands before them in the path. */
  ids: Record<string, string>;
}

export interface Operation {
  method: string;
  path: string;
  params: { name: string; noun: string }[];
  hasBody: boolean;
  /** What is sent to a route that takes a file. */
  file: UploadedFile | null;
  /** Whether it is a list that comes in pages. */
  isPaged: boolean;
  /** Whether an edit can be bound to a version. */
  takesIfMatch: boolean;
  /** Of its JSON body. */
  body: Schema | undefined;
  /** Codes of the problems that it is said to answer, by status. */
  problems: Record<string, string[]>;
  /** The permission that it asks for; undefined: none. */
  scope: Action | undefined;
}

/** A workspace with one of everything. */
export async function makeTenant(name: string): Promise<Tenant> {
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
  const version = await systemDb.draftVersion.create({
    data: {
      siteId: row.id,
      campaignId: campaign.id,
      actorKind: 'system',
      content: { name: 'Sale before' },
      startedAt: new Date(),
      savedAt: new Date(),
    },
  });
  const image = await systemDb.image.create({
    data: {
      siteId: row.id,
      name: `${name}.png`,
      mediaType: 'image/png',
      width: 16,
      height: 16,
      byteCount: 1,
      content: randomBytes(1),
    },
  });
  // Nobody listens there, and nothing is resolved.
  const webhook = await createWebhook(actor, site.id, { url: 'https://hooks.invalid/', events: ['campaign.started'] });
  const delivery = await testWebhook(actor, site.id, webhook.id);
  const made = await createApiKey(await authenticateApiKey(token), { name: 'Made', scopes: ['sites.read'] });
  await recordJobFailure('imports', { id: name, name: 'import', data: {}, attempt: 3 }, new Error('no way'));
  const failed = await listFailedJobs(actor, { limit: 1 });
  return {
    workspaceId: actor.workspaceId,
    token,
    ids: {
      imports: (await createImport(actor, site.id, [Buffer.from('externalId,plan\nuser-1,plus\n')])).id,
      exports: (await createExport(actor, site.id, { kind: 'subscribers', format: 'csv' })).id,
      'api-keys': made.id,
      // Of no tenant: shown to whoever may see what the whole installation does.
      'failed-jobs': failed.items[0]?.id ?? '',
      webhooks: webhook.id,
      deliveries: delivery.id,
      sites: site.id,
      topics: topic.id,
      subscribers: encodeId('subscriber', subscriber.id),
      segments: encodeId('segment', segment.id),
      campaigns: encodeId('campaign', campaign.id),
      versions: encodeId('draftVersion', version.id),
      images: encodeId('image', image.id),
      goals: (await createGoal(actor, site.id, { name: 'Order', event: 'order_placed' })).id,
      templates: (await createTemplate(actor, site.id, { name: 'Sale', message })).id,
      messages: (await sendMessage(actor, site.id, { message, audience: { topic: 'offers' } })).id,
    },
  };
}

export interface UploadedFile {
  type: string;
  content: string | Uint8Array<ArrayBuffer>;
}

const FILES: UploadedFile[] = [
  { type: 'text/csv', content: 'externalId,plan\nuser-1,plus\n' },
  {
    type: 'image/png',
    // 16 × 16 pixels of one colour.
    content: new Uint8Array(
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAMAAAAoLQ9TAAAAA1BMVEXIAAA4xvoiAAAAAXRSTlOArV5bRgAAAAlwSFlzAAAD6AAAA+gBtXtSawAAAA1JREFUGNNjYBgFyAAAARAAAeyX43oAAAAASUVORK5CYII=',
        'base64',
      ),
    ),
  },
];

/** A file that a route takes, by the first of the types that its body may have; null for one that takes none. */
export function fileFor(operation: unknown): UploadedFile | null {
  const { requestBody } = operation as { requestBody?: { content: Record<string, unknown> } };
  return FILES.find(({ type }) => requestBody?.content[type] !== undefined) ?? null;
}

const document = openApiDocument(api);
export const { schemas, examples = {} } = document.components;

/** Every route of the document. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    params: [...path.matchAll(/([^/{}]+)\/\{(\w+)\}/g)].map(([, noun = '', name = '']) => ({ name, noun })),
    hasBody: Boolean((operation as { requestBody?: unknown }).requestBody) && !fileFor(operation),
    file: fileFor(operation),
    isPaged: Boolean(
      (operation as { parameters?: { name: string }[] }).parameters?.some(({ name }) => name === 'limit'),
    ),
    takesIfMatch: Boolean(operation.parameters?.some(({ name }) => name === 'if-match')),
    body: operation.requestBody?.content['application/json']?.schema,
    problems: Object.fromEntries(
      Object.entries(operation.responses).map(([status, { content }]) => [
        status,
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      ]),
    ),
    scope: (operation as { security?: { apiKey: Action[] }[] }).security?.[0]?.apiKey[0],
  })),
);
/** What belongs to the whole installation, and so to no tenant. */
export const isOfAll = ({ path }: Operation) => path.startsWith('/api/v1/operations/');
export const bounded = operations.filter((operation) => operation.params.length > 0 && !isOfAll(operation));
export const label = ({ method, path }: Operation) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;

/** Calls a route with ids of these tenants, one for each of its parameters. */
export function send(operation: Operation, owners: Tenant[], token: string) {
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
      ...(operation.file ? { 'content-type': operation.file.type } : {}),
    },
    body: operation.file
      ? operation.file.content
      : operation.hasBody
        ? JSON.stringify(BODIES[label(operation)])
        : undefined,
  });
}

/** All that there is, as text; the last use of a key aside. */
export async function snapshot(): Promise<string> {
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
