import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { MAX_UPLOAD_BYTES } from '@/lib/contracts/limits';
import { systemDb } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { misspeltBodies } from './misspelt-bodies';
import { type Asked, makeRefusals } from './test-kit/make-refusals';
import { BODIES } from './test-kit/request-bodies';
import { label, makeTenant, type Operation, operations, schemas, snapshot, type Tenant } from './test-support';

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

const { expectRefusal, provoked } = makeRefusals(() => tenant);

/** What no field takes in place of this value. */
const ofWrongType = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? 'x' : 7.5);

/** Takes what PushSubscription.toJSON() gives, which differs between browsers and grows. */
const TAKES_UNKNOWN_FIELDS = ['POST /api/v1/sites/{}/subscribers'];

/** One bad row does not refuse the others. */
const ANSWERS_BY_ROW = [
  'POST /api/v1/sites/{}/subscribers/batch',
  'POST /api/v1/sites/{}/events',
  'POST /api/v1/sites/{}/tags/batch',
];

const named = (chosen: Operation[]) => chosen.map((operation) => [label(operation), operation] as const);
function operationOf(name: string): Operation {
  const operation = operations.find((each) => label(each) === name);
  if (!operation) throw new Error(`There is no ${name}.`);
  return operation;
}
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

  it('names a field within a field that it does not know', async () => {
    if (!operation.body || TAKES_UNKNOWN_FIELDS.includes(label(operation))) return;
    if (ANSWERS_BY_ROW.includes(label(operation))) return;
    for (const { path, body } of misspeltBodies(operation.body, schemas, BODIES[label(operation)])) {
      const { errors } = await expectRefusal(operation, { body: JSON.stringify(body) }, 422, 'invalid_input');
      expect({ body, errors }).toEqual({ body, errors: [{ path, message: 'is not a known field' }] });
    }
  });

  it('takes no body where it has none', async () => {
    if (operation.hasBody || operation.file || operation.method === 'GET') return;
    const { errors } = await expectRefusal(
      operation,
      { body: '{"sendAt":"2027-01-31T09:00:00Z"}', isUndescribed: true },
      422,
      'invalid_input',
    );
    expect(errors).toEqual([{ path: 'sendAt', message: 'is not a known field' }]);
    const refuse = (asked: Asked, status: number, code: string) =>
      expectRefusal(operation, { ...asked, isUndescribed: true }, status, code);
    for (const body of ['null', '[]', '"text"', '7']) await refuse({ body }, 422, 'invalid_input');
    await refuse({ body: '{' }, 400, 'bad_request');
    await refuse({ body: '{}', contentType: 'text/plain' }, 415, 'unsupported_media_type');
    await refuse({ body: `"${'x'.repeat(1024 * 1024)}"` }, 413, 'payload_too_large');
  });

  it('takes no file that is not one of its own', async () => {
    if (!operation.file) return;
    for (const contentType of ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml']) {
      await expectRefusal(operation, { contentType }, 415, 'unsupported_media_type');
    }
    for (const body of ['', '\0\0\0']) await expectRefusal(operation, { body }, 422, 'invalid_input');
    // The list of an import is counted as it comes and is unpacked: lib/imports/imports.test.ts.
    if (!operation.path.endsWith('/images')) return;
    const tooLarge = { 'content-length': String(MAX_UPLOAD_BYTES + 1) };
    await expectRefusal(operation, { headers: tooLarge }, 413, 'payload_too_large');
  });

  it('names a parameter that it does not know', async () => {
    const { errors } = await expectRefusal(operation, { query: '?stauts=draft' }, 422, 'invalid_input');
    expect(errors).toEqual([{ path: 'stauts', message: 'is not a known parameter' }]);
  });

  it('is not bound to a version that it would not look at', async () => {
    if (operation.takesIfMatch || operation.method === 'GET') return;
    const headers = { 'if-match': '"v1"' };
    await expectRefusal(operation, { headers, isUndescribed: true }, 412, 'precondition_failed');
  });

  it('is left alone when it was changed since the version that it is bound to', async () => {
    if (!operation.takesIfMatch) return;
    await expectRefusal(operation, { headers: { 'if-match': '"v999999999"' } }, 412, 'precondition_failed');
  });

  it('takes no page that is not one', async () => {
    if (!operation.isPaged) return;
    for (const query of ['?limit=0', '?limit=201', '?limit=many', `?cursor=${'x'.repeat(201)}`]) {
      await expectRefusal(operation, { query }, 422, 'invalid_input');
    }
    // None at all, and an id of another kind.
    for (const cursor of ['nonsense', 'usr_0000000000001']) {
      await expectRefusal(operation, { query: `?cursor=${cursor}` }, 400, 'bad_request');
    }
  });
});

/** Drafts and templates hold messages that are not complete, of which the description does not list the fields. */
it.each(
  [
    { path: 'message.imagee', with: { message: { title: 'Sale', imagee: 'https://example.com/a.png' } } },
    { path: 'message.actions.0.link', with: { message: { actions: [{ title: 'Go', link: 'https://example.com/' }] } } },
    { path: 'message.utm.sauce', with: { message: { utm: { sauce: 'push' } } } },
    { path: 'translations.de.titel', with: { translations: { de: { title: 'Hallo', titel: 'Hallo' } } } },
  ].flatMap((asked) =>
    ['PATCH /api/v1/campaigns/{}', 'POST /api/v1/sites/{}/templates', 'PATCH /api/v1/sites/{}/templates/{}'].map(
      (name) => [name, asked.path, asked.with] as const,
    ),
  ),
)('%s names %s of a message that need not be complete', async (name, path, changed) => {
  const operation = operationOf(name);
  const body = JSON.stringify({ ...bodyOf(operation), ...changed });
  const { errors } = await expectRefusal(operation, { body }, 422, 'invalid_input');
  expect(errors).toEqual([{ path, message: 'is not a known field' }]);
});

it.each(['POST /api/v1/sites/{}/events', 'POST /api/v1/sites/{}/tags/batch'])(
  '%s names a field of a row that it does not know',
  async (name) => {
    const operation = operationOf(name);
    const [list = '', rows] = Object.entries(bodyOf(operation))[0] ?? [];
    const response = await api.request(operation.path.replace('{siteId}', tenant.ids.sites ?? ''), {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ [list]: (rows as object[]).map((row) => ({ ...row, colour: 'red' })) }),
    });
    const { results } = await response.json();
    expect(results[0]).toMatchObject({ status: 'refused', subscriberCount: 0 });
    expect(results[0].error.errors).toEqual([{ path: 'colour', message: 'is not a known field' }]);
  },
);

it('names a field of a variant that it does not know', async () => {
  const variants = [{}, { message: { title: 'Last hours', imagee: 'https://example.com/a.png' } }];
  const body = JSON.stringify({ abTest: { variants } });
  const answer = await expectRefusal(operationOf('PATCH /api/v1/campaigns/{}'), { body }, 422, 'invalid_input');
  expect(answer.errors).toEqual([{ path: 'abTest.variants.1.message.imagee', message: 'is not a known field' }]);
});

it('compares no single campaign', async () => {
  const operation = operationOf('GET /api/v1/sites/{}/campaigns/compare');
  await expectRefusal(operation, { query: `?ids=${tenant.ids.campaigns}` }, 400, 'bad_request');
});

/** Limits of an import's file, which are counted while it comes: lib/imports/imports.test.ts. */
const ELSEWHERE = ['POST /api/v1/sites/{}/imports payload_too_large'];

/** They depend on what there is, or on other requests: problem-examples.test.ts. */
const BY_STATE = [
  'conflict',
  'endpoint_taken',
  'campaign_not_editable',
  'campaign_wrong_state',
  'idempotency_key_reused',
  'request_in_progress',
  'too_many_requests',
  'unavailable',
];

it('every problem that the document lists has been answered, but for those of a state', () => {
  const listed = operations.flatMap((operation) =>
    Object.values(operation.problems)
      .flat()
      .filter((code) => !BY_STATE.includes(code))
      .map((code) => `${label(operation)} ${code}`),
  );
  expect(listed.length).toBeGreaterThan(400);
  expect(listed.filter((each) => !provoked.has(each))).toEqual(ELSEWHERE);
});

it('nothing of it has changed anything', async () => {
  expect(await snapshot()).toBe(before);
});

it('covers every kind of request', () => {
  expect(operations.length).toBeGreaterThanOrEqual(50);
  expect(operations.filter(({ hasBody }) => hasBody).length).toBeGreaterThanOrEqual(20);
  expect(operations.filter(({ isPaged }) => isPaged).length).toBeGreaterThanOrEqual(8);
  expect(operations.filter(({ file }) => file).length).toBeGreaterThanOrEqual(2);
  const nested = operations.flatMap(({ body }) => (body ? misspeltBodies(body, schemas, {}) : []));
  const paths = new Set(nested.map(({ path }) => path));
  const some = ['message.colour', 'message.actions.0.colour', 'message.utm.colour', 'prompt.colour', 'rule.colour'];
  for (const path of [...some, 'schedule.rule.colour', 'audience.rule.rules.0.colour', 'vapidKeys.colour']) {
    expect(paths).toContain(path);
  }
});
