import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from './exchange';
import { checkedEndpoint, closeConnections, postMessage } from './post-message';

// Each path of the service is one behaviour.
let service: Server;
let blackHole: TcpServer;
let redirectCount = 0;
let base: string;

beforeAll(async () => {
  service = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      switch (request.url) {
        case '/redirect':
          return response.writeHead(302, { location: `${base}/redirected` }).end();
        case '/redirected':
          redirectCount++;
          return response.writeHead(201).end();
        case '/long':
          return response.writeHead(400).end('x'.repeat(10_000_000));
        case '/reset':
          return response.destroy();
        case '/drip':
          response.writeHead(429, { 'retry-after': '7' });
          return void setInterval(() => response.write('x'), 50).unref();
        case '/twice':
          return response.writeHead(503, ['retry-after', '7', 'retry-after', '9']).end();
        case '/silent':
          return;
        default:
          return response.writeHead(201, { location: '/m/1' }).end('ok');
      }
    });
  });
  blackHole = createTcpServer(() => undefined);
  await Promise.all([service, blackHole].map((one) => new Promise<void>((done) => one.listen(0, '127.0.0.1', done))));
  const port = (one: Server | TcpServer) => (one.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port(service)}`;
  process.env.BELFRY_PUSH_HOSTS = `127.0.0.1:${port(service)},127.0.0.1:1`;
});
afterAll(async () => {
  await closeConnections();
  service.closeAllConnections();
  await Promise.all([service, blackHole].map((one) => new Promise((done) => one.close(done))));
});

const post = (path: string) =>
  postMessage({ url: new URL(path, base), headers: { ttl: '60' }, body: Buffer.from('body') });

describe('postMessage', () => {
  it('answers with status, headers and body', async () => {
    expect(await post('/ok')).toMatchObject({
      kind: 'answered',
      status: 201,
      body: 'ok',
      headers: { location: '/m/1' },
    });
  });

  it('gives a header that comes twice as one text', async () => {
    expect(await post('/twice')).toMatchObject({ kind: 'answered', headers: { 'retry-after': '7, 9' } });
  });

  it('does not follow a redirect', async () => {
    expect(await post('/redirect')).toMatchObject({ kind: 'answered', status: 302 });
    expect(redirectCount).toBe(0);
  });

  it('reads 8 KiB of an answer, not ten megabytes', async () => {
    const outcome = await post('/long');
    expect(outcome).toMatchObject({ kind: 'answered', status: 400 });
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(MAX_ANSWER_BYTES);
  });

  it('tells a reset after the request from a connection that never was', async () => {
    expect(await post('/reset')).toEqual({ kind: 'ambiguous', reason: 'reset' });
    const url = new URL('http://127.0.0.1:1/');
    expect(await postMessage({ url, headers: {}, body: Buffer.from('x') })).toEqual({
      kind: 'not_sent',
      reason: 'connect_failed',
    });
  });

  it('gives up after 15 s in all: silent is ambiguous, a status with a dripping body is that status', async () => {
    const started = performance.now();
    const [silent, drip] = await Promise.all([post('/silent'), post('/drip')]);
    expect(performance.now() - started).toBeGreaterThan(14_000);
    expect(silent).toEqual({ kind: 'ambiguous', reason: 'timeout' });
    expect(drip).toMatchObject({ kind: 'answered', status: 429, headers: { 'retry-after': '7' } });
  });

  it('cannot be made to write a header of its own by a line break', async () => {
    const outcome = await postMessage({
      url: new URL('/ok', base),
      headers: { topic: 'a\r\nx: y' },
      body: Buffer.from('x'),
    });
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'connect_failed' });
  });
});

describe('checkedEndpoint', () => {
  it.each([
    ['https://fcm.googleapis.com/fcm/send/x', true],
    ['https://android.googleapis.com/gcm/send/x', true],
    ['https://fcm.googleapis.com.evil.test/x', false],
    ['https://fcm.googleapis.com@evil.test/x', false],
    ['http://fcm.googleapis.com/x', false],
    ['https://169.254.169.254/', false],
    ['', false],
  ])('%s → %s', (endpoint, allowed) => {
    expect(checkedEndpoint(endpoint) !== null).toBe(allowed);
  });
});

describe('an allowed name with a private address', () => {
  it('gets 0 connections', async () => {
    let connectionCount = 0;
    const trap = createTcpServer(() => connectionCount++);
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    const { port } = trap.address() as AddressInfo;
    const url = new URL(`http://localhost:${port}/`);
    expect(await postMessage({ url, headers: {}, body: Buffer.from('x') })).toEqual({
      kind: 'refused',
      reason: 'address_not_public',
    });
    expect(connectionCount).toBe(0);
    await new Promise((done) => trap.close(done));
  });
});
