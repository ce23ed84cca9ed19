import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createOwner } from '@/lib/accounts/create-owner';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import type { SiteView } from '@/lib/contracts/sites';
import { systemDb } from '@/lib/platform/db';
import { createSite } from '@/lib/sites/create-site';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { api } from './app';

// Bodies in another encoding, or packed: refused with the reason, where they would else be stored as "Gr��e".

const ORIGIN = 'https://shop.example';
let token: string;
let site: SiteView;

beforeAll(async () => {
  const owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  token = (await createApiKey(owner, { name: 'test', scopes: API_KEY_SCOPES, siteId: null })).token;
  site = await createSite(owner, { name: 'Shop', allowedOrigins: [ORIGIN] });
});

async function post(path: string, body: Uint8Array, headers: Record<string, string> = {}) {
  const response = await api.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, origin: ORIGIN, 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
  return { status: response.status, text: await response.text() };
}

const DOORS: [string, () => string, () => object][] = [
  ['/api/v1', () => `/api/v1/sites/${site.id}/topics`, () => ({ key: 'greetings', name: 'Grüße' })],
  ['/compat', () => '/compat/pushpad/projects', () => ({ name: 'Grüße', website: 'https://gruesse.example' })],
  [
    '/api/embed',
    () => `/api/embed/${site.siteKey}/subscribe`,
    () => ({
      subscription: makeSubscription(),
      applicationServerKey: site.vapidPublicKey,
      textVersion: 'Grüße',
    }),
  ],
];
const textOf = (make: () => object) => JSON.stringify(make());

describe.each(DOORS)('%s', (_name, path, make) => {
  it.each([
    ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['a character that is cut off', (text: string) => Buffer.from(text).subarray(0, Buffer.from(text).indexOf(0xbc))],
  ])('refuses a body in %s', async (_encoding, encode) => {
    const { status, text } = await post(path(), encode(textOf(make)));
    expect(text).toContain('not UTF-8');
    expect(status).toBe(400);
  });

  it('refuses a packed body without unpacking it', async () => {
    const { status, text } = await post(path(), gzipSync(textOf(make)), { 'content-encoding': 'gzip' });
    expect(text).toContain('unpacked');
    expect(status).toBe(415);
  });

  it('takes UTF-8, with a byte order mark too, as it is', async () => {
    const { status, text } = await post(path(), Buffer.from(`\ufeff${textOf(make)}`));
    expect([status, text]).toEqual([expect.toBeOneOf([200, 201]), text]);
  });
});

it('what was taken is what was sent, and what was refused is nowhere', async () => {
  const topics = await systemDb.topic.findMany({ select: { name: true } });
  expect(topics).toEqual([{ name: 'Grüße' }]);
  const sites = await systemDb.site.findMany({ select: { name: true }, orderBy: { id: 'asc' } });
  expect(sites.map(({ name }) => name)).toEqual(['Shop', 'Grüße']);
  expect(await systemDb.subscriber.count()).toBe(1);
});
