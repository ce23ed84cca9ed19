import type pg from 'pg';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { encodeId } from '@/lib/platform/ids';
import { until } from '../push-service/wait-for';
import { download } from './dashboard';
import { focusIsOn } from './keyboard';
import { withSample } from './with-started';

// People, as one works with them: a subscriber is changed and forgotten, the list is filtered, and their number grows.

let page: Page;

const sample = withSample(120, (made) => {
  ({ page } = made);
});

const main = () => page.getByRole('main');
const rows = () => page.getByRole('region', { name: 'Subscribers', exact: true }).getByRole('row');
const open = (path: string) => page.goto(`${sample.url}${path}`);
const undo = () => page.getByRole('button', { name: 'Undo' }).click();
/** The first row of an answer. @throws Error when there is none, so that no test goes on about nobody */
async function one<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T> {
  const [row] = await sample.belfry.sql<T>(text, values);
  if (!row) throw new Error(`nothing is answered to ${text}`);
  return row;
}
const count = async (where: string) =>
  (await one<{ count: number }>(`SELECT count(*)::int AS count FROM subscribers s WHERE ${where}`)).count;

it('changes tags, topics and the test mark of a subscriber, and brings a tag back', async () => {
  const { id } = await one<{ id: string }>(
    `SELECT id FROM subscribers WHERE external_id IS NOT NULL AND NOT is_test AND status = 'active'
       AND tags ? 'plan' AND NOT 'restock' = ANY (topics) LIMIT 1`,
  );
  const stored = () =>
    one<{ tags: Record<string, unknown>; topics: string[]; is_test: boolean }>(
      'SELECT tags, topics, is_test FROM subscribers WHERE id = $1',
      [id],
    );
  const before = await stored();
  await open(`/subscribers/${encodeId('subscriber', BigInt(id))}`);
  const tags = page.getByRole('region', { name: 'Tags' });
  await tags.getByLabel('Tag name').fill('shoe_size');
  await tags.getByLabel('Tag value').fill('42');
  await page.keyboard.press('Enter');
  await tags.getByRole('button', { name: 'Remove tag shoe_size' }).waitFor();
  await focusIsOn(page, tags.getByLabel('Tag name'));
  await tags.getByRole('button', { name: 'Remove tag plan' }).click();
  await page.getByText('Tag “plan” removed').waitFor();
  await tags.getByRole('button', { name: 'Remove tag plan' }).waitFor({ state: 'detached' });
  // A number is kept as one: rules compare it.
  expect((await stored()).tags).toMatchObject({ shoe_size: 42 });
  expect((await stored()).tags).not.toHaveProperty('plan');
  await undo();
  await tags.getByRole('button', { name: 'Remove tag plan' }).waitFor();
  expect((await stored()).tags).toEqual({ ...before.tags, shoe_size: 42 });

  await page.getByRole('checkbox', { name: /^Back in stock/ }).check();
  await page.getByRole('switch', { name: /^Test subscriber/ }).check();
  await until('topic and mark', async () => {
    const now = await stored();
    return now.is_test && now.topics.includes('restock');
  });
  await page.reload();
  expect(await page.getByRole('checkbox', { name: /^Back in stock/ }).isChecked()).toBe(true);
  expect(await page.getByRole('switch', { name: /^Test subscriber/ }).isChecked()).toBe(true);
  expect((await stored()).topics).toEqual(expect.arrayContaining([...before.topics, 'restock']));
});

it('forgets a person: nothing of them is left', async () => {
  const person = await one<{ id: string; external_id: string }>(
    `SELECT s.id, s.external_id FROM subscribers s WHERE s.external_id IS NOT NULL AND status = 'active'
       AND (SELECT count(*) FROM subscribers o WHERE o.external_id = s.external_id) = 1 ORDER BY s.id DESC LIMIT 1`,
  );
  const left = () =>
    one(
      `SELECT (SELECT count(*)::int FROM subscribers WHERE id = $1) AS people,
         (SELECT count(*)::int FROM subscriber_events WHERE subscriber_id = $1) AS events,
         (SELECT count(*)::int FROM consent_records WHERE subscriber_id = $1) AS consents`,
      [person.id],
    );
  await sample.post(`/sites/${sample.siteId}/events`, {
    events: [{ externalId: person.external_id, event: 'cart_left', props: { total: 3 } }],
  });
  expect(await left()).toMatchObject({ people: 1, events: expect.toSatisfy((events: number) => events > 0) });
  const path = `/subscribers/${encodeId('subscriber', BigInt(person.id))}`;
  await open(path);
  await page.getByRole('button', { name: 'Forget' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Erase for good' }).click();
  await page.waitForURL(/\/subscribers$/);
  await page.getByText('Erased', { exact: true }).waitFor();
  expect(await left()).toEqual({ people: 0, events: 0, consents: 0 });
  await page.getByLabel('Search by your id or subscriber id').fill(person.external_id);
  await page.getByText('Nobody matches').waitFor();
  await open(path);
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
});

it('filters the list by each of its controls', async () => {
  await open('/subscribers');
  await rows().first().waitFor();
  // The list is there before the page's script, which hears the key.
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('/');
  const search = page.getByLabel('Search by your id or subscriber id');
  await focusIsOn(page, search);
  const filter = async (control: string, label: string, where: string) => {
    await page.getByRole('combobox', { name: control, exact: true }).selectOption({ label });
    const wanted = await count(`site_id = (SELECT site_id FROM topics LIMIT 1) AND ${where}`);
    expect(wanted).toBeGreaterThan(0);
    // On one page, so that the rows tell it from the whole list; the head's is one, too.
    expect(wanted).toBeLessThan(50);
    await until(`${control} ${label}`, async () => (await rows().count()) === wanted + 1);
  };
  const clear = async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForURL(/\/subscribers$/);
  };
  await filter('Country', 'Germany', `country = 'DE'`);
  await filter('Browser', 'Chrome', `country = 'DE' AND browser = 'Chrome'`);
  await filter('Topic', 'Offers', `country = 'DE' AND browser = 'Chrome' AND 'offers' = ANY (topics)`);
  expect(page.url()).toMatch(/country=DE/);
  await page.goBack();
  await until('one filter less', async () => !page.url().includes('topic='));
  await clear();
  await filter('Segment', 'German speakers', `language = 'de'`);
  await clear();
  await sample.belfry.sql(
    `UPDATE subscribers SET status = 'unsubscribed' WHERE id IN (SELECT id FROM subscribers ORDER BY id LIMIT 3)`,
  );
  await filter('Status', 'Unsubscribed', `status = 'unsubscribed'`);
  await clear();
  const { external_id: name } = await one<{ external_id: string }>(
    'SELECT external_id FROM subscribers WHERE external_id IS NOT NULL ORDER BY id LIMIT 1',
  );
  await search.fill(name);
  await page.waitForURL(/search=/);
  await until(
    'those of this name alone',
    async () => (await rows().count()) - 1 === (await count(`external_id = '${name}'`)),
  );
  await main().getByRole('link', { name, exact: true }).first().waitFor();
});

it('shows growth over three periods, and gives its tables as files', async () => {
  await open('/growth');
  const period = page.getByRole('navigation', { name: 'Period' });
  for (const [label, days] of [
    ['30 days', 30],
    ['Year', 365],
  ] as const) {
    await period.getByRole('link', { name: label }).click();
    await page.waitForURL(new RegExp(`days=${days}$`));
    await page.getByText(`in the last ${days} days`, { exact: false }).waitFor();
    expect(await period.getByRole('link', { name: label }).getAttribute('aria-current')).toBe('page');
    const { text } = await download(page.getByRole('link', { name: 'Download growth by day as CSV' }));
    const [head, ...lines] = text.trim().split('\r\n');
    expect(head).toMatch(/^day,/);
    expect(lines).toHaveLength(days);
  }
  for (const what of ['answers by prompt', 'opt-ins by prompt', 'unsubscribes by campaign']) {
    const { text } = await download(page.getByRole('link', { name: `Download ${what} as JSON` }));
    // Of some the sample has none.
    expect(JSON.parse(text), what).toBeInstanceOf(Array);
  }
  expect(sample.takeProblems()).toEqual([]);
});
