import { execFileSync } from 'node:child_process';
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

it('names the request in the log as in the answer, and does not fill the disk with what is the same', () => {
  // A process of its own, whose log is the real stream.
  const script = `
    const { api } = await import('@/app/api/app');
    const answer = await api.request('/api/v1/sites', { headers: { authorization: 'Bearer bk_0000000000001.${'a'.repeat(43)}' } });
    console.log(JSON.stringify({ header: answer.headers.get('x-request-id'), body: (await answer.json()).requestId }));
    for (let i = 0; i < 300; i++) await api.request('/api/v1/sites', { headers: { authorization: 'Bearer bk_0000000000001.${'a'.repeat(43)}' } });
    process.exit(0);`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    maxBuffer: 16 * 1_048_576,
    env: { ...process.env, BELFRY_LOG_LEVEL: 'error' },
  });
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const logged = lines.find(({ msg }) => msg === 'request failed');
  const answered = lines.find(({ header }) => header !== undefined);
  expect(logged).toMatchObject({ method: 'GET', path: '/api/v1/sites', requestId: expect.stringMatching(/^req_/) });
  expect(answered).toEqual({ header: logged?.requestId, body: logged?.requestId });
  expect(lines.filter(({ msg }) => msg === 'request failed').length).toBeLessThan(250);
}, 240_000);
