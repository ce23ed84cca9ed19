import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// A database that is not there: every answer is a clean 503 (delivery.md §4, faults 4 and 6), and liveness holds.
process.env.DATABASE_URL = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';
vi.resetModules();
const { api } = await import('./app');
const { closeDb } = await import('@/lib/platform/db');
const { closeQueues } = await import('@/lib/platform/queue');

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer(getRequestListener(api.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await closeQueues();
  await closeDb();
});

it('is alive, not ready', async () => {
  expect((await fetch(`${base}/api/health`)).status).toBe(200);
  const ready = await fetch(`${base}/api/ready`);
  expect(ready.status).toBe(503);
  expect(ready.headers.get('retry-after')).toBe('5');
  expect(await ready.json()).toMatchObject({ status: 'not_ready', checks: { database: { ok: false } } });
});

it('answers 503 with the time to wait, and none of its insides', async () => {
  const response = await fetch(`${base}/api/v1/sites`, {
    headers: { authorization: `Bearer bk_0000000000001.${'a'.repeat(43)}` },
  });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'unavailable' });
  expect(response.headers.get('retry-after')).toBe('5');
  expect(text).not.toMatch(/127\.0\.0\.1|nobody|prisma|ECONN/i);
});
