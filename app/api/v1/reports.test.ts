import { beforeAll, expect, it } from 'vitest';
import type { SiteGrowth } from '@/lib/contracts/growth';
import type { SiteOverview } from '@/lib/contracts/overview';
import type { Problem } from '@/lib/contracts/problems';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { makeClient } from './test-support';

let site: Awaited<ReturnType<typeof makeTestSite>>;
let call: Awaited<ReturnType<typeof makeClient>>;
let path: string;

beforeAll(async () => {
  site = await makeTestSite();
  call = await makeClient(site.actor);
  path = `/sites/${site.publicId}/growth`;
  for (let i = 0; i < 2; i++) await call('POST', `/sites/${site.publicId}/subscribers`, makeSubscription());
});

it("tells a site's growth by day, as the dashboard does", async () => {
  const { status, json } = await call<SiteGrowth>('GET', path);
  expect(status).toBe(200);
  expect(json).toMatchObject({ days: 90, activeCount: 2, activeAtStart: 0, unsubscribes: [] });
  expect(json.prompts).toEqual([{ prompt: 'api', granted: 2, withdrawn: 0 }]);
  expect(json.daily).toHaveLength(90);
  expect(json.daily.reduce((sum, day) => sum + day.gained, 0)).toBe(2);
  expect((await call<SiteGrowth>('GET', `${path}?days=365`)).json.daily).toHaveLength(365);
});

it('tells how a site stands', async () => {
  const { status, json } = await call<SiteOverview>('GET', `/sites/${site.publicId}/overview`);
  expect(status).toBe(200);
  expect(json).toMatchObject({ activeCount: 2, languages: [{ value: null, count: 2 }], lastCampaigns: [] });
  expect(json.growth).toHaveLength(30);
});

it('is asked for one of its periods, by who may read subscribers and campaigns', async () => {
  const refused = await call<Problem>('GET', `${path}?days=31`);
  expect([refused.status, refused.json.errors.map((error) => error.path)]).toEqual([422, ['days']]);
  for (const scopes of [['subscribers.read'], ['campaigns.read']] as const) {
    const part = await makeClient(site.actor, { scopes });
    expect((await part('GET', path)).status).toBe(403);
  }
});
