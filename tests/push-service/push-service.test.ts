import type http from 'node:http';
import https from 'node:https';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpush, { type RequestOptions, WebPushError } from 'web-push';
import type { PushService } from './push-service.types';
import { send as sendBy, statusOf, type Target, vapidDetails, vapidKeys } from './sender';
import { startWorld, type World } from './world';

let world: World;
let push: PushService;
let agent: https.Agent;

beforeAll(async () => {
  world = await startWorld();
  push = world.push;
  agent = new https.Agent({ ca: push.cert });
});
afterAll(() => world.close());

const send = (target: Target, payload: string, options?: RequestOptions) => sendBy(agent, target, payload, options);

function postBare(url: string, headers: http.OutgoingHttpHeaders, body = ''): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end(body);
  });
}

describe('to senders', () => {
  test('an encrypted message is decrypted by several subscribers', async () => {
    const subscribers = push.createSubscribers(3, { key: vapidKeys.publicKey });
    for (const [i, { subscription }] of subscribers.entries()) {
      const result = await send(subscription, `hello ${i} ✓`, { topic: 'greeting', urgency: 'high' });
      expect(result.statusCode).toBe(201);
      expect(result.headers.location).toMatch(/^https:/);
    }
    const texts = subscribers.map(({ messages }) => messages.map((message) => message.text));
    expect(texts).toEqual([['hello 0 ✓'], ['hello 1 ✓'], ['hello 2 ✓']]);
    const last = push.received.at(-1);
    expect(last).toMatchObject({ status: 201, ack: 100, topic: 'greeting', ttlSeconds: 60 });
    expect(last?.headers.urgency).toBe('high');
    expect(last?.vapid?.claims.sub).toBe('mailto:test@example.com');
  });

  test('a body that its subscriber cannot decrypt is taken, and acknowledged with 101', async () => {
    const [one, other] = push.createSubscribers(2);
    if (!one || !other) throw new Error('no subscribers');
    expect(await statusOf(send({ ...one.subscription, keys: other.subscription.keys }, 'for another'))).toBe(201);
    expect(push.received.at(-1)).toMatchObject({ ack: 101, problem: expect.stringContaining('cannot be decrypted') });
    expect(one.messages).toEqual([]);
  });

  test('the largest payload passes and one octet more is 413', async () => {
    const { subscription } = push.createSubscriber();
    expect(await statusOf(send(subscription, 'x'.repeat(3993)))).toBe(201);
    expect(await statusOf(send(subscription, 'x'.repeat(3994)))).toBe(413);
  });

  test('VAPID: none is 401; another key, audience or a token altered is 403', async () => {
    const { subscription } = push.createSubscriber({ key: vapidKeys.publicKey });
    const bare = { ttl: '60' };
    expect(await postBare(subscription.endpoint, bare)).toBe(401);
    const other = { subject: 'mailto:a@example.com', ...webpush.generateVAPIDKeys() };
    expect(await statusOf(send(subscription, 'x', { vapidDetails: other }))).toBe(403);
    const { subject, publicKey, privateKey } = vapidDetails;
    const sign = (audience: string): string =>
      webpush.getVapidHeaders(audience, subject, publicKey, privateKey, 'aes128gcm').Authorization;
    const good = sign(push.origin);
    const post = (authorization: string) => postBare(subscription.endpoint, { ...bare, authorization });
    expect(await post(good)).toBe(201);
    expect(await post(good)).toBe(201); // from memory
    expect(await post(sign('https://other.example'))).toBe(403);
    expect(await post(good.replace(/\.([\w-]{10})([\w-]+), k=/, '.AAAAAAAAAA$2, k='))).toBe(403);
    // A remembered token is no good for another subscription's key.
    const restricted = push.createSubscriber({ key: other.publicKey }).subscription;
    expect(await postBare(restricted.endpoint, { ...bare, authorization: good })).toBe(403);
  });

  test('no TTL is 400, a bad topic 400, an unknown subscription 404, another encoding 415', async () => {
    const { endpoint } = push.createSubscriber().subscription;
    expect(await postBare(endpoint, {})).toBe(400);
    expect(await postBare(endpoint, { ttl: '1', topic: 'a topic' })).toBe(400);
    expect(await postBare(`${push.origin}/wpush/v2/nobody`, { ttl: '1' })).toBe(404);
    expect(await postBare(endpoint, { ttl: '1', 'content-encoding': 'aesgcm' }, 'body')).toBe(415);
  });

  test('faults: statuses, Retry-After, slow, hang, reset; then well again', async () => {
    const { subscription } = push.createSubscriber();
    const { endpoint } = subscription;
    for (const status of [301, 404, 410, 413, 429, 500, 503]) {
      push.setFault(endpoint, { status, ...(status === 429 ? { retryAfter: '-1' } : {}), times: 1 });
      const error = await send(subscription, 'x').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WebPushError);
      if (error instanceof WebPushError) {
        expect(error.statusCode).toBe(status);
        expect(error.headers['retry-after']).toBe(status === 429 ? '-1' : undefined);
      }
      expect(await statusOf(send(subscription, 'x'))).toBe(201);
    }
    push.setFault(endpoint, { delayMs: 150, times: 1 });
    const from = Date.now();
    expect(await statusOf(send(subscription, 'late'))).toBe(201);
    expect(Date.now() - from).toBeGreaterThanOrEqual(145);
    push.setFault(endpoint, { hang: true, times: 1 });
    expect(await statusOf(send(subscription, 'x', { timeout: 200 }))).toMatch(/timeout/i);
    push.setFault(endpoint, { reset: true, times: 1 });
    expect(await statusOf(send(subscription, 'x'))).toMatch(/hang up|ECONNRESET/i);
    push.setFault('*', { status: 500, times: 1 });
    expect(await statusOf(send(subscription, 'x'))).toBe(500);
  });

  test('a fault after delivery loses the answer and not the message', async () => {
    const subscriber = push.createSubscriber();
    push.setFault(subscriber.subscription.endpoint, { reset: true, afterDelivery: true, times: 1 });
    expect(await statusOf(send(subscriber.subscription, 'taken'))).toMatch(/hang up|ECONNRESET/i);
    expect(subscriber.messages.map((message) => message.text)).toEqual(['taken']);
  });

  test('a large body, one octet at a time', async () => {
    const { subscription } = push.createSubscriber();
    push.setFault(subscription.endpoint, { status: 500, bodyBytes: 1_000_000, times: 1 });
    const large = await send(subscription, 'x').catch((reason: unknown) => reason);
    expect(large instanceof WebPushError && large.body.length).toBe(1_000_000);
    push.setFault(subscription.endpoint, { status: 500, body: 'slow', dripMs: 20, times: 1 });
    const from = Date.now();
    expect(await statusOf(send(subscription, 'x'))).toBe(500);
    expect(Date.now() - from).toBeGreaterThanOrEqual(75);
  });
});

describe('the proxy to the endpoints of Chromium', () => {
  test('undici reaches them, and plain endpoints too', async () => {
    const { subscription, messages } = push.createSubscriber({ key: vapidKeys.publicKey });
    const token = subscription.endpoint.split('/').at(-1);
    const dispatcher = new ProxyAgent({ uri: world.fcm.proxyUrl, requestTls: { ca: push.cert } });
    for (const base of ['https://jmt17.google.com/fcm/send', `http://127.0.0.1:${push.port}/wpush/v2`]) {
      const target = { ...subscription, endpoint: `${base}/${token}` };
      const { headers, body } = webpush.generateRequestDetails(target, base, { TTL: 60, vapidDetails });
      const options = { method: 'POST', headers: headers as Record<string, string>, body, dispatcher } as const;
      const response = await request(target.endpoint, options);
      await response.body.dump();
      expect(response.statusCode, base).toBe(201);
      expect(push.received.at(-1)?.endpoint).toBe(target.endpoint);
    }
    expect(messages).toHaveLength(2);
    await dispatcher.close();
  });
});

describe('control', () => {
  test('faults set and cleared, unknown calls refused', async () => {
    const { subscription } = push.createSubscriber();
    const fault = JSON.stringify({ target: subscription.endpoint, status: 503 });
    await fetch(`${push.controlUrl}fault`, { method: 'POST', body: fault });
    expect(await statusOf(send(subscription, 'x'))).toBe(503);
    await fetch(`${push.controlUrl}fault`, { method: 'DELETE' });
    expect(await statusOf(send(subscription, 'y'))).toBe(201);
    expect((await fetch(`${push.controlUrl}nonsense`)).status).toBe(404);
  });
});
