import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webpush, { type RequestOptions } from 'web-push';
import { startPushService } from './push-service';
import { type Target, vapidDetails, vapidKeys } from './sender';
import { startWorld, type World } from './world';

// For large campaigns: messages are counted, not kept.

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

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
