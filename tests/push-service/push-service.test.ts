import http from 'node:http';
import https from 'node:https';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpush, { type RequestOptions, WebPushError } from 'web-push';
import { WebSocket } from 'ws';
import { startPushService } from './push-service';
import type { BrowserMessage, PushService, SubscriptionJson } from './push-service.types';
import { eventually } from './wait-for';
import { startWorld, type World } from './world';

const vapidKeys = webpush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:test@example.com', ...vapidKeys };
let world: World;
let push: PushService;
let agent: https.Agent;

beforeAll(async () => {
  world = await startWorld();
  push = world.push;
  agent = new https.Agent({ ca: push.cert });
});
afterAll(() => world.close());

type Target = Pick<SubscriptionJson, 'endpoint' | 'keys'>;

function send(target: Target, payload: string, options: RequestOptions = {}) {
  return webpush.sendNotification(target, payload, { TTL: 60, agent, timeout: 2000, vapidDetails, ...options });
}

/** The status, or what went wrong on the way. */
function statusOf(sent: Promise<{ statusCode: number }>): Promise<number | string> {
  return sent.then(
    (result) => result.statusCode,
    (error: unknown) => (error instanceof WebPushError ? error.statusCode : String(error)),
  );
}

/** web-push speaks https only; over http the same details are posted by hand. */
async function sendPlain(target: Target, payload: string, options: RequestOptions = {}): Promise<number> {
  const { body, headers, endpoint } = webpush.generateRequestDetails(target, payload, {
    TTL: 60,
    vapidDetails,
    ...options,
  });
  return postOverHttp(endpoint, headers as Record<string, string>, body);
}

async function postOverHttp(url: string, headers: Record<string, string>, body: Buffer): Promise<number> {
  const response = await fetch(url, { method: 'POST', body: new Uint8Array(body), headers });
  await response.arrayBuffer();
  return response.status;
}

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

describe('to browsers', () => {
  async function connect(uaid?: string) {
    const socket = new WebSocket(push.wsUrl, 'push-notification');
    const inbox: BrowserMessage[] = [];
    socket.on('message', (data) => inbox.push(JSON.parse(String(data)) as BrowserMessage));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
    });
    const say = (message: BrowserMessage): void => socket.send(JSON.stringify(message));
    const next = (type: string, timeoutMs = 20_000): Promise<BrowserMessage> =>
      eventually(
        () => {
          if (inbox.length === 0 && socket.readyState !== socket.OPEN) throw new Error('the connection is closed');
          const at = inbox.findIndex((message) => message.messageType === type);
          return at >= 0 && inbox.splice(at, 1)[0];
        },
        { timeoutMs, what: `a message "${type}"` },
      );
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => resolve());
      socket.on('close', () => reject(new Error('closed')));
    });
    say({ messageType: 'hello', use_webpush: true, broadcasts: {}, ...(uaid === undefined ? {} : { uaid }) });
    return { socket, next, say, closed, hello: await next('hello') };
  }

  test('hello, register, store and forward, topic, ack, unregister', async () => {
    let browser = await connect();
    expect(browser.socket.protocol).toBe('push-notification');
    const { uaid } = browser.hello;
    browser.say({ messageType: 'register', channelID: 'c1', key: vapidKeys.publicKey });
    const endpoint = (await browser.next('register')).pushEndpoint ?? '';
    const target = { endpoint, keys: push.createSubscriber().subscription.keys }; // any keys will do here
    browser.socket.close();
    await browser.closed;
    for (const text of ['old', 'new']) await send(target, text, { topic: 't' });
    const replacing = push.received.at(-1)?.version;
    await send(target, 'dropped', { TTL: 0 });
    const taken = await send(target, 'taken back');
    expect(await fetchDelete(taken.headers.location ?? '')).toBe(204);

    browser = await connect(uaid);
    const note = await browser.next('notification');
    expect(note.headers?.encoding).toBe('aes128gcm');
    expect(note.version).toBe(replacing);
    push.dropConnections(); // before it was acknowledged, so it comes again
    await browser.closed;
    browser = await connect(uaid);
    expect((await browser.next('notification')).version).toBe(note.version);
    browser.say({ messageType: 'ack', updates: [{ channelID: 'c1', version: note.version ?? '', code: 100 }] });
    await push.waitForMessage((message) => message.version === note.version && message.ack === 100);
    await expect(browser.next('notification', 150)).rejects.toThrow('not in');

    browser.say({ messageType: 'unregister', channelID: 'c1', code: 200 });
    expect((await browser.next('unregister')).status).toBe(200);
    expect(await statusOf(send(target, 'x'))).toBe(410);
    browser.socket.terminate();
  });

  test('while away nobody connects; then what was kept arrives', async () => {
    let browser = await connect();
    const { uaid } = browser.hello;
    browser.say({ messageType: 'register', channelID: 'c2' });
    const endpoint = (await browser.next('register')).pushEndpoint ?? '';
    push.setAway(true);
    await browser.closed;
    await expect(connect(uaid)).rejects.toThrow();
    await send({ endpoint, keys: push.createSubscriber().subscription.keys }, 'kept');
    push.setAway(false);
    browser = await connect(uaid);
    expect((await browser.next('notification')).channelID).toBe('c2');
    push.forgetAgents();
    await browser.closed;
    browser = await connect(uaid);
    expect(browser.hello.uaid).not.toBe(uaid);
    expect(push.findSubscription(endpoint)?.isActive).toBe(false);
    browser.socket.terminate();
  });

  test('a refused registration', async () => {
    push.setFault('register', { status: 503, times: 1 });
    const browser = await connect();
    browser.say({ messageType: 'register', channelID: 'c3' });
    expect(await browser.next('register')).toMatchObject({ channelID: 'c3', status: 503 });
    browser.socket.terminate();
  });
});

describe('for large campaigns', () => {
  test('plain http on loopback, counts only: repeats and second records are seen', async () => {
    const options = { endpoints: 'http', record: 'counts', decrypt: 'once', messageIdPath: 'data.id' } as const;
    const big = world.keep(await startPushService(options));
    const [first, second, third] = big.createSubscribers(3, { key: vapidKeys.publicKey }).map((s) => s.subscription);
    if (!first || !second || !third) throw new Error('no subscribers');
    expect(first.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wpush\/v2\/[\w-]+$/);
    const message = (id: string, text = ''): string => JSON.stringify({ data: { id }, text });
    expect(await sendPlain(first, message('m1'))).toBe(201);
    expect(await sendPlain(first, message('m1', 'encrypted and worded anew'))).toBe(201);
    expect(await sendPlain(first, message('m2'))).toBe(201);
    expect(await sendPlain(second, message('m1'))).toBe(201);
    big.setFault([second.endpoint, third.endpoint], { status: 410 });
    expect(await sendPlain(third, message('m1'))).toBe(410);
    expect(big.counts()).toMatchObject({
      requestCount: 5,
      byStatus: { 201: 4, 410: 1 },
      takenCount: 4,
      endpointCount: 2,
      messageCount: 3,
      duplicateCount: 1,
      mostRepeatedCount: 2,
      decryptedCount: 4,
      undecryptableCount: 0,
      multiRecordCount: 0,
      problems: [],
    });
    expect(big.takenByEndpoint()).toEqual({ [first.endpoint]: { m1: 2, m2: 1 }, [second.endpoint]: { m1: 1 } });
    expect(big.received).toEqual([]);
    await expect(big.waitForMessage(() => true)).rejects.toThrow('not kept');

    big.clearReceived();
    big.clearFaults();
    const { body, headers } = webpush.generateRequestDetails(first, 'x'.repeat(3000), { TTL: 60, vapidDetails });
    const split = Buffer.from(body);
    split.writeUInt32BE(2000, 16); // says that records have 2,000 octets, so that this one is two
    await postOverHttp(first.endpoint, headers as Record<string, string>, split);
    expect(big.counts()).toMatchObject({ takenCount: 1, multiRecordCount: 1, undecryptableCount: 1 });
    expect(big.counts().problems[0]).toContain('2 records');
  });

  test('several thousand messages within seconds', async () => {
    const big = world.keep(await startPushService({ endpoints: 'http', record: 'counts' }));
    const count = 3000;
    const subscribers = big.createSubscribers(count, { key: vapidKeys.publicKey });
    const { headers, body } = webpush.generateRequestDetails(
      subscribers[0]?.subscription ?? { endpoint: '', keys: { p256dh: '', auth: '' } },
      'one body for all: what is measured is the receiver',
      { TTL: 60, vapidDetails },
    );
    const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 16 });
    const post = (url: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const request = http.request(url, { method: 'POST', agent: keepAlive, headers }, (response) => {
          response.resume().on('end', resolve);
        });
        request.on('error', reject).end(body);
      });
    await Promise.all(subscribers.map(({ subscription }) => post(subscription.endpoint)));
    keepAlive.destroy();
    const counts = big.counts();
    expect(counts).toMatchObject({ takenCount: count, endpointCount: count, duplicateCount: 0 });
    expect((counts.lastAt ?? 0) - (counts.firstAt ?? 0)).toBeLessThan(15_000);
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

function fetchDelete(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method: 'DELETE', agent }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}
