import { createECDH, randomBytes } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { signIn } from './dashboard';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { SCHEMES, setScheme, WIDTHS } from './pages';
import { withDashboard } from './with-started';

// Who is in it and why: a segment on what people did, made by keyboard; the answer to "why did they not get it?"; the
// command palette. Nothing is sent: what was sent stands in the database.

let page: Page;
let base: string;

const dashboard = withDashboard(async ({ belfry, ...own }) => {
  ({ page } = own);
  const made = await belfry.setup('https://shop.example');
  base = `${belfry.origin}/s/${made.siteId}`;
  const api = belfry.api(made.apiKey);
  const subscribers = [1, 2, 3, 4, 5].map((n) => ({
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${randomBytes(16).toString('hex')}`,
    keys: {
      p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
      auth: randomBytes(16).toString('base64url'),
    },
    externalId: `user-${n}`,
    country: n === 5 ? 'FR' : 'DE',
  }));
  await api('POST', `/api/v1/sites/${made.siteId}/subscribers/batch`, { subscribers });
  const left = [1, 1, 2, 2, 3, 3, 4].map((n) => ({ externalId: `user-${n}`, event: 'cart_left', props: { total: n } }));
  await api('POST', `/api/v1/sites/${made.siteId}/events`, { events: left });
  await belfry.sql(
    `WITH site AS (SELECT id FROM sites WHERE site_key = $1), campaign AS (
       INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, launched_at, updated_at)
       SELECT id, 'Autumn sale', 'done', '{"all": true}', 3600, now(), now() FROM site RETURNING id, site_id
     ), run AS (
       INSERT INTO runs (site_id, campaign_id, status, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
         shard_count, bound_subscriber_id, planned_at)
       SELECT site_id, id, 'done', $2, '[{"title":"Autumn sale"}]', 3600, 'low', 'resend', now(), 1, 9223372036854775807, now()
       FROM campaign RETURNING id, site_id
     )
     INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, settled_at, shown_at, clicked_at)
     SELECT run.id, s.id, s.site_id, s.origin_id, 0, 2, now(), now(), CASE s.external_id WHEN 'user-1' THEN now() END
     FROM run JOIN subscribers s ON s.site_id = run.site_id WHERE s.country = 'DE'`,
    [
      made.siteKey,
      JSON.stringify({
        asOf: new Date().toISOString(),
        selection: { kind: 'rule', include: [{ field: 'country', operator: 'is', values: ['DE'] }], exclude: [] },
      }),
    ],
  );
  await signIn(page, belfry);
});

const focused = () =>
  page.evaluate<string>(`(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') || at?.labels?.[0]?.textContent || at?.textContent || '';
  })()`);

/** Presses Tab until the focus is on what has this name, as somebody without a mouse does. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if ((await focused()).trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}`);
}

/** Chooses in the select that has the focus by typing the words, as the browser lets one. */
async function choose(words: string): Promise<void> {
  await page.keyboard.type(words);
  const chosen = `document.activeElement.selectedOptions?.[0]?.textContent`;
  await eventually(async () => (await page.evaluate<string>(chosen)) === words, { what: `${words} chosen` });
}

async function isFitForEveryone(): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await setScheme(page, scheme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, width, scheme, nodes[0]?.html])).toEqual([]);
    }
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const SENTENCE =
  'did “cart_left” at least 2 times in the last 30 days, and did not click “Autumn sale” of the last 30 days';

it('makes a segment on an event and a past campaign by keyboard, with its count and sentence', async () => {
  await page.goto(`${base}/segments/new`);
  await page.getByRole('button', { name: 'Create segment' }).waitFor();
  await tabTo('Name');
  await page.keyboard.type('Left a cart, did not click');
  await tabTo('Field');
  await choose('Event');
  await tabTo('Name of the event');
  await page.keyboard.type('cart_left');
  await tabTo('How often at least');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2');
  await tabTo('Condition');
  await page.keyboard.press('Enter');
  await eventually(async () => (await focused()) === 'Field', { what: 'the new condition' });
  await choose('Campaign');
  await tabTo('Comparison');
  await choose('did not click');
  await tabTo('Campaign');
  await choose('Autumn sale');

  const panel = page.getByRole('complementary', { name: 'Who matches' });
  await panel.getByText(SENTENCE).waitFor();
  await panel.locator('p', { hasText: /^2 of 5 active/ }).waitFor();
  await panel.getByRole('link', { name: /user-2/ }).waitFor();
  expect(await panel.getByRole('link', { name: /user-1/ }).count()).toBe(0);
  await isFitForEveryone();

  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/segments$/);
  await page.getByText(SENTENCE).waitFor();
});

it('asks whose rule is kept when a segment was changed in another tab', async () => {
  const nameOf = (of: Page) => of.getByLabel('Name', { exact: true });
  const saveIn = (of: Page) => of.getByRole('button', { name: 'Save segment' }).click();
  await page.getByRole('link', { name: 'Left a cart, did not click', exact: true }).click();
  await page.getByRole('button', { name: 'Save segment' }).waitFor();
  const address = page.url();
  const other = await page.context().newPage();
  const saveElsewhere = async (name: string) => {
    await other.goto(address);
    await nameOf(other).fill(name);
    await saveIn(other);
    await other.waitForURL(/\/segments$/);
  };
  await saveElsewhere('Of the other tab');

  await nameOf(page).fill('Of this tab');
  await saveIn(page);
  const notice = page.getByRole('alert').filter({ hasText: 'This segment was changed somewhere else' });
  await notice.getByText(`Of the other tab: ${SENTENCE}`).waitFor();
  expect(await nameOf(page).inputValue()).toBe('Of this tab');
  await lookAt(page, 'segment-conflict');
  await isFitForEveryone();

  // A third version meanwhile: what one has not seen is not overwritten either.
  await saveElsewhere('Of the other tab again');
  await notice.getByRole('button', { name: 'Keep mine' }).click();
  await notice.getByText(`Of the other tab again: ${SENTENCE}`).waitFor();
  await notice.getByRole('button', { name: 'Load theirs' }).click();
  await notice.waitFor({ state: 'detached' });
  expect(await nameOf(page).inputValue()).toBe('Of the other tab again');
  await nameOf(page).fill('Left a cart, did not click');
  await saveElsewhere('Once more');
  await saveIn(page);
  await notice.getByRole('button', { name: 'Keep mine' }).click();
  await page.waitForURL(/\/segments$/);
  await page.getByRole('link', { name: 'Left a cart, did not click', exact: true }).waitFor();
  await other.close();
});

const PASTE = `(() => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', 'user-1\\nuser-2\\r\\nuser-5\\n');
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
})()`;

it('takes a pasted list, and keeps what is not saved: neither a link nor a reload loses it', async () => {
  await page.goto(`${base}/segments/new`);
  await page.getByLabel('Name', { exact: true }).fill('Half done');
  const rule = page.getByRole('group', { name: 'Rule', exact: true });
  const condition = (index: number) => rule.getByRole('group', { name: /^Condition on/ }).nth(index);
  await condition(0).getByLabel('Field').selectOption({ label: 'Your id' });
  await condition(0).getByRole('combobox', { name: 'Your id' }).focus();
  await page.evaluate(PASTE);
  await condition(0).getByRole('button', { name: 'Remove user-5' }).waitFor();
  await rule.getByRole('button', { name: 'Group', exact: true }).click();
  await focusIsOn(page, condition(1).getByLabel('Field'));
  const panel = page.getByRole('complementary', { name: 'Who matches' });
  await panel.getByText('your id is user-1, user-2 or user-5').waitFor();
  await panel.getByRole('link', { name: /user-5/ }).click();
  await page.getByRole('heading', { level: 1, name: 'user-5' }).waitFor();
  await page.goBack();
  await page.getByText('What you had not saved is here again').waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half done');
  await panel.locator('p', { hasText: /^3 of 5 active/ }).waitFor();

  // It goes on as if it had never been left: each part is changed by itself.
  await rule.getByRole('button', { name: 'Condition', exact: true }).last().click();
  await focusIsOn(page, condition(2).getByLabel('Field'));
  await condition(2).getByLabel('Field').selectOption({ label: 'Browser' });
  expect(await condition(1).getByLabel('Field').inputValue()).toBe('country');
  await page.getByRole('button', { name: 'Remove group' }).click();
  await focusIsOn(page, rule.getByRole('button', { name: 'Condition', exact: true }));
  await page.getByRole('button', { name: 'Begin anew' }).click();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
  await page.reload();
  await page.getByRole('button', { name: 'Create segment' }).waitFor();
  await condition(0).getByRole('combobox', { name: 'Country' }).waitFor();
  expect(await page.getByText('What you had not saved is here again').count()).toBe(0);
});

it('says when nothing can match: pages are not recorded until they are switched on', async () => {
  await page.goto(`${base}/segments/new`);
  await page.getByLabel('Field').selectOption('page');
  const hint = page.getByText(/does not record pages/);
  await hint.waitFor();
  await isFitForEveryone();
  await page.goto(`${base}/settings`);
  await page.getByLabel('Record pages visited').check();
  await page.getByText('Pages are recorded from now on').waitFor();
  await page.goto(`${base}/segments/new`);
  await page.getByLabel('Field').selectOption('page');
  await page.getByLabel('Path of the page').waitFor();
  expect(await hint.count()).toBe(0);
});

it('answers why somebody got a campaign or not', async () => {
  const open = async (person: string) => {
    await page.goto(`${base}/subscribers?search=${person}`);
    await page.getByRole('main').getByRole('link', { name: person }).click();
    await page.waitForURL(/\/subscribers\/sub_\w+/);
    const card = page.getByRole('region', { name: 'Did they get it?' });
    await card.getByLabel('Campaign').selectOption({ label: 'Autumn sale' });
    return card;
  };
  const clicked = await open('user-1');
  await clicked.getByText('They got it and clicked.').waitFor();
  const left = await open('user-5');
  await left.getByText('They were not in the audience.').waitFor();
  await left.getByText('country is Germany').waitFor();
  await left.getByText('theirs is France').waitFor();
  expect(page.url()).toContain('campaign=cmp_');
  await isFitForEveryone();
});

it('finds people, changes the theme and lists the shortcuts from the keyboard', async () => {
  await page.goto(base);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('?');
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await shortcuts.waitFor();
  await isFitForEveryone();
  await page.keyboard.press('Escape');
  await shortcuts.waitFor({ state: 'detached' });

  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await page.keyboard.press('Control+K');
  await palette.waitFor();
  await page.keyboard.type('dark');
  await palette.getByRole('option', { name: 'Dark theme' }).waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => page.evaluate<boolean>(`document.documentElement.dataset.theme === 'dark'`), {
    what: 'the dark theme',
  });

  await page.keyboard.press('Control+K');
  await palette.waitFor();
  await page.keyboard.type('user-3');
  await palette.getByRole('option', { name: /user-3/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/subscribers\/sub_\w+/);
  await page.getByRole('heading', { level: 1, name: 'user-3' }).waitFor();
  expect(dashboard.takeProblems()).toEqual([]);
});
