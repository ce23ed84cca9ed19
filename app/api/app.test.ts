import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { env } from '@/lib/platform/env';
import { api, isApiPath } from './app';
import { call, keepOwner, site, token } from './test-kit/owner-calls';

keepOwner();

interface Operation {
  operationId: string;
  summary?: string;
  responses: object;
  security?: { apiKey: Action[] }[];
}

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
