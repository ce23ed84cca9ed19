import type { Page } from 'playwright-core';
import { expect, it, onTestFailed } from 'vitest';
import type { BrowserSession } from '../push-service/browser.types';
import { eventually } from '../push-service/wait-for';
import { type CustomerSite, startCustomerSite } from './customer-site';
import { sendCampaign, signIn } from './dashboard';
import { withDashboard } from './with-started';

// A goal that is reached by a real visitor: made in the dashboard, clicked to by a notification, told by `track` of the page
// API on the customer's own page, read in the list of goals and in the campaign's report.

let site: CustomerSite;
let siteId: string;
let office: Page;
let visitor: BrowserSession;

const PATIENCE = { timeoutMs: 60_000 };

const dashboard = withDashboard(async ({ world, belfry, page }) => {
  office = page;
  site = await startCustomerSite(world);
  const setup = await belfry.setup(site.origin);
  site.install(setup);
  siteId = setup.siteId;
  await signIn(office, belfry);
  visitor = await world.launchChromium();
});

const goals = () => office.getByRole('region', { name: 'Goals', exact: true });
const open = (path: string) => office.goto(`${dashboard.belfry.origin}/s/${siteId}${path}`);
const track = (total: number) => visitor.page.evaluate<boolean>(`belfry('track', 'order_placed', { total: ${total} })`);
/** Asks for the page until it says so: workers count within seconds. */
const reads = (what: string, isSo: () => Promise<boolean>) =>
  eventually(
    async () => {
      await office.reload();
      return isSo();
    },
    { what, timeoutMs: 120_000 },
  );

it('counts what a page tracks after a click, with its money', async () => {
  onTestFailed(() => console.error(dashboard.belfry.log()));
  await open('/goals');
  await office.getByRole('button', { name: 'New goal' }).click();
  const dialog = office.getByRole('dialog', { name: 'New goal' });
  await dialog.getByLabel('Name').fill('Order');
  await dialog.getByLabel('Event').fill('order_placed');
  await dialog.getByLabel('Property with the amount').fill('total');
  await dialog.getByLabel('Currency').fill('eur');
  await dialog.getByRole('button', { name: 'Create goal' }).click();
  await dialog.waitFor({ state: 'detached' });

  await visitor.grant(site.origin);
  await visitor.page.goto(site.origin);
  await visitor.page.click('[data-belfry-subscribe]');
  await eventually(() => visitor.page.evaluate<boolean>(`belfry('isSubscribed')`), {
    what: 'a subscription',
    ...PATIENCE,
  });
  // Before any click: it is kept, and counts for no campaign.
  expect(await track(5)).toBe(true);

  const campaignId = await sendCampaign(office, siteId, { title: 'Fresh bread', url: `${site.origin}/offer` }, 1);
  const shown = await visitor.desktop.waitFor('Fresh bread', PATIENCE);
  visitor.desktop.click(shown);
  const isClicked = async () =>
    (await dashboard.belfry.sql('SELECT 1 FROM deliveries WHERE clicked_at IS NOT NULL')).length > 0;
  await eventually(isClicked, { what: 'the click', ...PATIENCE });
  await visitor.page.goto(`${site.origin}/offer`);
  expect(await track(19.9)).toBe(true);
  expect(await track(5.1)).toBe(true);

  await open('/goals');
  await reads('both orders in the list of goals', async () => /€25\.00/.test((await goals().textContent()) ?? ''));
  await goals()
    .getByRole('row')
    .filter({ hasText: 'order_placed' })
    .getByRole('cell', { name: '2', exact: true })
    .waitFor();
  await open(`/campaigns/${campaignId}/report`);
  const report = office.getByRole('main');
  await reads('the orders in the report', async () => /€25\.00/.test((await report.textContent()) ?? ''));
  expect(dashboard.takeProblems()).toEqual([]);
});
