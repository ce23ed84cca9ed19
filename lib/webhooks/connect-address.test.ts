import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import { beforeAll, expect, it, vi } from 'vitest';
import { postWebhook } from './post-webhook';

// What a name leads to is judged when connecting: it passed every check of the address itself, and may lead elsewhere by
// now. Only the resolver's answers are made up.

const resolver = vi.hoisted(() => ({ answers: new Map<string, LookupAddress[]>() }));
vi.mock('node:dns', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:dns')>()),
  lookup: (hostname: string, _options: object, callback: (error: Error | null, found: LookupAddress[]) => void) => {
    const found = resolver.answers.get(hostname);
    callback(found ? null : new Error(`no answer for ${hostname}`), found ?? []);
  },
}));

let connectionCount = 0;
const server = createServer((socket) => {
  connectionCount++;
  socket.destroy();
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as { port: number });
  process.env.BELFRY_WEBHOOK_HOSTS = `listed.example.com:${port}`;
  return () => server.close();
});

const post = (hostname: string) => postWebhook(`https://${hostname}:${port}/`, {}, '{}');
const lead = (hostname: string, ...addresses: string[]) =>
  resolver.answers.set(
    hostname,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );

it.each([
  ['127.0.0.1'],
  ['10.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1'],
  ['::1'],
  ['169.254.169.254'],
  ['64:ff9b::7f00:1'],
])('no connection is made to a name that leads to %s', async (...addresses) => {
  lead('hooks.example.com', ...addresses);
  const before = connectionCount;
  expect(await post('hooks.example.com')).toMatchObject({ statusCode: null, error: 'the name has no public address' });
  expect(connectionCount).toBe(before);
});

it('one is made when the operator listed the name, so that the others would have been seen', async () => {
  lead('listed.example.com', '127.0.0.1');
  const before = connectionCount;
  expect((await post('listed.example.com')).error).toMatch(/^the connection failed/);
  expect(connectionCount).toBe(before + 1);
});
