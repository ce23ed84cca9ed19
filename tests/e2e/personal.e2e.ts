import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { setScheme } from './pages';
import { withSample } from './with-started';

// A personal message in two languages, written as a marketer does: problems while typing, fields by keyboard, the preview
// as real subscribers get it; then what was planned for whom.

let page: Page;

const sample = withSample(40, async ({ belfry, url, ...made }) => {
  ({ page } = made);
  await belfry.sql(
    `UPDATE subscribers s SET language = CASE WHEN n % 2 = 0 THEN 'de-at' ELSE 'en' END, external_id = 'person-' || n,
       tags = CASE WHEN n = 7 THEN '{}' ELSE jsonb_build_object('name', 'Ann ' || n) END
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM subscribers) numbered WHERE numbered.id = s.id`,
  );
  await page.goto(`${url}/campaigns/new`);
});

/** What makes the page scroll sideways. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
    .slice(0, 8).map((one) => one.outerHTML.slice(0, 160))`;

const titleOf = (tab: string) => page.getByRole('tabpanel', { name: tab }).getByLabel('Title', { exact: true });
const expectTitle = (text: string) =>
  eventually(async () => (await page.getByLabel('Title', { exact: true }).inputValue()) === text, { what: text });
const preview = () => page.getByRole('region', { name: 'Preview' });
const checks = () => page.getByRole('region', { name: 'Before it goes' });

it('is written, looked at and sent', async () => {
  await page.getByLabel('Campaign name').fill('Personal');
  const title = page.getByLabel('Title', { exact: true });
  await title.fill('Hi {{ tag.name }}');
  await checks().getByText('has the unknown field "tag" at character 7: did you mean tags.NAME?').waitFor();

  // Who knows Liquid goes on writing it; what was typed into the list and named no field is not lost.
  await title.fill('');
  const list = page.getByRole('dialog', { name: 'Personal fields' });
  await title.pressSequentially('Hi {{');
  await list.waitFor();
  await page.keyboard.type(' tags.name | default: "you" }}!', { delay: 30 });
  await expectTitle('Hi {{ tags.name | default: "you" }}!');
  await title.fill('');
  await title.pressSequentially('Hi {{');
  await list.waitFor();
  await page.keyboard.type('nobody', { delay: 30 });
  await page.keyboard.press('Escape');
  await expectTitle('Hi {{nobody');
  await page.keyboard.type('?');
  await expectTitle('Hi {{nobody?');

  // Two braces open the list; what is chosen takes their place, the default's words selected.
  await title.fill('');
  await title.pressSequentially('Hi {{');
  await list.getByRole('option', { name: 'tags.name' }).waitFor();
  await page.keyboard.type('name');
  await page.keyboard.press('Enter');
  await eventually(async () => (await title.inputValue()) === 'Hi {{ tags.name | default: "there" }}', {
    what: 'the chosen field',
  });
  await eventually(() => page.evaluate<boolean>('getSelection()?.toString() === "there"'), { what: 'the selection' });
  await page.keyboard.type('friend');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/?who={{ external_id }}');
  await preview().getByText('Hi friend', { exact: true }).first().waitFor();
  await checks().getByText('up to', { exact: false }).first().waitFor();

  await page.getByLabel('Add a language').selectOption('de');
  await checks()
    .getByRole('button', { name: /^Title \(German\) is required/ })
    .waitFor();
  await titleOf('German').fill('Hallo {{ tags.name | default: "du" }}');
  await preview().getByText('Hallo du', { exact: true }).first().waitFor();

  const search = preview().getByLabel('Preview as the subscriber with this id of yours');
  await search.fill('person-12');
  await preview().getByText('Hallo Ann 12', { exact: true }).first().waitFor();
  await search.fill('person-9');
  await preview().getByText('Hi Ann 9', { exact: true }).first().waitFor();
  await search.fill('person-7');
  await preview().getByText('Hi friend', { exact: true }).first().waitFor();
  await search.fill('');
  await preview().getByRole('button', { name: 'Next subscriber' }).click();
  await preview()
    .getByText(/^As person-\d+ gets it/)
    .waitFor();

  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 1000 });
    expect(await page.evaluate<string[]>(TOO_WIDE)).toEqual([]);
    for (const scheme of ['light', 'dark'] as const) {
      await setScheme(page, scheme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const folder = process.env.BELFRY_E2E_PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/composer-${width}-${scheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 1000 });

  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await titleOf('All others').waitFor();
  await page.getByRole('tab', { name: 'German' }).click();
  expect(await titleOf('German').inputValue()).toBe('Hallo {{ tags.name | default: "du" }}');

  const send = page.getByRole('button', { name: /^Send to \d+ now/ });
  const label = (await send.textContent())?.match(/Send to \d+ now/)?.[0] ?? '';
  await send.click();
  const question = page.getByRole('alertdialog', { name: 'Send “Hi friend” now?' });
  await question.getByRole('button', { name: label }).click();
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);
  const sent = page.getByRole('region', { name: 'Message', exact: true });
  await sent.getByText('Hi friend', { exact: true }).first().waitFor();
  await sent.getByText('Personal words are shown as someone you know nothing about gets them.').waitFor();
  const variants = await eventually(
    async () => {
      const rows = await sample.belfry.sql<{ base: string; variant: number; state: number }>(
        `SELECT DISTINCT split_part(s.language, '-', 1) AS base, d.variant, d.state FROM deliveries d
         JOIN subscribers s ON s.id = d.subscriber_id JOIN runs r ON r.id = d.run_id
         WHERE r.finished_at IS NOT NULL AND r.languages = ARRAY['', 'de'] AND d.state = 2 ORDER BY 1`,
      );
      return rows.length >= 2 && rows;
    },
    { timeoutMs: 60_000, what: 'the end of the campaign' },
  );
  expect(variants).toEqual([
    { base: 'de', variant: 1, state: 2 },
    { base: 'en', variant: 0, state: 2 },
  ]);
  expect(sample.takeProblems()).toEqual([]);
});
