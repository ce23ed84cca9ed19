import { createECDH, ECDH, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { countRows, post, request, serveEmbed } from './test-kit/embed-server';

serveEmbed();

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
