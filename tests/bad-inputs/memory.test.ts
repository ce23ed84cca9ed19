import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { makeTenant, ORIGIN, openDoor, type Tenant } from './kit';

// Bodies that are too large or too deep: refused, with the memory of the process as it was. The first round fills what
// is kept for good (compiled code, pools); after it, hundreds of megabytes more must leave no trace.

let door: Awaited<ReturnType<typeof openDoor>>;
let tenant: Tenant;

beforeAll(async () => {
  [door, tenant] = [await openDoor(), await makeTenant()];
});
afterAll(() => door?.stop());

const MIB = 1024 * 1024;
const megabyte = 'x'.repeat(MIB);
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deepObject = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;

interface Case {
  name: string;
  path: () => string;
  headers: Record<string, string>;
  body: string;
  status: number;
  /** Without a Content-Length, in chunks. */
  isChunked?: true;
}

const json = { 'content-type': 'application/json', origin: ORIGIN };
const bearer = () => ({ ...json, authorization: `Bearer ${tenant.token}` });
const subscribePath = () => `/api/embed/${tenant.site.siteKey}/subscribe`;
const receiptsPath = () => '/api/embed/receipts';
const cases: (Omit<Case, 'headers'> & { headers: () => Record<string, string> })[] = [
  {
    name: '1 MB to the embed',
    path: subscribePath,
    headers: () => json,
    body: JSON.stringify({ subscription: makeSubscription(), padding: megabyte }),
    status: 413,
  },
  {
    name: '1 MB to the embed in chunks',
    path: subscribePath,
    headers: () => json,
    body: megabyte,
    status: 413,
    isChunked: true,
  },
  {
    name: '1 MB of receipts',
    path: receiptsPath,
    headers: () => ({ 'content-type': 'text/plain' }),
    body: JSON.stringify([{ t: megabyte, k: 'shown' }]),
    status: 413,
  },
  {
    name: '1 MB of receipts in chunks',
    path: receiptsPath,
    headers: () => ({ 'content-type': 'text/plain' }),
    body: megabyte,
    status: 413,
    isChunked: true,
  },
  {
    name: '10,000 levels to the embed',
    path: subscribePath,
    headers: () => json,
    body: deep(10_000),
    status: 413,
  },
  { name: '4,000 levels to the embed', path: subscribePath, headers: () => json, body: deep(4_000), status: 400 },
  {
    name: '4,000 levels of receipts',
    path: receiptsPath,
    headers: () => ({ 'content-type': 'text/plain' }),
    body: deep(4_000),
    status: 400,
  },
  {
    name: '1 MB and a byte to the REST API',
    path: () => '/api/v1/sites',
    headers: bearer,
    body: `${megabyte}x`,
    status: 413,
  },
  {
    name: 'two MB in chunks to the REST API',
    path: () => '/api/v1/sites',
    headers: bearer,
    body: megabyte + megabyte,
    status: 413,
    isChunked: true,
  },
  {
    name: '10,000 levels to the REST API',
    path: () => '/api/v1/sites',
    headers: bearer,
    body: deep(10_000),
    status: 400,
  },
  { name: '10,000 objects in each other', path: () => '/api/v1/sites', headers: bearer, body: deepObject, status: 400 },
  {
    name: 'a million brackets',
    path: () => '/api/v1/sites',
    headers: bearer,
    body: deep(MIB / 2),
    status: 400,
  },
  {
    name: '200,000 keys',
    path: () => '/api/v1/sites',
    headers: bearer,
    body: `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join()}}`.slice(0, MIB),
    status: 422,
  },
];

it.each(cases)('$name: $status', async ({ path, headers, body, status, isChunked }) => {
  expect(await post({ path, headers: headers(), body, isChunked })).toBe(status);
});

it('leave the memory as it was', async () => {
  const round = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await Promise.all(cases.map(({ headers, ...one }) => post({ ...one, headers: headers() })));
    }
  };
  await round(8);
  const before = await door.memory();
  await round(24);
  const after = await door.memory();
  const sentMiB = (24 * cases.reduce((sum, { body }) => sum + body.length, 0)) / MIB;
  expect(sentMiB).toBeGreaterThan(150);
  const grown = (name: keyof typeof before) => (after[name] - before[name]) / MIB;
  expect({ heapMiB: grown('heapUsed'), buffersMiB: grown('arrayBuffers') }).toSatisfy(
    ({ heapMiB, buffersMiB }: { heapMiB: number; buffersMiB: number }) => heapMiB < 8 && buffersMiB < 8,
  );
  expect(grown('rss')).toBeLessThan(64);
  expect((await door.send('/api/health', {})).status).toBe(200);
}, 180_000);

/** By Node's own client: fetch takes an early refusal, while it still sends, for a network error. */
function post({
  path,
  headers,
  body,
  isChunked,
}: Pick<Case, 'path' | 'headers' | 'body' | 'isChunked'>): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const sent = request(door.origin + path(), {
      method: 'POST',
      agent: false,
      headers: { ...headers, ...(!isChunked && { 'content-length': String(Buffer.byteLength(body)) }) },
    });
    sent.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.resume();
      response.on('end', () => {
        sent.destroy();
        resolve(status);
      });
    });
    // After a refusal the server closes while we may still be writing.
    sent.on('error', (error) => (status > 0 ? resolve(status) : reject(error)));
    if (isChunked) for (let at = 0; at < body.length; at += 16_384) sent.write(body.slice(at, at + 16_384));
    sent.end(isChunked ? undefined : body);
  });
}
