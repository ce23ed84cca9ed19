import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAt } from './look-at';
import { STATE_PAGES } from './state-pages';
import { makeStates, type StatePlaces } from './state-places';
import { withSample } from './with-started';

// Pages while something is under way, has failed or is over: axe finds nothing in them, narrow and wide, light and dark,
// nothing scrolls sideways, and the console is silent.

let page: Page;
let places: StatePlaces;

const sample = withSample(400, async (made) => {
  ({ page } = made);
  places = await makeStates(made, made.siteId);
  made.takeProblems();
});

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
