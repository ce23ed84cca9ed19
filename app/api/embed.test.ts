import { createECDH, ECDH, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import type { UserActor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { createSite } from '@/lib/sites/create-site';
import { updateSite } from '@/lib/sites/update-site';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { compareCounters } from '@/tests/support/compare-counters';
import { api } from './app';

const ORIGIN = 'https://shop.example';
let owner: UserActor;
let site: SiteView;
let server: Server;
let base: string;

beforeAll(async () => {
  owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  site = await createSite(owner, { name: 'Shop', allowedOrigins: [ORIGIN, 'http://localhost:8080'] });
  server = createServer(getRequestListener(api.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

interface Call {
  origin?: string | null;
  headers?: Record<string, string>;
  key?: string;
}

async function post(name: string, body: unknown, { origin = ORIGIN, headers = {}, key = site.siteKey }: Call = {}) {
  const response = await fetch(`${base}/api/embed/${key}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin === null ? {} : { origin }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : null };
}
const request = (subscription: unknown = makeSubscription(), more: object = {}) => ({
  subscription,
  applicationServerKey: site.vapidPublicKey,
  ...more,
});
async function countRows(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM subscribers');
  return rows[0]?.count ?? -1;
}

describe('config', () => {
  it('is the same for all, remembered for a minute, and answered 304 while unchanged', async () => {
    const url = `${base}/api/embed/${site.siteKey}/config`;
    const first = await fetch(url, { headers: { origin: 'https://anywhere.example' } });
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ key: site.vapidPublicKey, prompt: { kind: 'dialog' }, topics: [] });
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    await updateSite(owner, site.id, { prompt: { ...site.prompt, title: 'News?' } });
    const changed = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ prompt: { title: 'News?' } });
  });

  it.each(['nobody-has-this-key', 'x', '../../etc/passwd', '%00'])('is 404 for the key %s', async (key) => {
    const response = await fetch(`${base}/api/embed/${encodeURIComponent(key)}/config`);
    expect(response.status).toBe(404);
  });
});

describe('cross-origin rules', () => {
  it('a preflight of an allowed origin passes, without credentials', async () => {
    const response = await fetch(`${base}/api/embed/${site.siteKey}/subscribe`, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type',
      vary: expect.stringMatching(/\bOrigin\b/),
    });
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'https://evil.example',
    'null',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://shop.example:444',
    'https://sub.shop.example',
    'HTTPS://SHOP.EXAMPLE',
    null,
  ])('refuses the origin %s with 403, readable by nobody, and stores nothing', async (origin) => {
    const before = await countRows();
    for (const name of ['subscribe', 'update', 'unsubscribe', 'track']) {
      const { status, headers, json } = await post(name, request(), { origin });
      expect(status).toBe(403);
      expect(json.code).toBe('origin_not_allowed');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(await countRows()).toBe(before);
    if (origin === null) return;
    const preflight = await fetch(`${base}/api/embed/${site.siteKey}/subscribe`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets an allowed page read its refusal', async () => {
    const { status, headers, json } = await post('subscribe', { nothing: true });
    expect(status).toBe(422);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('vary')).toMatch(/\bOrigin\b/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json.errors.map((error: { path: string }) => error.path)).toContain('subscription');
  });
});

describe('subscribe', () => {
  it('stores, and the device then changes, tracks and unsubscribes', async () => {
    const { status, json } = await post('subscribe', request(makeSubscription(), { language: 'de-DE' }), {
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    });
    expect(status).toBe(200);
    expect(json).toEqual({ id: expect.stringMatching(/^sub_/), secret: expect.any(String), action: 'ok' });
    const device = { id: json.id, secret: json.secret };
    expect((await post('update', { device, tags: { plan: 'pro' }, topics: ['news'] })).json).toEqual({ ok: true });
    expect((await post('track', { device, event: 'cart_left', props: { total: 9 } })).json).toEqual({ ok: true });
    expect((await post('unsubscribe', { device })).json).toEqual({ ok: true });
    const { rows } = await pool.query('SELECT status, tags, topics, browser, language FROM subscribers WHERE id = $1', [
      decodeId('subscriber', json.id),
    ]);
    expect(rows[0]).toEqual({
      status: 'unsubscribed',
      tags: { plan: 'pro' },
      topics: ['news'],
      browser: 'Firefox',
      language: 'de-de',
    });
    expect((await post('update', { device: { ...device, secret: 'A'.repeat(43) }, tags: { a: 1 } })).status).toBe(404);
  });

  it('makes one row of 1,000 equal requests at once', async () => {
    const body = request();
    const before = await countRows();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => post('subscribe', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await countRows()).toBe(before + 1);
  }, 60_000);

  it('limits one endpoint that does not stop: 429 with Retry-After, and no other', async () => {
    // Counted before it is looked at closely, so that refused ones count as well.
    const body = request({ endpoint: 'https://fcm.googleapis.com/limited', keys: { p256dh: 'AA', auth: 'AA' } });
    let refused: Awaited<ReturnType<typeof post>> | undefined;
    for (let i = 0; i < 30 && !refused; i++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => post('subscribe', body)));
      refused = answers.find(({ status }) => status === 429);
    }
    expect(refused?.json.code).toBe('too_many_requests');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post('subscribe', request())).status).toBe(200);
  }, 60_000);

  const keys = () => makeSubscription().keys;
  const point = createECDH('prime256v1').generateKeys();
  const offCurve = Buffer.from(point);
  offCurve[50] = (offCurve[50] ?? 0) ^ 1;
  const compressed = ECDH.convertKey(point, 'prime256v1', undefined, undefined, 'compressed') as Buffer;
  const b64 = (bytes: Buffer) => bytes.toString('base64url');
  const good = 'https://fcm.googleapis.com/fcm/send/x';

  it.each([
    ['an http endpoint', { endpoint: 'http://fcm.googleapis.com/x', keys: keys() }, 'endpoint'],
    ['port 8443', { endpoint: 'https://fcm.googleapis.com:8443/x', keys: keys() }, 'endpoint'],
    ['userinfo', { endpoint: 'https://user:pw@fcm.googleapis.com/x', keys: keys() }, 'endpoint'],
    ['a longer host', { endpoint: 'https://fcm.googleapis.com.evil.test/x', keys: keys() }, 'endpoint'],
    ['a host after @', { endpoint: 'https://fcm.googleapis.com@evil.test/x', keys: keys() }, 'endpoint'],
    ['an IPv4 literal', { endpoint: 'https://127.0.0.1/x', keys: keys() }, 'endpoint'],
    ['a decimal address', { endpoint: 'https://2130706433/x', keys: keys() }, 'endpoint'],
    ['a hexadecimal address', { endpoint: 'https://0x7f.1/x', keys: keys() }, 'endpoint'],
    ['an octal address', { endpoint: 'https://0177.0.0.1/x', keys: keys() }, 'endpoint'],
    ['an IPv6 literal', { endpoint: 'https://[::ffff:169.254.169.254]/x', keys: keys() }, 'endpoint'],
    ['a backslash', { endpoint: 'https://evil.test\\@fcm.googleapis.com/x', keys: keys() }, 'endpoint'],
    ['no address', { endpoint: 'javascript:alert(1)', keys: keys() }, 'endpoint'],
    ['2,001 characters', { endpoint: good.padEnd(2_001, 'x'), keys: keys() }, 'endpoint'],
    ['p256dh off the curve', { endpoint: good, keys: { ...keys(), p256dh: b64(offCurve) } }, 'keys.p256dh'],
    ['p256dh of 64 bytes', { endpoint: good, keys: { ...keys(), p256dh: b64(point.subarray(0, 64)) } }, 'keys.p256dh'],
    ['a compressed p256dh', { endpoint: good, keys: { ...keys(), p256dh: b64(compressed) } }, 'keys.p256dh'],
    ['auth of 15 bytes', { endpoint: good, keys: { ...keys(), auth: b64(randomBytes(15)) } }, 'keys.auth'],
    ['auth of 32 bytes', { endpoint: good, keys: { ...keys(), auth: b64(randomBytes(32)) } }, 'keys.auth'],
    ['no keys', { endpoint: good }, 'keys'],
  ])('refuses %s and names field and rule', async (_name, subscription, field) => {
    const before = await countRows();
    const { status, json } = await post('subscribe', request(subscription));
    expect(status).toBe(422);
    expect(json.errors).toContainEqual({ path: `subscription.${field}`, message: expect.stringMatching(/\S/) });
    expect(await countRows()).toBe(before);
  });

  it('refuses a known endpoint with other keys and no secret: 409', async () => {
    const subscription = makeSubscription();
    await post('subscribe', request(subscription));
    const { status, json } = await post('subscribe', request({ ...subscription, keys: keys() }));
    expect([status, json.code]).toEqual([409, 'endpoint_taken']);
  });

  it('answers a key that is not the site’s with resubscribe', async () => {
    const { status, json } = await post('subscribe', { ...request(), applicationServerKey: b64(point) });
    expect([status, json]).toEqual([200, { id: '', action: 'resubscribe' }]);
  });
});

describe('bad bodies', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])(
    'refuses the content type %s: it would not preflight',
    async (type) => {
      const { status, json } = await post('subscribe', request(), { headers: { 'content-type': type } });
      expect([status, json.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it.each([9 * 1024, 1024 * 1024])('refuses %i bytes: 413', async (size) => {
    const { status, json } = await post(
      'subscribe',
      { ...request(), padding: 'x'.repeat(size) },
      { headers: { connection: 'close' } },
    );
    expect([status, json.code]).toEqual([413, 'payload_too_large']);
  });

  it('refuses an endpoint of 10 KB', async () => {
    const subscription = { ...makeSubscription(), endpoint: `https://fcm.googleapis.com/${'x'.repeat(10_240)}` };
    expect((await post('subscribe', request(subscription))).status).toBe(413);
  });

  it.each([
    ['deep', `${'['.repeat(3_900)}${']'.repeat(3_900)}`],
    ['broken', '{"subscription":'],
    ['empty', ''],
    ['not JSON', 'endpoint=x'],
  ])('refuses %s JSON: 400', async (_name, body) => {
    const { status, json } = await post('subscribe', body);
    expect([status, json.code]).toEqual([400, 'bad_request']);
  });

  it('refuses 10,000-deep JSON', async () => {
    expect((await post('subscribe', '['.repeat(10_000))).status).toBe(413);
  });

  it('refuses __proto__, NUL, lone surrogates and too many tags: 422, never 500', async () => {
    const { json } = await post('subscribe', request());
    const device = JSON.stringify({ id: json.id, secret: json.secret });
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${i}`, 1])));
    const bodies = [
      ['update', `{"device":${device},"tags":{"__proto__":1}}`],
      ['update', `{"device":${device},"tags":{"constructor":1}}`],
      ['update', `{"device":${device},"tags":{"a":"x\\u0000y"}}`],
      ['update', `{"device":${device},"tags":{"a\\ud83d":1}}`],
      ['update', `{"device":${device},"tags":{"a":"\\ud83d"}}`],
      ['update', `{"device":${device},"tags":{"a":{"b":1}}}`],
      ['update', `{"device":${device},"tags":${many}}`],
      ['update', `{"device":${device},"externalId":"\\u0000"}`],
      ['update', `{"device":${device},"timezone":"Mars/Olympus"}`],
      ['track', `{"device":${device},"event":"\\udc00"}`],
      ['track', `{"device":${device},"event":"e","props":{"a\\u0000":1}}`],
      ['unsubscribe', `{"device":{"id":"sub_1"}}`],
    ] as const;
    for (const [name, body] of bodies) expect([body, (await post(name, body)).status]).toEqual([body, 422]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

describe('receipts and clicks', () => {
  async function send(body: unknown, contentType = 'text/plain;charset=UTF-8') {
    return fetch(`${base}/api/embed/receipts`, {
      method: 'POST',
      headers: { 'content-type': contentType, origin: 'https://anywhere.example' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
  const click = (token: string, init: RequestInit = {}) => fetch(`${base}/c/${token}`, { redirect: 'manual', ...init });
  async function makeRun() {
    const run = await makeTestRun(5);
    const tokens = run.subscriberIds.map((subscriberId) =>
      signTokens({ runId: run.id, subscriberId, expiresAt: new Date(Date.now() + 60_000), actionCount: 2 }),
    );
    const counters = async () => (await compareCounters(run.id)).counters;
    return { run, tokens, counters };
  }

  it('are committed when they are answered', async () => {
    const { run, tokens, counters } = await makeRun();
    const response = await send([
      { t: tokens[0]?.receipt, k: 'received' },
      { t: tokens[0]?.receipt, k: 'shown' },
      { t: tokens[1]?.clicks[1], k: 'clicked' },
    ]);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await counters()).toMatchObject({ received: 2, shown: 2, clicked: 1 });
    const { counters: sums, rows } = await compareCounters(run.id);
    expect(sums).toEqual(rows);
  });

  it('refuse wrong types, sizes and shapes', async () => {
    const { tokens, counters } = await makeRun();
    const one = { t: tokens[0]?.receipt, k: 'shown' };
    expect((await send([one], 'application/json')).status).toBe(415);
    expect((await send('x'.repeat(9_000))).status).toBe(413);
    expect((await send('[')).status).toBe(400);
    expect((await send([])).status).toBe(422);
    expect((await send(Array.from({ length: 21 }, () => one))).status).toBe(422);
    expect((await send([{ ...one, k: 'bought' }])).status).toBe(422);
    expect((await send([{ t: 'forged', k: 'shown' }])).status).toBe(204);
    expect(await counters()).toMatchObject({ received: 0, shown: 0 });
  });

  it('a click leads to the stored address only, and counts once', async () => {
    const { tokens, counters } = await makeRun();
    const token = tokens[0]?.clicks[0] ?? '';
    for (const suffix of ['', '?url=https://evil.test', '#https://evil.test']) {
      const response = await click(token + suffix);
      expect([response.status, response.headers.get('location')]).toEqual([
        302,
        'https://shop.example/sale?utm_source=push',
      ]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(await counters()).toMatchObject({ clicked: 1, shown: 1, received: 1 });
  });

  it('looking ahead is not clicking', async () => {
    const { tokens, counters } = await makeRun();
    const token = tokens[0]?.clicks[2] ?? '';
    expect((await click(token, { method: 'HEAD' })).status).toBe(302);
    expect((await click(token, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(302);
    expect(await counters()).toMatchObject({ clicked: 0 });
  });

  it('a forged, expired or wrong token leads nowhere', async () => {
    const { run, tokens, counters } = await makeRun();
    const expired = signTokens({
      runId: run.id,
      subscriberId: run.subscriberIds[0] ?? 0n,
      expiresAt: new Date(Date.now() - 5_000),
      actionCount: 0,
    });
    const wrong = [
      `${tokens[0]?.clicks[0]?.slice(0, -4)}AAAA`,
      expired.clicks[0] ?? '',
      tokens[0]?.receipt ?? '',
      encodeURIComponent('https://evil.test'),
      'x',
    ];
    for (const token of wrong) {
      const response = await click(token);
      expect([response.status, response.headers.get('location')]).toEqual([404, null]);
      expect(await response.text()).toContain('This link has ended');
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    }
    expect(await counters()).toMatchObject({ clicked: 0 });
  });
});

describe('the scripts', () => {
  it.each([
    ['belfry.js', 'public, max-age=300'],
    ['belfry-worker.js', 'no-cache'],
  ])('%s comes compressed, revalidated and loadable from anywhere', async (name, cacheControl) => {
    const plain = await readFileSync(`public/${name}`);
    const get = (headers: Record<string, string>) => api.request(`/${name}`, { headers });
    const response = await get({ 'accept-encoding': 'gzip, br' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': cacheControl,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(Buffer.from(await response.arrayBuffer()))).toEqual(plain);
    const zipped = await get({ 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer()))).toEqual(plain);
    expect(Buffer.from(await (await get({})).arrayBuffer())).toEqual(plain);
    const etag = response.headers.get('etag') ?? '';
    expect((await get({ 'accept-encoding': 'gzip, br', 'if-none-match': etag })).status).toBe(304);
    expect((await get({ 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
  });
});
