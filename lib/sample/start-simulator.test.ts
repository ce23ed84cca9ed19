import { createECDH, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ece from 'http_ece';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from '@/tests/support/wait-for';
import { messageSeed, sampleBehaviour } from './sample-behaviour';
import { sampleKeys } from './sample-keys';
import { type SampleOrder, startSimulator } from './start-simulator';

/** One that is not gone, and whose device is on. */
const INDEX = 3;

/** Not called by what these tests send, but for the one that is about it. */
const nobodyOrders = () => Promise.reject(new Error('somebody ordered'));

function messageTo(index: number, receiptsUrl: string): Buffer {
  const keys = sampleKeys(index);
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  const notification = {
    title: 'Hello',
    navigate: 'https://belfry.example/c/click-token',
    // The click's token is the last part of its address.
    data: { t: 'token', r: receiptsUrl, i: 'm' },
  };
  return ece.encrypt(Buffer.from(JSON.stringify({ web_push: 8030, notification })), {
    version: 'aes128gcm',
    dh: keys.p256dh.toString('base64url'),
    privateKey: sender,
    salt: randomBytes(16).toString('base64url'),
    authSecret: keys.auth.toString('base64url'),
  });
}

test('what a simulated browser could not report it reports later, as real ones do', async () => {
  expect(sampleBehaviour(INDEX, 0).gone).toBe(false);
  const answers: [string, number][] = [];
  const endpoint = createServer((request, response) => {
    request.setEncoding('utf8').once('data', (body: string) => {
      const status = answers.length === 0 ? 503 : 204;
      answers.push([body, status]);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void endpoint.close());
  const simulator = await startSimulator(0, nobodyOrders);
  onTestFinished(() => simulator.close());
  const taken = await fetch(`http://127.0.0.1:${simulator.port}/simulated/${INDEX}`, {
    method: 'POST',
    headers: { ttl: '60', 'content-encoding': 'aes128gcm', authorization: 'vapid t=x, k=y' },
    body: new Uint8Array(messageTo(INDEX, `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/receipts`)),
  });
  expect(taken.status).toBe(201);
  await waitFor(() => answers.filter(([body]) => body === answers[0]?.[0]).length > 1);
  const shown = JSON.stringify(['received', 'shown'].map((k) => ({ t: 'token', k })));
  expect(answers.filter(([body]) => body === shown)).toEqual([
    [shown, 503],
    [shown, 204],
  ]);
});

test('somebody who has clicked orders, after the click was reported', async () => {
  const soonest = Array.from({ length: 3_000 }, (_, index) => ({ index, ...sampleBehaviour(index, messageSeed('m')) }))
    .filter(({ gone, order }) => !gone && order)
    .sort((a, b) => a.reactionAfterMs + (a.order?.afterMs ?? 0) - b.reactionAfterMs - (b.order?.afterMs ?? 0))[0];
  expect(soonest?.reaction).toBe('clicked');
  const told: unknown[] = [];
  const endpoint = createServer((request, response) => {
    request.setEncoding('utf8').once('data', (body: string) => {
      told.push(...(JSON.parse(body) as { k: string }[]).map(({ k }) => k));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void endpoint.close());
  const simulator = await startSimulator(0, async (order: SampleOrder) => void told.push(order));
  onTestFinished(() => simulator.close());
  const address = `http://127.0.0.1:${simulator.port}/simulated/${soonest?.index}`;
  const receipts = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/receipts`;
  const taken = await fetch(address, {
    method: 'POST',
    headers: { ttl: '60', 'content-encoding': 'aes128gcm', authorization: 'vapid t=x, k=y' },
    body: new Uint8Array(messageTo(soonest?.index ?? 0, receipts)),
  });
  expect(taken.status).toBe(201);
  await waitFor(() => told.length === 4);
  expect(told).toEqual(['received', 'shown', 'clicked', { endpoint: address, total: soonest?.order?.total }]);
});
