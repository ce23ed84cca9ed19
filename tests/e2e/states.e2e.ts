import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from './look-at';
import { type Sample, startSample } from './start-sample';
import { STATE_PAGES } from './state-pages';
import { makeStates, type StatePlaces } from './state-places';

// Pages while something is under way, has failed or is over: axe finds nothing in them, narrow and wide, light and dark,
// nothing scrolls sideways, and the console is silent.

let sample: Sample;
let page: Page;
let places: StatePlaces;

beforeAll(async () => {
  sample = await startSample(400);
  ({ page } = sample);
  places = await makeStates(sample, sample.siteId);
  sample.takeProblems();
}, 600_000);
afterAll(() => sample?.close());

describe.each(STATE_PAGES)('$name', (one) => {
  it('is fit for everyone', async () => {
    await page.goto(`${sample.url}${one.path(places)}`);
    await one.ready(page);
    await lookAt(page, one.name, { isWhole: true });
    expect(sample.takeProblems()).toEqual([]);
  });
});

it('the delivery that failed says what happened at each try', async () => {
  await page.goto(`${sample.url}/developers/webhooks/${places.webhook}?state=failed`);
  await page.getByRole('main').getByRole('link', { name: /test/i }).first().click();
  await page.getByRole('heading', { name: 'Request' }).waitFor();
  await lookAt(page, 'webhook-delivery-failed', { isWhole: true });
});
