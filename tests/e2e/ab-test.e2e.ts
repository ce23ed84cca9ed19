import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// An A/B test as a marketer does it: a second version, a test group and a hold-out group, what the button says; then the
// variants side by side, and one of them for the rest: by hand, or by itself when the time has come.

let page: Page;

const sample = withSample(600, async (made) => {
  ({ page } = made);
  await page.goto(`${made.url}/campaigns/new`);
});

const section = () => page.getByRole('region', { name: 'A/B test' });
const checks = () => page.getByRole('region', { name: 'Before it goes' });

it('is written, sent to a part, compared, and decided for the rest', async () => {
  await page.getByLabel('Campaign name').fill('Two titles');
  await page.getByLabel('Title', { exact: true }).fill('The sale ends tonight');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/sale');

  await section().getByRole('button', { name: 'Test another version' }).click();
  await checks()
    .getByRole('button', { name: /Variant B is the same as A/ })
    .waitFor();
  const panel = section().getByRole('tabpanel', { name: 'B' });
  // What is wrong with it is said with another variant open, too.
  await panel.getByLabel('Title', { exact: true }).fill('Last hours, {{ tags.nam');
  await section().getByRole('tab', { name: 'A', exact: true }).click();
  const fault = checks().getByRole('button', { name: 'B: Title has "{{" at character 13 without "}}"' });
  await fault.waitFor();
  expect(await checks().getByText('Ready to go').count()).toBe(0);
  await fault.click();
  await focusIsOn(page, panel.getByLabel('Title', { exact: true }));
  await panel.getByLabel('Title', { exact: true }).fill('Last hours of the sale');
  await checks().getByText('Ready to go').waitFor();
  // The preview shows the variant that is open.
  await page.getByRole('region', { name: 'Preview' }).getByText('Last hours of the sale').first().waitFor();
  await section().getByRole('button', { name: 'Duplicate B' }).click();
  await section().getByRole('tab', { name: 'C' }).waitFor();
  await section().getByRole('button', { name: 'Remove C' }).click();
  await page.getByText('Variant C removed').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await section().getByRole('tab', { name: 'C' }).click();
  await section().getByRole('button', { name: 'Remove C' }).click();
  await section().getByRole('tab', { name: 'C' }).waitFor({ state: 'detached' });

  await section().getByText('Test first, then the best').click();
  await section().getByLabel('Test group, %').fill('50');
  await section().getByLabel('Hold-out group, %').fill('10');
  await section().getByText('I choose', { exact: true }).click();
  await section().getByText('The rest waits until you choose', { exact: false }).waitFor();
  // By time zone there is no moment at which all could be compared.
  await page.getByText('In each person’s time zone').click();
  await checks().getByText('cannot wait for a winner', { exact: false }).first().waitFor();
  // Nor by best hour, of which the composer says whose it is; everyone at once can be compared.
  await page.getByText('At each person’s best hour').click();
  await page.getByText('Everyone gets it once, within a day.', { exact: false }).waitFor();
  // Nobody here has reacted to anything so far, so that nobody has one.
  await page.getByRole('button', { name: /^Send A\/B test to \d+ now/ }).waitFor();
  await checks().getByText('cannot wait for a winner', { exact: false }).first().waitFor();
  await page.getByRole('radio', { name: /^Now/ }).check();
  const send = page.getByRole('button', { name: /^Send A\/B test to \d+ now, the best to \d+ later/ });
  await send.waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await section().getByRole('tab', { name: 'B' }).click();
  await eventually(
    async () => (await panel.getByLabel('Title', { exact: true }).inputValue()) === 'Last hours of the sale',
    {
      what: 'the saved variant',
    },
  );
  await lookAt(page, 'ab-composer', { isWhole: true });

  // Once the audience is counted anew.
  await send.waitFor({ timeout: 90_000 });
  await send.click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Send A\/B test to/ })
    .click();
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);
  await section().getByRole('table').waitFor();
  // Clicks of the simulated subscribers come in by themselves; the card follows.
  const chooseB = section().getByRole('button', { name: /^Send B to the remaining \d+$/ });
  await chooseB.waitFor({ timeout: 90_000 });
  await section()
    .getByText(/probability|Nobody has clicked/)
    .first()
    .waitFor();
  await section().getByText('in the hold-out group and got nothing', { exact: false }).waitFor();
  await section().getByText('How this is worked out').click();
  await section().getByText('Bayesian beta-binomial model', { exact: false }).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    section().getByRole('link', { name: 'Download the variants as CSV' }).click(),
  ]);
  const rows = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(rows.map((row) => row.split(',')[0])).toEqual(['variant', 'A', 'B']);
  await lookAt(page, 'ab-campaign', { isWhole: true });

  await chooseB.click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send B now' }).click();
  await section().getByText('B won').waitFor();
  const [split] = await eventually(
    async () => {
      const rows = await sample.belfry.sql<{
        status: string;
        people: number;
        rows: number;
        held: number;
        rest: string[];
      }>(
        `SELECT c.status::text, count(DISTINCT d.subscriber_id)::int AS people, count(*)::int AS rows,
           count(*) FILTER (WHERE d.reason = 'hold_out')::int AS held,
           array_agg(DISTINCT r.messages -> 0 ->> 'title') FILTER (WHERE r.seed_run_id IS NOT NULL) AS rest
         FROM campaigns c JOIN runs r ON r.campaign_id = c.id JOIN deliveries d ON d.run_id = r.id
         WHERE c.ab_test IS NOT NULL GROUP BY c.id`,
      );
      return rows[0]?.status === 'done' && rows;
    },
    { timeoutMs: 90_000, what: 'the end of the campaign' },
  );
  expect(split?.people).toBe(split?.rows);
  expect(split?.held).toBeGreaterThan(0);
  expect(split?.rest).toEqual(['Last hours of the sale']);
  await page.getByRole('region', { name: 'From audience to click' }).getByText('Held out').first().waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('shows how it stands by a goal that is reached after the click', async () => {
  const goal = await sample.post<{ id: string }>(`/sites/${sample.siteId}/goals`, {
    name: 'Order in the shop',
    event: 'order_placed',
  });
  const winner = { decide: 'after', afterSeconds: 14_400, metric: 'conversions', goalId: goal.id };
  const { id } = await sample.post<{ id: string }>(`/sites/${sample.siteId}/campaigns`, {
    name: 'By orders',
    message: { title: 'The sale ends tonight, and so does the free delivery', url: 'https://shop.example/sale' },
    audience: { all: true },
    abTest: {
      variants: [{ weight: 1 }, { weight: 1, message: { title: 'Last hours of the sale' } }],
      testPercent: 60,
      winner,
    },
  });
  await sample.post(`/campaigns/${id}/launch`);
  await page.goto(`${sample.url}/campaigns/${id}`);
  await section().getByText('What counts is who reached “Order in the shop” within 24 hours after a click.').waitFor();
  await section().getByText('which is decided by itself', { exact: false }).waitFor();
  // Everyone who has clicked by then orders.
  const clicks = `FROM deliveries d JOIN runs r ON r.id = d.run_id JOIN campaigns c ON c.id = r.campaign_id
    WHERE c.name = 'By orders' AND d.clicked_at < now()`;
  const areClicked = async () => (await sample.belfry.sql(`SELECT 1 ${clicks}`)).length >= 5;
  await eventually(areClicked, { timeoutMs: 90_000, what: 'five clicks' });
  await sample.belfry.sql(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name)
     SELECT d.site_id, d.subscriber_id, 'custom', 'order_placed' ${clicks}`,
  );
  const reached = section().getByRole('columnheader', { name: 'Reached “Order in the shop”' });
  await reached.waitFor();
  const rows = section().getByRole('row');
  const orderCount = async () => {
    const counts = await rows.locator('td:nth-child(4)').allInnerTexts();
    return counts.reduce((sum, text) => sum + Number(text), 0);
  };
  await eventually(async () => (await orderCount()) >= 5, { timeoutMs: 90_000, what: 'orders in the card' });
  await lookAt(page, 'ab-goal', { isWhole: true });
  await section()
    .getByRole('button', { name: /^Send A to the remaining/ })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send A now' }).click();
  await section().getByText('A won').waitFor();
  await lookAt(page, 'ab-goal-won', { isWhole: true });
  expect(sample.takeProblems()).toEqual([]);
});

it('decides by itself when the time has come, or asks when it is too close', async () => {
  const launch = async (name: string, ifUnclear: 'leading' | 'wait') => {
    const { id } = await sample.post<{ id: string }>(`/sites/${sample.siteId}/campaigns`, {
      name,
      message: { title: 'The sale ends tonight', url: 'https://shop.example/sale' },
      audience: { all: true },
      abTest: {
        variants: [{ weight: 1 }, { weight: 1, message: { title: 'Last hours of the sale' } }],
        testPercent: 50,
        // Too sure for what chance tells apart: the fallback is what decides.
        winner: { decide: 'after', afterSeconds: 14_400, confidencePercent: 99.9, ifUnclear },
      },
    });
    await sample.post(`/campaigns/${id}/launch`);
    return id;
  };
  const asking = await launch('When unclear, ask', 'wait');
  const leading = await launch('When unclear, the leading one', 'leading');
  await page.goto(`${sample.url}/campaigns/${leading}`);
  await section().getByText('which is decided by itself', { exact: false }).waitFor();
  const hasClicks = `SELECT 1 FROM deliveries d JOIN runs r ON r.id = d.run_id JOIN campaigns c ON c.id = r.campaign_id
    WHERE c.name LIKE 'When unclear%' AND d.clicked_at < now() GROUP BY c.id HAVING count(*) >= 3`;
  await eventually(async () => (await sample.belfry.sql(hasClicks)).length === 2, {
    timeoutMs: 90_000,
    what: 'clicks of both',
  });
  await sample.belfry.sql(
    `UPDATE winner_phases SET decide_at = now() - interval '1 second' WHERE decided_at IS NULL AND asked_at IS NULL`,
  );
  // The open page follows what the worker does.
  const decided = section().getByText(
    /^[AB] was leading when the time had come, .+, and (goes|went) to the remaining \d+\.$/,
  );
  await decided.waitFor();
  const winner = (await decided.textContent())?.charAt(0) ?? '';
  await section().getByText(`${winner} won`).waitFor();
  await section()
    .getByRole('row', { name: new RegExp(`^${winner}\\b`) })
    .getByText('Winner')
    .waitFor();
  expect(await section().getByRole('button').count()).toBe(0);
  await page.getByRole('main').getByText('Sent', { exact: true }).first().waitFor();
  const titles = { A: 'The sale ends tonight', B: 'Last hours of the sale' };
  const rest = await sample.belfry.sql(
    `SELECT DISTINCT r.messages -> 0 ->> 'title' AS title FROM runs r JOIN campaigns c ON c.id = r.campaign_id
     WHERE c.name = 'When unclear, the leading one' AND r.seed_run_id IS NOT NULL`,
  );
  expect(rest).toEqual([{ title: titles[winner as 'A' | 'B'] }]);

  await page.goto(`${sample.url}/campaigns/${asking}`);
  await section().getByText('Needs you').waitFor();
  const asked = section().getByText(/^It was too close to call when the time had come\. \d+ subscribers wait\.$/);
  await asked.waitFor();
  await lookAt(page, 'ab-asking', { isWhole: true });
  await section()
    .getByRole('button', { name: /^Send A to the remaining/ })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send A now' }).click();
  await section()
    .getByText(/^A was chosen by hand, /)
    .waitFor();
  await asked.waitFor({ state: 'detached' });
  expect(sample.takeProblems()).toEqual([]);
});
