import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createOwner } from '@/lib/accounts/create-owner';
import { revokeApiKey } from '@/lib/accounts/revoke-api-key';
import { ACTIONS, type Action, type UserActor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { api, isApiPath } from './app';

let owner: UserActor;
let token: string;

beforeAll(async () => {
  owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  token = await makeToken(API_KEY_SCOPES);
});

async function makeToken(scopes: Action[], siteId: string | null = null): Promise<string> {
  return (await createApiKey(owner, { name: 'test', scopes, siteId })).token;
}

interface Operation {
  operationId: string;
  summary?: string;
  responses: object;
  security?: { apiKey: Action[] }[];
}

interface Call {
  token?: string | null;
  json?: unknown;
  headers?: Record<string, string>;
  body?: string;
}

async function call(method: string, path: string, { json, headers = {}, body, ...rest }: Call = {}) {
  const given = rest.token === undefined ? token : rest.token;
  const response = await api.request(path, {
    method,
    headers: {
      ...(given === null ? {} : { authorization: `Bearer ${given}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? body : JSON.stringify(json),
  });
  const text = await response.text();
  return { response, status: response.status, text, json: text ? JSON.parse(text) : null };
}

const site = (name: string) => ({ name, allowedOrigins: ['https://shop.example.com'] });

describe('every answer', () => {
  it('carries the security headers and names the request', async () => {
    const { response } = await call('GET', '/api/v1/sites');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': expect.stringMatching(/^req_/),
      ratelimit: expect.stringMatching(/^"requests";r=\d+;t=\d+$/),
      'ratelimit-policy': '"requests";q=6000;w=60',
    });
  });

  it('is a problem when something is wrong', async () => {
    const { response, json } = await call('POST', '/api/v1/sites', { json: { name: '', allowedOrigins: ['ftp://x'] } });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(json).toEqual({
      type: `${env().publicUrl}/api/problems#invalid_input`,
      title: 'Some fields are not valid',
      status: 422,
      code: 'invalid_input',
      detail: 'Please check name, allowedOrigins.0.',
      errors: [
        { path: 'name', message: 'is required' },
        { path: 'allowedOrigins.0', message: 'must begin with https:// (http:// only for localhost)' },
      ],
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('is 404 for an unknown address and 405 with Allow for a wrong method', async () => {
    expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, json: { code: 'not_found' } });
    const { response, json } = await call('PUT', '/api/v1/sites');
    expect(json).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect((await call('DELETE', '/api/health')).response.headers.get('allow')).toBe('GET');
  });
});

describe('bad bodies', () => {
  it.each([
    ['not JSON', '{"name":', 400, 'bad_request'],
    ['empty', '', 400, 'bad_request'],
    ['10,000 levels deep', `{"name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'bad_request'],
    ['over 1 MB', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), 413, 'payload_too_large'],
    ['__proto__', '{"name":"a","__proto__":{"admin":true}}', 422, 'invalid_input'],
    ['__proto__ spelled with an escape', '{"a":[{"\\u005f_proto__":1}]}', 422, 'invalid_input'],
    ['NUL', '{"name":"a\\u0000b","allowedOrigins":["https://a.example"]}', 422, 'invalid_input'],
    ['a lone surrogate', '{"name":"a\\ud800b","allowedOrigins":["https://a.example"]}', 422, 'invalid_input'],
    ['null', 'null', 422, 'invalid_input'],
  ])('%s', async (_name, body, status, code) => {
    const answer = await call('POST', '/api/v1/sites', { body, headers: { 'content-type': 'application/json' } });
    expect(answer.json).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  it('names the __proto__ key', async () => {
    const headers = { 'content-type': 'application/json' };
    const { json } = await call('POST', '/api/v1/sites', { body: '{"a":[{"__proto__":1}]}', headers });
    expect(json.errors).toEqual([{ path: 'a.0.__proto__', message: 'is a reserved name' }]);
  });

  it('refuses another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const answer = await call('POST', '/api/v1/sites', {
        body: JSON.stringify(site('x')),
        headers: { 'content-type': type },
      });
      expect(answer.json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
  });

  it('refuses a body over the limit that does not declare its length', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += chunk.length;
        if (sent > 8 * 1024 * 1024) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const request = new Request('http://localhost/api/v1/sites', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect((await api.request(request)).status).toBe(413);
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });
});

describe('API keys', () => {
  it.each([
    ['none', null],
    ['nonsense', 'nonsense'],
    ['a well-formed but unknown one', `bk_0000000000001.${'a'.repeat(43)}`],
  ])('refuses %s', async (_name, given) => {
    const { response, json } = await call('GET', '/api/v1/sites', { token: given });
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('refuses the right id with another secret', async () => {
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await call('GET', '/api/v1/sites', { token: forged })).status).toBe(401);
  });

  it('is bound to its scopes', async () => {
    const reader = await makeToken(['sites.read']);
    expect((await call('GET', '/api/v1/sites', { token: reader })).status).toBe(200);
    const refused = await call('POST', '/api/v1/sites', { token: reader, json: site('x') });
    expect(refused.json).toMatchObject({ status: 403, detail: 'This API key has no permission for sites.write.' });
  });

  it('ends at once when revoked', async () => {
    const key = await createApiKey(owner, { name: 'short-lived', scopes: ['sites.read'] });
    expect((await call('GET', '/api/v1/sites', { token: key.token })).status).toBe(200);
    await revokeApiKey(owner, key.id);
    const refused = await call('GET', '/api/v1/sites', { token: key.token });
    expect(refused.json).toMatchObject({ status: 401, detail: 'The API key was revoked.' });
  });

  it('that is bound to a site sees that site only', async () => {
    const one = (await call('POST', '/api/v1/sites', { json: site('one') })).json;
    const two = (await call('POST', '/api/v1/sites', { json: site('two') })).json;
    const bound = await makeToken(API_KEY_SCOPES, one.id);
    expect((await call('GET', '/api/v1/sites', { token: bound })).json.items.map((s: { id: string }) => s.id)).toEqual([
      one.id,
    ]);
    expect((await call('GET', `/api/v1/sites/${one.id}`, { token: bound })).status).toBe(200);
    expect((await call('GET', `/api/v1/sites/${two.id}`, { token: bound })).status).toBe(404);
    expect((await call('POST', '/api/v1/sites', { token: bound, json: site('three') })).status).toBe(403);
  });
});

describe('sites and topics', () => {
  it('makes, reads, lists, changes and archives a site', async () => {
    const made = await call('POST', '/api/v1/sites', { json: site('Shop') });
    expect(made.status).toBe(201);
    expect(made.response.headers.get('location')).toBe(`/api/v1/sites/${made.json.id}`);
    expect(made.json).toMatchObject({ name: 'Shop', vapidSubject: 'mailto:owner@example.com', isSimulated: false });
    expect(Buffer.from(made.json.vapidPublicKey, 'base64url')).toHaveLength(65);
    expect(Object.keys(made.json).join()).not.toMatch(/secret|private|sealed/i);

    const path = `/api/v1/sites/${made.json.id}`;
    expect((await call('GET', path)).json).toEqual(made.json);
    const changed = await call('PATCH', path, { json: { name: 'Store', requireIdentityProof: true } });
    const { updatedAt } = changed.json;
    expect(changed.json).toEqual({ ...made.json, name: 'Store', requireIdentityProof: true, updatedAt });
    expect((await call('PATCH', path, { json: { siteKey: 'mine' } })).json.errors).toEqual([
      { path: 'siteKey', message: 'is not a known field' },
    ]);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
  });

  it('pages sites by key', async () => {
    const all = (await call('GET', '/api/v1/sites')).json.items.map((s: { id: string }) => s.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = `limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const page: { items: { id: string }[]; nextCursor: string | null } = (await call('GET', `/api/v1/sites?${query}`))
        .json;
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(all);
    expect(seen.length).toBeGreaterThan(1);
    expect((await call('GET', '/api/v1/sites?limit=0')).status).toBe(422);
  });

  it('keeps topics unique by key', async () => {
    const { id } = (await call('POST', '/api/v1/sites', { json: site('Topics') })).json;
    const path = `/api/v1/sites/${id}/topics`;
    const made = await call('POST', path, { json: { key: 'offers', name: 'Offers' } });
    expect(made).toMatchObject({ status: 201, json: { key: 'offers', name: 'Offers', description: '', position: 0 } });
    expect((await call('POST', path, { json: { key: 'offers', name: 'Again' } })).json).toMatchObject({
      code: 'conflict',
    });
    const changed = (await call('PATCH', `${path}/${made.json.id}`, { json: { name: 'Deals' } })).json;
    expect(changed).toEqual({ ...made.json, name: 'Deals', updatedAt: changed.updatedAt });
    expect((await call('GET', path)).json).toEqual({ items: [changed] });
    expect((await call('DELETE', `${path}/${made.json.id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/${made.json.id}`)).status).toBe(404);
  });
});

it('answers 429 with the wait once a key has used up its minute', { timeout: 240_000 }, async () => {
  const busy = await makeToken(['sites.read']);
  const get = () => call('GET', '/api/v1/sites/nonsense', { token: busy });
  let refused: Awaited<ReturnType<typeof get>> | undefined;
  // 6,000 at once and 100 a second more: how many it takes is for the machine's speed to say.
  for (let round = 0; round < 400 && !refused; round++) {
    refused = (await Promise.all(Array.from({ length: 100 }, get))).find(({ status }) => status === 429);
  }
  expect(refused?.json).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(refused?.response.headers.get('retry-after')).toBe('1');
  expect(refused?.response.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
  expect((await call('GET', '/api/v1/sites')).status).toBe(200);
});

describe('Idempotency-Key', () => {
  const post = (key: string, name: string, given = token) =>
    call('POST', '/api/v1/sites', { json: site(name), headers: { 'idempotency-key': key }, token: given });

  it('gives the same answer to the same request, without doing it again', async () => {
    const first = await post('k1', 'Once');
    const again = await post('k1', 'Once');
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
    expect(again.response.headers.get('location')).toBe(first.response.headers.get('location'));
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
    expect(first.response.headers.has('idempotent-replayed')).toBe(false);
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM sites WHERE name = 'Once'");
    expect(rows[0].n).toBe(1);
  });

  it('refuses another request under the same key', async () => {
    await post('k2', 'A');
    expect((await post('k2', 'B')).json).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it('does it once when twenty come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('k3', 'Twenty')));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.filter((answer) => !answer.response.headers.has('idempotent-replayed'))).toHaveLength(1);
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM sites WHERE name = 'Twenty'");
    expect(rows[0].n).toBe(1);
  });

  it('keeps a refusal, takes over what a dead process left and forgets after 30 days', async () => {
    const bad = () => call('POST', '/api/v1/sites', { json: {}, headers: { 'idempotency-key': 'k4' } });
    expect((await bad()).text).toBe((await bad()).text);

    await post('k5', 'Left');
    await pool.query(
      "UPDATE idempotency_keys SET status = NULL, response = NULL, created_at = now() - interval '3 minutes' WHERE key = 'k5'",
    );
    expect((await post('k5', 'Left')).response.headers.has('idempotent-replayed')).toBe(false);

    await pool.query("UPDATE idempotency_keys SET created_at = now() - interval '31 days' WHERE key = 'k1'");
    expect((await post('k1', 'Anything')).status).toBe(201);
  });

  it('answers 409 while the first is under way for long', { timeout: 10_000 }, async () => {
    await post('k6', 'Slow');
    await pool.query("UPDATE idempotency_keys SET status = NULL, response = NULL WHERE key = 'k6'");
    const answer = await post('k6', 'Slow');
    expect(answer.json).toMatchObject({ status: 409, code: 'request_in_progress' });
    expect(answer.response.headers.get('retry-after')).toBe('1');
  });

  it('refuses a key that is none', async () => {
    expect((await post('a b', 'x')).json.errors[0].path).toBe('Idempotency-Key');
    expect((await post('x'.repeat(256), 'x')).status).toBe(422);
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1, names the key and every route under /api/v1', async () => {
    const { json } = await call('GET', '/api/v1/openapi.json', { token: null });
    expect(json.openapi).toBe('3.1.0');
    expect(json.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
    const documented = Object.entries(json.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = new Set(
      api.routes
        .filter(
          (route) =>
            route.method !== 'ALL' && route.path.startsWith('/api/v1/') && !route.path.endsWith('openapi.json'),
        )
        .map((route) => `${route.method} ${route.path}`),
    );
    expect(new Set(documented)).toEqual(served);
    expect(documented.length).toBeGreaterThanOrEqual(9);
    const ids: string[] = [];
    for (const item of Object.values(json.paths)) {
      for (const operation of Object.values(item as Record<string, Operation>)) {
        expect(operation.summary).toBeTruthy();
        expect(API_KEY_SCOPES).toContain(operation.security?.[0]?.apiKey[0]);
        ids.push(operation.operationId);
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('createSite');
    expect(json.paths['/api/v1/sites'].post.parameters.map((p: { name: string }) => p.name)).toContain(
      'Idempotency-Key',
    );
  });
});

describe('health', () => {
  it('is alive and ready', async () => {
    expect(await call('GET', '/api/health', { token: null })).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await call('GET', '/api/ready', { token: null })).toMatchObject({ status: 200, json: { status: 'ready' } });
  });
});

it('knows which paths are answered before Next', () => {
  const ours = [
    '/api/v1/sites',
    '/api/health',
    '/belfry.js',
    '/belfry-worker.js',
    '/c/abc',
    '/i/3q2-7wEjRWeJq83vASNFZw.png',
    '/demo',
    '/demo/belfry-sw.js',
  ];
  const nexts = ['/', '/api/auth/session', '/api/auth', '/campaigns', '/c', '/c/a/b', '/demonstration', '/belfry.json'];
  expect(ours.filter(isApiPath)).toEqual(ours);
  expect(nexts.filter(isApiPath)).toEqual([]);
});

it('gives no API key the actions of people', () => {
  expect(ACTIONS.filter((action) => !API_KEY_SCOPES.includes(action))).toEqual(['workspace.manage', 'members.manage']);
});
