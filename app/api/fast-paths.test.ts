import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signTokens } from '@/lib/delivery/tokens';
import { makeTestRun } from '@/lib/receipts/test-support';
import { compareCounters } from '@/tests/support/compare-counters';
import { api } from './app';
import { createFrontDoor, openFrontDoor } from './front-door';

// The fast path and the route behind it answer alike: each request goes to the front door, and to Hono alone.

let server: Server;
let base: string;
let run: Awaited<ReturnType<typeof makeTestRun>>;

beforeAll(async () => {
  run = await makeTestRun(200);
  token = tokensOf(0);
  server = createFrontDoor();
  openFrontDoor(server, (_request, response) => {
    response.writeHead(404).end('a page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const soon = new Date(Date.now() + 3_600_000);
const tokensOf = (index: number, expiresAt = soon) =>
  signTokens({ runId: run.id, subscriberId: run.subscriberIds[index] ?? 0n, expiresAt, actionCount: 2 });
let token: ReturnType<typeof tokensOf>;
const past = () => tokensOf(0, new Date(Date.now() - 5_000));

/** What Node's server adds to any answer, and what names one request. */
const OWN = /^(date|connection|keep-alive|transfer-encoding|content-length|x-request-id)$/;

async function describeAnswer(response: Response) {
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !OWN.test(name)).sort()),
    body: text.replaceAll(/req_[\w-]{16}/g, 'req_…'),
    hasRequestId: /^req_[\w-]{16}$/.test(response.headers.get('x-request-id') ?? ''),
  };
}

async function ask(path: string, init: RequestInit) {
  const fast = await describeAnswer(await fetch(base + path, { redirect: 'manual', ...init }));
  const behind = await describeAnswer(await api.request(path, init));
  return { fast, behind };
}

const report = (body: unknown, headers: Record<string, string> = { 'content-type': 'text/plain' }) =>
  ask('/api/embed/receipts', { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('receipts', () => {
  it.each([
    ['one', () => report([{ t: token.receipt, k: 'shown' }]), 204],
    ['forged', () => report([{ t: 'x'.repeat(51), k: 'shown' }]), 204],
    [
      'as text/plain with a charset',
      () => report([{ t: token.receipt, k: 'shown' }], { 'content-type': 'Text/Plain;charset=UTF-8' }),
      204,
    ],
    ['as JSON', () => report([{ t: token.receipt, k: 'shown' }], { 'content-type': 'application/json' }), 415],
    ['as something like text', () => report([], { 'content-type': 'text/plainer' }), 415],
    ['no JSON', () => report('['), 400],
    ['no list', () => report('{}'), 422],
    ['none', () => report([]), 422],
    ['of an unknown kind', () => report([{ t: token.receipt, k: 'bought' }]), 422],
    ['with __proto__', () => report('[{"__proto__":1}]'), 422],
    ['too large', () => report('x'.repeat(8_193)), 413],
    ['of the largest size', () => report('x'.repeat(8_192)), 400],
    ['an empty body', () => report(''), 400],
  ] as const)('%s', async (_name, call, status) => {
    const { fast, behind } = await call();
    expect(fast).toEqual(behind);
    expect([fast.status, fast.hasRequestId]).toEqual([status, true]);
  });

  it('by another method are 405', async () => {
    const { fast, behind } = await ask('/api/embed/receipts', { method: 'PUT', body: 'x' });
    expect(fast).toEqual(behind);
    expect(fast.status).toBe(405);
  });

  it('that come byte by byte, and several on one connection without waiting, are each answered in order', async () => {
    const before = (await compareCounters(run.id)).counters.dismissed;
    const bodies = [20, 21, 22].map((i) => JSON.stringify([{ t: tokensOf(i).receipt, k: 'dismissed' }]));
    const text = bodies
      .map(
        (body) =>
          `POST /api/embed/receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      .join('');
    const answers = await talk([...text.slice(0, 200), text.slice(200)], /204 No Content/g, 3);
    expect(answers).toBe(3);
    expect((await compareCounters(run.id)).counters.dismissed).toBe(before + 3);
  });

  it('of which the connection breaks in the middle leave the server as it was', async () => {
    for (let i = 0; i < 20; i++) {
      const head =
        'POST /api/embed/receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n';
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(`${head}[{"t"`, () => resolve()));
      socket.destroy();
    }
    expect((await report([{ t: token.receipt, k: 'shown' }])).fast.status).toBe(204);
  });
});

describe('clicks', () => {
  it.each([
    ['the body', () => ask(`/c/${token.clicks[0]}`, {}), 302],
    ['a button', () => ask(`/c/${token.clicks[2]}`, {}), 302],
    ['with a query', () => ask(`/c/${token.clicks[0]}?url=https://evil.test`, {}), 302],
    ['a receipt’s token', () => ask(`/c/${token.receipt}`, {}), 404],
    ['an expired one', () => ask(`/c/${past().clicks[0]}`, {}), 404],
    ['forged', () => ask(`/c/${'x'.repeat(51)}`, {}), 404],
    ['short', () => ask('/c/x', {}), 404],
    ['HEAD', () => ask(`/c/${token.clicks[0]}`, { method: 'HEAD' }), 302],
    ['looking ahead', () => ask(`/c/${token.clicks[0]}`, { headers: { 'sec-purpose': 'prefetch' } }), 302],
  ] as const)('%s', async (_name, call, status) => {
    const { fast, behind } = await call();
    expect(fast).toEqual(behind);
    expect([fast.status, fast.hasRequestId]).toEqual([status, true]);
  });
});

it('what is not the API’s goes to the pages', async () => {
  for (const path of ['/', '/campaigns', '/c/', '/api/auth/session']) {
    expect(await (await fetch(base + path)).text()).toBe('a page');
  }
});

/** Writes the parts one after the other; resolves to how often the answers match. */
function talk(parts: string[], pattern: RegExp, expected: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = '';
    const timer = setTimeout(() => socket.destroy(), 5_000);
    socket.on('data', (bytes) => {
      received += bytes.toString();
      if ((received.match(pattern)?.length ?? 0) >= expected) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received.match(pattern)?.length ?? 0);
    });
    for (const part of parts) socket.write(part);
  });
}
