import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// What stands beside the composer's form of those who will not get it, and what its button says before the count is there.

const COUNT = 40;
let page: Page;
/** While it is set no server action of the page is answered. */
let held: Promise<void> | null = null;

const sample = withSample(COUNT, async (made) => {
  ({ page } = made);
  await page.route('**/campaigns/new', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.fallback();
  });
});

const side = () => page.getByRole('complementary', { name: 'Preview and checks' });

it('says that everyone gets it, and then who does not and why', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await side().getByText('Everyone gets it.').waitFor();
  await side().getByText('Whoever has unsubscribed or is gone is not in this number.').waitFor();

  await page.getByText('Delivery and behaviour').click();
  await page.getByLabel('Messages per minute').fill('1');
  await page.getByLabel('Keep trying for').fill('10');
  await page.getByLabel('Unit').selectOption('minutes');
  await side()
    .getByText(`About ${COUNT - 11} of ${COUNT} subscribers will not get it.`)
    .waitFor();
  await side()
    .getByText(`about ${COUNT - 11} not reached before it expires, at 1 a minute`)
    .waitFor();
  await lookAt(page, 'composer-skips', { isWhole: true });

  await page.getByLabel('Messages per minute').fill('');
  await side().getByText('Everyone gets it.').waitFor();
});

it('counts before it promises a number, and asks only with the number', async () => {
  let go = () => {};
  held = new Promise((resolve) => {
    go = resolve;
  });
  await page.goto(`${sample.url}/campaigns/new`);
  const button = page.getByRole('button', { name: 'Counting…' });
  await button.waitFor();
  await page.getByLabel('Title', { exact: true }).fill('Fresh lot');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/');
  await button.click();
  expect(await button.getAttribute('aria-busy')).toBe('true');
  // Long enough for a question that did not wait.
  await page.waitForTimeout(1_000);
  expect(await page.getByRole('alertdialog').count(), 'waits for the number').toBe(0);
  go();
  held = null;
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: `Send to ${COUNT} now` }).waitFor();
  expect(await dialog.textContent()).toContain(`${COUNT} subscribers as of now`);
  expect(await page.getByText('counting', { exact: false }).count()).toBe(0);
});

it('goes on with an estimate of a wide audience, and says the exact number once it is counted', async () => {
  // As many as a site of 160,000 has in the sample that estimates read; the others are not needed to be told.
  await sample.belfry.sql(`INSERT INTO subscribers
    (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, country, language)
    SELECT n, s.site_id, s.endpoint || n, sha256(n::text::bytea), s.origin_id, s.p256dh, s.auth, s.vapid_key_id, 'DE', 'de'
    FROM generate_series(1, 160000) n, (SELECT * FROM subscribers ORDER BY id LIMIT 1) s
    WHERE (hashint8extended(n, 0) & 127) = 0`);
  const [row] = await sample.belfry.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM subscribers WHERE status = 'active'`,
  );
  const exact = new Intl.NumberFormat('en').format(row?.count ?? 0);
  let go = () => {};
  const isHeld = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route('**/segments/count', async (route) => {
    await isHeld;
    await route.fallback();
  });
  await page.goto(`${sample.url}/campaigns/new`);
  const about = page.getByRole('button', { name: /^Send to about 1[4-7]\d,\d00 now/ });
  await about.waitFor();
  expect(await about.getAttribute('aria-busy')).toBe('false');
  await side()
    .getByText(/^about 1[4-7]\d,\d00 subscribers$/)
    .waitFor();
  await page.getByLabel('Title', { exact: true }).fill('Fresh lot');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/');
  // Saved and asked while the exact count is still on its way.
  await page.getByText('Saved', { exact: true }).waitFor();
  await about.click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText(/about 1[4-7]\d,\d00 subscribers as of now/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  go();
  await page.getByRole('button', { name: new RegExp(`^Send to ${exact} now`) }).waitFor();
  await side().getByText(`${exact} subscribers`, { exact: true }).waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('says in the words of the form why a test, or a campaign whose time has passed meanwhile, was refused', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await page.getByRole('button', { name: 'Send a test' }).click();
  const test = page.getByRole('dialog', { name: 'Send a test' });
  await test.getByRole('button', { name: 'Send test to 1 subscriber' }).click();
  await test.getByText('Title is required. Link must be an address that begins with https:// or http://.').waitFor();
  await page.keyboard.press('Escape');

  await page.getByLabel('Title', { exact: true }).fill('Fresh lot');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/');
  await page.getByRole('radio', { name: /^At a time/ }).check();
  const main = page.getByRole('button', { name: /^Schedule for (about )?[\d,]+, / });
  await main.click();
  const dialog = page.getByRole('alertdialog');
  await dialog.waitFor();
  await page.clock.setFixedTime(Date.now() + 3 * 86_400_000);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await main.click();
  await page.getByText('This time is in the past.').waitFor();
  expect(await dialog.count(), 'nothing is asked about a time that has passed').toBe(0);
});
