import https from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestOptions } from 'web-push';
import { WebSocket } from 'ws';
import type { BrowserMessage, PushService } from './push-service.types';
import { send as sendBy, statusOf, type Target, vapidKeys } from './sender';
import { eventually } from './wait-for';
import { startWorld, type World } from './world';

// What the push service says to browsers, over the socket that Firefox keeps open.

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

function fetchDelete(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method: 'DELETE', agent }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}
