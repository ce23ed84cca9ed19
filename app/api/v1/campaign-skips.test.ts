import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeClient } from './test-support';

// What is counted how is in lib/delivery/preview-skips.test.ts.

interface Made {
  id: string;
  code: string;
  detail: string;
}

let site: Awaited<ReturnType<typeof makeTestRun>>['site'];
let call: Awaited<ReturnType<typeof makeClient>>;

beforeAll(async () => {
  ({ site } = await makeTestRun(40));
  call = await makeClient(site.actor);
});
afterAll(closeQueues);

const message = { title: 'Sale', url: 'https://shop.example/' };
const make = async (fields: object) => {
  const path = `/sites/${site.publicId}/campaigns`;
  const input = { name: 'Sale', message, audience: { all: true }, ...fields };
  const { status, json } = await call<Made>('POST', path, input);
  expect({ status, json }).toMatchObject({ status: 201 });
  return `/campaigns/${json.id}`;
};
const skips = async (campaign: string) => (await call('GET', `${campaign}/skips`)).json;

it('tells of a draft whom its pace and its hold-out leave out', async () => {
  const everyone = { audienceCount: 40, heldOutCount: 0, timePassedCount: 0, expiredCount: 0 };
  expect(await skips(await make({}))).toEqual(everyone);
  // Kept ten minutes, and one more for the sending.
  const slow = { isDraft: true, throttlePerMinute: 2, ttlSeconds: 600 };
  const draft = await make(slow);
  expect(await skips(draft)).toEqual({ ...everyone, expiredCount: 40 - 22 });
  const variants = [{}, { message: { title: 'Last hours' } }];
  await call('PATCH', draft, { abTest: { variants, holdoutPercent: 10, testPercent: 100 } });
  expect(await skips(draft)).toEqual({ ...everyone, heldOutCount: 4, expiredCount: 36 - 22 });
  // Test and rest are two runs, each with its ten minutes.
  await call('PATCH', draft, { abTest: { variants, testPercent: 50, winner: { decide: 'manual' } } });
  expect(await skips(draft)).toEqual(everyone);
});

it('tells of a scheduled one too, and not of one that was launched', async () => {
  const at = `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}T09:00`;
  const schedule = { kind: 'local_time', at, fallbackTimezone: 'Europe/Paris', whenPassed: 'skip' };
  expect(await skips(await make({ schedule }))).toMatchObject({ audienceCount: 40, timePassedCount: 0 });
  const launched = await make({});
  expect((await call('POST', `${launched}/launch`)).status).toBe(200);
  expect(await call('GET', `${launched}/skips`)).toMatchObject({ status: 409, json: { code: 'campaign_wrong_state' } });
});

it('needs the permission to count an audience, too', async () => {
  const campaign = await make({});
  const scopes = ['campaigns.read'] as const;
  const reader = await makeClient(site.actor, { scopes });
  expect(await reader('GET', `${campaign}/skips`)).toMatchObject({
    status: 403,
    json: { detail: 'This API key has no permission for segments.read.' },
  });
  const counter = await makeClient(site.actor, { scopes: [...scopes, 'segments.read'] });
  expect((await counter('GET', `${campaign}/skips`)).status).toBe(200);
});
