import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { focusIsOn, tabTo } from './keyboard';
import { withSample } from './with-started';

// The groups that people are in: nested ones are built, and what is deleted by mistake comes back by Undo, as it does
// elsewhere.

let page: Page;

const sample = withSample(120, (made) => {
  ({ page } = made);
});

const main = () => page.getByRole('main');
const open = (path: string) => page.goto(`${sample.url}${path}`);
const undo = () => page.getByRole('button', { name: 'Undo' }).click();
/** The button that was pressed went with its row; a neighbour has the focus. */
const focusIsInATable = (name: string) =>
  until('the focus on a neighbour', () =>
    page.evaluate<boolean>(`!!document.activeElement.closest('section[aria-label=${JSON.stringify(name)}] table')`),
  );

const SENTENCE =
  'language is German, and (browser is Chrome, or follows topic offers), and not (country is Austria, or country is Switzerland), and not (follows topic news, and follows topic restock)';

it('builds nested groups by mouse and keyboard, counts them and says them as a sentence', async () => {
  await open('/segments/new');
  await page.getByLabel('Name', { exact: true }).fill('Nested');
  const group = (index: number) => page.getByRole('group', { name: 'Group of conditions' }).nth(index);
  const condition = (within: ReturnType<typeof group>, index: number) =>
    within.getByRole('group', { name: /^Condition on/ }).nth(index);
  const rule = page.getByRole('group', { name: 'Rule', exact: true });

  // By mouse: the first condition, and a group of which any is enough.
  await condition(rule, 0).getByLabel('Field').selectOption({ label: 'Language' });
  await condition(rule, 0).getByRole('combobox', { name: 'Language' }).fill('German');
  await page
    .getByRole('option', { name: /^German\b/ })
    .first()
    .click();
  await rule.getByRole('button', { name: 'Group', exact: true }).last().click();
  await condition(group(0), 0).getByLabel('Field').selectOption({ label: 'Browser' });
  await condition(group(0), 0).getByRole('combobox', { name: 'Browser' }).fill('Chrome');
  await page.keyboard.press('Enter');
  await group(0).getByRole('button', { name: 'Condition', exact: true }).click();
  await condition(group(0), 1).getByLabel('Field').selectOption({ label: 'Topic' });
  await condition(group(0), 1).getByLabel('Topic', { exact: true }).selectOption({ label: 'Offers' });

  // By keyboard: one of which none may hold, and one of which not all may.
  const stops: Parameters<typeof tabTo>[2] = [];
  const type = async (text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  const addGroup = rule.getByRole('button', { name: 'Group', exact: true }).last();
  await tabTo(page, addGroup, stops);
  await page.keyboard.press('Enter');
  await focusIsOn(page, condition(group(1), 0).getByLabel('Field'));
  await tabTo(page, condition(group(1), 0).getByRole('combobox', { name: 'Country' }), stops);
  await type('AT');
  await tabTo(page, group(1).getByRole('button', { name: 'Condition', exact: true }), stops);
  await page.keyboard.press('Enter');
  await tabTo(page, condition(group(1), 1).getByRole('combobox', { name: 'Country' }), stops);
  await type('CH');
  await tabTo(page, group(1).getByLabel('How many of the conditions must hold'), stops, { key: 'Shift+Tab' });
  await page.keyboard.type('none');
  await tabTo(page, addGroup, stops);
  await page.keyboard.press('Enter');
  await focusIsOn(page, condition(group(2), 0).getByLabel('Field'));
  await page.keyboard.type('Topic');
  await tabTo(page, condition(group(2), 0).getByLabel('Topic', { exact: true }), stops);
  await page.keyboard.type('New');
  await tabTo(page, group(2).getByRole('button', { name: 'Condition', exact: true }), stops);
  await page.keyboard.press('Enter');
  await focusIsOn(page, condition(group(2), 1).getByLabel('Field'));
  await page.keyboard.type('Topic');
  await tabTo(page, condition(group(2), 1).getByLabel('Topic', { exact: true }), stops);
  await page.keyboard.type('Back');
  await tabTo(page, group(2).getByLabel('How many of the conditions must hold'), stops, { key: 'Shift+Tab' });
  await page.keyboard.type('not');
  expect(stops.filter(({ problem }) => problem)).toEqual([]);

  const panel = page.getByRole('complementary', { name: 'Who matches' });
  const [found] = await sample.belfry.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM subscribers WHERE status = 'active' AND language LIKE 'de%' AND (browser = 'Chrome' OR 'offers' = ANY (topics))
     AND NOT ('news' = ANY (topics) AND 'restock' = ANY (topics))`,
  );
  const wanted = found?.count ?? 0;
  expect(wanted).toBeGreaterThan(0);
  await panel.getByText(SENTENCE).waitFor();
  await panel.locator('p', { hasText: new RegExp(`^${wanted} of \\d+ active`) }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/segments$/);
  const row = page.getByRole('region', { name: 'Segments' }).getByRole('row').filter({ hasText: 'Nested' });
  await row.getByText(SENTENCE).waitFor();
  await row.getByRole('cell', { name: String(wanted), exact: true }).waitFor();
  // Opened again it is what was built.
  await row.getByRole('link', { name: 'Nested', exact: true }).click();
  await panel.getByText(SENTENCE).waitFor();
  expect(
    await Promise.all([0, 1, 2].map((n) => group(n).getByLabel('How many of the conditions must hold').inputValue())),
  ).toEqual(['any', 'none', 'notAll']);
});

it('brings back what was deleted by mistake: a segment, a topic, a goal, a webhook, an export', async () => {
  await open('/segments');
  const segment = main().getByRole('link', { name: 'German speakers', exact: true });
  await page.getByRole('button', { name: 'Archive German speakers' }).click();
  await page.getByText('“German speakers” archived').waitFor();
  await segment.waitFor({ state: 'detached' });
  await focusIsInATable('Segments');
  await undo();
  await segment.waitFor();

  await open('/topics');
  const topics = page.getByRole('region', { name: 'Topics' }).getByRole('row');
  const order = async () => (await topics.getByRole('code').allInnerTexts()).join();
  const before = await order();
  await page.getByRole('button', { name: 'Edit New arrivals' }).click();
  const topicDialog = page.getByRole('dialog', { name: 'Edit topic' });
  await topicDialog.getByLabel('Name').fill('Just in');
  await topicDialog.getByRole('button', { name: 'Save topic' }).click();
  await topicDialog.waitFor({ state: 'detached' });
  await topics.filter({ hasText: 'Just in' }).waitFor();
  await page.getByRole('button', { name: 'Delete Just in' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete topic' }).click();
  await topics.filter({ hasText: 'Just in' }).waitFor({ state: 'detached' });
  await focusIsInATable('Topics');
  await undo();
  await topics.filter({ hasText: 'Just in' }).waitFor();
  expect(await order(), 'in its place').toBe(before);

  await open('/goals');
  const goals = page.getByRole('region', { name: 'Goals', exact: true }).getByRole('row');
  await page.getByRole('button', { name: 'New goal' }).click();
  const created = page.getByRole('dialog', { name: 'New goal' });
  await created.getByLabel('Name').fill('Order');
  await created.getByLabel('Event').fill('order_placed');
  await page.keyboard.press('Enter');
  await created.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Edit Order' }).click();
  const edited = page.getByRole('dialog', { name: 'Edit goal' });
  await edited.getByLabel('Name').fill('Purchase');
  await edited.getByLabel('Hours after a click').fill('72');
  await edited.getByRole('button', { name: 'Save goal' }).click();
  await edited.waitFor({ state: 'detached' });
  await goals.filter({ hasText: 'Purchase' }).getByText('72 hours').waitFor();
  await page.getByRole('button', { name: 'Delete Purchase' }).click();
  await page.getByText('“Purchase” deleted').waitFor();
  await goals.filter({ hasText: 'Purchase' }).waitFor({ state: 'detached' });
  await undo();
  await goals.filter({ hasText: 'Purchase' }).getByText('72 hours').waitFor();

  await sample.post(`/sites/${sample.siteId}/webhooks`, {
    url: 'https://crm.larkspur.example/hooks',
    events: ['subscriber.created'],
  });
  await open('/developers/webhooks');
  const webhook = main().getByRole('link', { name: 'https://crm.larkspur.example/hooks' });
  await webhook.click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete webhook' }).click();
  await page.getByText('Webhook deleted').waitFor();
  await page.getByText('No webhooks').waitFor();
  await undo();
  await webhook.waitFor();

  await sample.post(`/sites/${sample.siteId}/exports`, { kind: 'subscribers', format: 'json' });
  await open('/exports');
  const file = main().getByRole('link', { name: /^Download / });
  await file.waitFor();
  await page.getByRole('button', { name: /^Delete / }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete export' }).click();
  await page.getByText('Export deleted').waitFor();
  await file.waitFor({ state: 'detached' });
  await undo();
  await file.waitFor();
  expect(sample.takeProblems()).toEqual([]);
});
