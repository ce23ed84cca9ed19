import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '@/lib/contracts/problems';
import { pool } from '@/lib/platform/db';
import type { ErrorCode } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { expectDescribed } from './test-kit/expect-described';
import { BODIES } from './test-kit/request-bodies';
import { label, makeTenant, type Operation, operations, send, type Tenant } from './test-support';

// The problems of the document that come of what there is or of other requests: each is provoked where it is listed, and
// compared with its example. What is wrong with a request by itself: refusals.test.ts.

let tenant: Tenant;

beforeAll(async () => {
  tenant = await makeTenant('examples');
  const variants = [{}, { message: { title: 'Last hours' } }];
  const abTest = { variants, testPercent: 20, winner: { decide: 'manual' } };
  expect((await ask(operationOf('PATCH /api/v1/campaigns/{}'), { body: { abTest } })).status).toBe(200);
});
afterAll(closeQueues);

const listing = (code: ErrorCode) =>
  operations
    .filter(({ problems }) => Object.values(problems).flat().includes(code))
    .map((each) => [label(each), each] as const);

interface Asked {
  /** In place of the tenant's own, by the noun before it. */
  ids?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}

async function ask(operation: Operation, { ids = {}, body, headers }: Asked = {}): Promise<Response> {
  if (!body && !headers) {
    const owner = { ...tenant, ids: { ...tenant.ids, ...ids } };
    return send(
      operation,
      operation.params.map(() => owner),
      tenant.token,
    );
  }
  const path = operation.params.reduce(
    (text, { name, noun }) => text.replace(`{${name}}`, ids[noun] ?? tenant.ids[noun] ?? ''),
    operation.path,
  );
  const json = body ?? (operation.hasBody ? BODIES[label(operation)] : undefined);
  return api.request(path, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${tenant.token}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(operation.file && { 'content-type': operation.file.type }),
      ...headers,
    },
    body: operation.file?.content ?? (json === undefined ? undefined : JSON.stringify(json)),
  });
}

async function expectProblem(operation: Operation, asked: Asked, code: ErrorCode): Promise<void> {
  const response = await ask(operation, asked);
  const answer = await response.json();
  expect({ asked, ...answer }).toMatchObject({ asked, code });
  expectDescribed(operation, Problem.parse(answer));
}

function operationOf(name: string): Operation {
  const operation = operations.find((each) => label(each) === name);
  if (!operation) throw new Error(`There is no ${name}.`);
  return operation;
}

async function make(name: string, asked: Asked = {}): Promise<string> {
  const response = await ask(operationOf(name), asked);
  const answer = await response.json();
  expect(`${response.status} ${JSON.stringify(answer)}`).toMatch(/^2/);
  return answer.id;
}

describe('idempotency_key_reused', () => {
  const harmless = operations.find((each) => label(each) === 'POST /api/v1/sites/{}/segments/count');
  it.each(listing('idempotency_key_reused'))('%s', async (_name, operation) => {
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    if (!harmless) throw new Error('nothing to use the key for');
    const body = { rule: { op: 'or', rules: [] } };
    expect((await ask(harmless, { headers, body })).status).toBe(200);
    await expectProblem(operation, { headers }, 'idempotency_key_reused');
  });

  it('is listed for whatever takes the key', () => {
    const posts = operations.filter(({ method }) => method === 'POST').map(label);
    for (const code of ['idempotency_key_reused', 'request_in_progress'] as const)
      expect(listing(code).map(([name]) => name)).toEqual(posts);
  });
});

describe.each(['campaign_wrong_state', 'campaign_not_editable'] as const)('%s', (code) => {
  it.each(listing(code))('%s', async (_name, operation) => {
    const id = decodeId('campaign', tenant.ids.campaigns ?? '');
    // Its versions are still those of a draft.
    await pool.query(`UPDATE campaigns SET status = 'cancelled' WHERE id = $1`, [id]);
    await expectProblem(operation, {}, code);
  });
});

it('endpoint_taken', async () => {
  const operation = operationOf('POST /api/v1/sites/{}/subscribers');
  const own = BODIES[label(operation)] as { keys: object };
  await make(label(operation));
  const body = { ...own, keys: { ...own.keys, auth: randomBytes(16).toString('base64url') } };
  await expectProblem(operation, { body }, 'endpoint_taken');
});

const run = (sql: string, noun: string, kind: Parameters<typeof decodeId>[0]) =>
  pool.query(sql, [decodeId(kind, tenant.ids[noun] ?? '')]);
const importIn = (state: string) => async () => {
  await run(`UPDATE imports SET state = '${state}' WHERE id = $1`, 'imports', 'import');
  return {};
};
const endedKey = async () => {
  await run(`UPDATE api_keys SET revoked_at = now() WHERE id = $1`, 'api-keys', 'apiKey');
  return {};
};
const disabledWebhook = async () => {
  await run(`UPDATE webhooks SET status = 'disabled' WHERE id = $1`, 'webhooks', 'webhook');
  return {};
};
/** A person with two browsers. */
const severalBrowsers = async () => {
  const externalId = randomBytes(6).toString('hex');
  const own = BODIES['POST /api/v1/sites/{}/subscribers'] as object;
  for (const n of [1, 2]) {
    const endpoint = `https://fcm.googleapis.com/fcm/send/${externalId}-${n}`;
    await make('POST /api/v1/sites/{}/subscribers', { body: { ...own, endpoint, externalId } });
  }
  return { ids: { subscribers: `external:${externalId}` } };
};

const SITE = '/api/v1/sites/{}';
const PERSON = `${SITE}/subscribers/{}`;
/** How each comes about; null where it takes many things, or two requests at one moment. */
const CONFLICTS: Record<string, (() => Promise<Asked>) | null> = {
  [`POST ${SITE}/topics`]: async () => ({ body: { key: 'offers', name: 'Offers' } }),
  [`GET ${PERSON}`]: severalBrowsers,
  [`PATCH ${PERSON}`]: severalBrowsers,
  [`DELETE ${PERSON}`]: severalBrowsers,
  [`GET ${PERSON}/timeline`]: severalBrowsers,
  [`GET ${PERSON}/campaigns/{}/explanation`]: severalBrowsers,
  [`GET ${PERSON}/events`]: severalBrowsers,
  [`GET ${PERSON}/consents`]: severalBrowsers,
  [`POST ${SITE}/templates`]: async () => ({ body: { ...(BODIES[`POST ${SITE}/templates`] as object), name: 'Sale' } }),
  [`PATCH ${SITE}/templates/{}`]: async () => {
    await make(`POST ${SITE}/templates`, { body: { ...(BODIES[`POST ${SITE}/templates`] as object), name: 'Other' } });
    return { body: { name: 'Other' } };
  },
  // Another took its name in between.
  [`POST ${SITE}/templates/{}/restore`]: async () => {
    const body = { ...(BODIES[`POST ${SITE}/templates`] as object), name: 'Back' };
    const ids = { templates: await make(`POST ${SITE}/templates`, { body }) };
    expect((await ask(operationOf(`DELETE ${SITE}/templates/{}`), { ids })).status).toBe(204);
    await make(`POST ${SITE}/templates`, { body });
    return { ids };
  },
  [`POST ${SITE}/webhooks/{}/deliveries/{}/redeliver`]: disabledWebhook,
  [`POST ${SITE}/webhooks/{}/replay`]: disabledWebhook,
  // With the one that is there they are as many as may be under way.
  [`POST ${SITE}/exports`]: async () => {
    for (let n = 1; n < 3; n++) await make(`POST ${SITE}/exports`);
    return {};
  },
  [`GET ${SITE}/exports/{}/download`]: async () => ({}),
  [`PATCH ${SITE}/imports/{}`]: importIn('running'),
  [`DELETE ${SITE}/imports/{}`]: importIn('running'),
  [`POST ${SITE}/imports/{}/dry-run`]: importIn('done'),
  [`POST ${SITE}/imports/{}/start`]: importIn('done'),
  [`POST ${SITE}/imports/{}/pause`]: importIn('done'),
  [`POST ${SITE}/imports/{}/cancel`]: importIn('done'),
  [`POST ${SITE}/imports/{}/undo`]: importIn('ready'),
  'PATCH /api/v1/api-keys/{}': endedKey,
  'POST /api/v1/api-keys/{}/rotate': endedKey,
  [`POST ${SITE}/templates/{}/duplicate`]: null,
  [`POST ${SITE}/goals`]: null,
  [`POST ${SITE}/goals/{}/restore`]: null,
  [`POST ${SITE}/webhooks/{}/restore`]: null,
  [`POST ${SITE}/exports/{}/restore`]: null,
  [`POST ${SITE}/images`]: null,
  [`DELETE ${SITE}/images/{}`]: null,
  [`POST ${SITE}/imports`]: null,
  [`POST ${SITE}/webhooks`]: null,
  [`POST ${SITE}/webhooks/{}/rotate-secret`]: null,
};

describe('conflict', () => {
  it('is known of wherever it is listed', () => {
    expect(Object.keys(CONFLICTS).sort()).toEqual(
      listing('conflict')
        .map(([name]) => name)
        .sort(),
    );
  });

  const made = Object.entries(CONFLICTS).flatMap(([name, prepare]) => (prepare ? [[name, prepare] as const] : []));
  it.each(made)('%s', async (name, prepare) => {
    await expectProblem(operationOf(name), await prepare(), 'conflict');
  });
});
