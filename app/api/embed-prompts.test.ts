import { beforeAll, expect, it } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import type { SiteView } from '@/lib/contracts/sites';
import { systemDb } from '@/lib/platform/db';
import { createSite } from '@/lib/sites/create-site';
import { api } from './app';

const ORIGIN = 'https://shop.example';
let site: SiteView;

beforeAll(async () => {
  const owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  site = await createSite(owner, { name: 'Shop', allowedOrigins: [ORIGIN] });
});

function tell(body: unknown, { origin = ORIGIN, address = '203.0.113.7', key = site.siteKey } = {}) {
  return api.request(
    `/api/embed/${key}/prompts`,
    { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify(body) },
    { incoming: { socket: { remoteAddress: address } } },
  );
}
const counted = async () =>
  (await systemDb.promptCount.findMany({ orderBy: { outcome: 'asc' } })).map(({ outcome, count }) => [outcome, count]);

it('counts what a page of the site tells, and lets it read the answer', async () => {
  const response = await tell({ prompt: 'button', outcomes: ['shown', 'granted'] });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await counted()).toEqual([
    ['granted', 1],
    ['shown', 1],
  ]);
});

it.each([
  ['another origin', { prompt: 'dialog', outcomes: ['shown'] }, { origin: 'https://evil.example' }, 403],
  ['an unknown site', { prompt: 'dialog', outcomes: ['shown'] }, { key: 'nobody-has-this-key' }, 404],
  ['an unknown prompt', { prompt: 'popup', outcomes: ['shown'] }, {}, 422],
  ['an unknown outcome', { prompt: 'dialog', outcomes: ['bought'] }, {}, 422],
  ['no outcome', { prompt: 'dialog', outcomes: [] }, {}, 422],
  ['more outcomes than there are', { prompt: 'dialog', outcomes: Array(5).fill('shown') }, {}, 422],
  ['who it was', { prompt: 'dialog', outcomes: ['shown'], visitor: 'me' }, {}, 422],
])('counts nothing of %s', async (_name, body, options, status) => {
  const before = await counted();
  expect((await tell(body, options)).status).toBe(status);
  expect(await counted()).toEqual(before);
});

it('is bounded for each network: whoever invents many is told to stop, and no other', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 2_000 && statuses.at(-1) !== 429; n++) {
    statuses.push((await tell({ prompt: 'dialog', outcomes: ['shown'] }, { address: '8.8.8.8' })).status);
  }
  expect(statuses.at(-1)).toBe(429);
  expect((await tell({ prompt: 'dialog', outcomes: ['shown'] }, { address: '9.9.9.9' })).status).toBe(200);
});
