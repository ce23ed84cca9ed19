import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { Problem } from '@/lib/contracts/problems';
import { systemDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { BODIES, label, makeTenant, type Operation, operations, snapshot, type Tenant } from './test-support';

// Every route × what is wrong with a request: the answer expected of it, and nothing is changed. Ids of other tenants
// are in tenancy.test.ts.

let tenant: Tenant;
let expiredToken: string;
/** A key for each permission that has all but it. */
const without = new Map<Action, string>();
let before: string;

beforeAll(async () => {
  tenant = await makeTenant('refusals');
  const actor = { kind: 'system', workspaceId: tenant.workspaceId } as const;
  const expired = await createApiKey(actor, { name: 'Expired', scopes: API_KEY_SCOPES });
  await systemDb.apiKey.update({
    where: { id: decodeId('apiKey', expired.id) },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  expiredToken = expired.token;
  for (const scope of API_KEY_SCOPES) {
    const scopes = API_KEY_SCOPES.filter((each) => each !== scope);
    without.set(scope, (await createApiKey(actor, { name: `Without ${scope}`, scopes })).token);
  }
  before = await snapshot();
});

afterAll(closeQueues);

interface Asked {
  token?: string | null;
  /** In place of the tenant's own ids. */
  ids?: Record<string, string>;
  body?: string;
  contentType?: string;
  query?: string;
}

let requestCount = 0;

async function ask(operation: Operation, asked: Asked): Promise<{ status: number; problem: Problem }> {
  const path = operation.params.reduce(
    (text, { name, noun }) => text.replace(`{${name}}`, asked.ids?.[name] ?? tenant.ids[noun] ?? ''),
    operation.path,
  );
  const json = operation.hasBody ? JSON.stringify(BODIES[label(operation)]) : undefined;
  const own = operation.file?.content ?? json;
  const body = asked.body ?? own;
  const token = asked.token === undefined ? tenant.token : asked.token;
  const init = {
    method: operation.method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        'content-type': asked.contentType ?? operation.file?.type ?? 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    },
    body,
  };
  // Each from another network, since wrong keys of one are counted.
  const remoteAddress = `10.${(requestCount >> 8) & 255}.${requestCount++ & 255}.1`;
  const response = await api.request(`${path}${asked.query ?? ''}`, init, { incoming: { socket: { remoteAddress } } });
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({
    status: response.status,
    type: `${env().publicUrl}/api/problems#${problem.code}`,
    requestId: response.headers.get('x-request-id'),
  });
  return { status: response.status, problem };
}

async function expectRefusal(operation: Operation, asked: Asked, status: number, code: string): Promise<Problem> {
  const answer = await ask(operation, asked);
  expect({ asked, status: answer.status, code: answer.problem.code }).toEqual({ asked, status, code });
  return answer.problem;
}

/** What no field takes in place of this value. */
const ofWrongType = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? 'x' : 7.5);

/** Takes what PushSubscription.toJSON() gives, which differs between browsers and grows. */
const TAKES_UNKNOWN_FIELDS = ['POST /api/v1/sites/{}/subscribers'];

const named = (chosen: Operation[]) => chosen.map((operation) => [label(operation), operation] as const);
const bodyOf = (operation: Operation) => BODIES[label(operation)] as Record<string, unknown>;

describe.each(named(operations))('%s', (_label, operation) => {
  it('asks for a key that is valid', async () => {
    await expectRefusal(operation, { token: null }, 401, 'unauthenticated');
    await expectRefusal(operation, { token: 'nonsense' }, 401, 'unauthenticated');
    const { detail } = await expectRefusal(operation, { token: expiredToken }, 401, 'unauthenticated');
    expect(detail).toBe('The API key has expired.');
  });

  it('asks for its permission', async () => {
    if (!operation.scope) throw new Error('the document names no permission');
    const token = without.get(operation.scope);
    const { detail } = await expectRefusal(operation, { token }, 403, 'forbidden');
    expect(detail).toBe(`This API key has no permission for ${operation.scope}.`);
  });

  it('knows no malformed id', async () => {
    for (const { name, noun } of operation.params) {
      // No id at all, one of another kind, one that is too long, one past the largest number.
      const ids = [
        'nonsense',
        'usr_0000000000001',
        `${tenant.ids[noun]}0`,
        `${tenant.ids[noun]?.slice(0, -13)}zzzzzzzzzzzzz`,
      ];
      for (const id of ids) await expectRefusal(operation, { ids: { [name]: id } }, 404, 'not_found');
    }
  });

  it('takes no body that is not the one described', async () => {
    if (!operation.hasBody) return;
    const own = JSON.stringify(bodyOf(operation));
    await expectRefusal(operation, { body: `"${'x'.repeat(1024 * 1024)}"` }, 413, 'payload_too_large');
    await expectRefusal(operation, { contentType: 'text/plain' }, 415, 'unsupported_media_type');
    await expectRefusal(operation, { contentType: 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type');
    await expectRefusal(operation, { body: own.slice(0, -1) }, 400, 'bad_request');
    await expectRefusal(operation, { body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }, 400, 'bad_request');
    for (const body of ['null', '[]', '"text"', '7']) await expectRefusal(operation, { body }, 422, 'invalid_input');
    await expectRefusal(operation, { body: '{"__proto__":{"admin":true}}' }, 422, 'invalid_input');
    for (const [field, value] of Object.entries(bodyOf(operation))) {
      const body = JSON.stringify({ ...bodyOf(operation), [field]: ofWrongType(value) });
      const { errors } = await expectRefusal(operation, { body }, 422, 'invalid_input');
      expect(errors.map(({ path }) => path.split('.')[0])).toContain(field);
    }
  });

  it('names a field that it does not know', async () => {
    if (!operation.hasBody || TAKES_UNKNOWN_FIELDS.includes(label(operation))) return;
    const body = JSON.stringify({ ...bodyOf(operation), colour: 'red' });
    const { errors } = await expectRefusal(operation, { body }, 422, 'invalid_input');
    expect(errors).toContainEqual({ path: 'colour', message: 'is not a known field' });
  });

  it('takes no page that is not one', async () => {
    if (!operation.isPaged) return;
    for (const query of ['?limit=0', '?limit=201', '?limit=many', `?cursor=${'x'.repeat(201)}`]) {
      await expectRefusal(operation, { query }, 422, 'invalid_input');
    }
  });
});

it('nothing of it has changed anything', async () => {
  expect(await snapshot()).toBe(before);
});

it('covers every kind of request', () => {
  expect(operations.length).toBeGreaterThanOrEqual(50);
  expect(operations.filter(({ hasBody }) => hasBody).length).toBeGreaterThanOrEqual(20);
  expect(operations.filter(({ isPaged }) => isPaged).length).toBeGreaterThanOrEqual(8);
});
