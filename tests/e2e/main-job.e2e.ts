import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import type { BrowserSession } from '../push-service/browser.types';
import { eventually } from '../push-service/wait-for';
import type { World } from '../push-service/world';
import { type CustomerSite, startCustomerSite } from './customer-site';
import { type Composed, compose, confirmSend, type Funnel, readFunnel, sendCampaign, signIn } from './dashboard';
import type { Api, Belfry, Setup } from './start-belfry';
import { watchPage } from './watch-page';
import { withDashboard } from './with-started';

// The main job, nothing left out: real browsers, the real snippet on another origin, the product as `npm start` runs
// it, and a person in the dashboard. Only the push service and the desktop are stand-ins, and both speak the real
// protocols.

/** Chromium waits before its first check-in: 2 s, now and then 6. */
const SUBSCRIBE = { what: 'a subscription', timeoutMs: 40_000 };
const ARRIVAL = { timeoutMs: 30_000 };
const ALL_ONE: Funnel = { Audience: 1, Accepted: 1, Received: 1, Shown: 1, Clicked: 1 };

interface Subscriber {
  id: string;
  status: string;
  tags: Record<string, unknown>;
  externalId: string | null;
  topics: string[];
}

for (const name of ['Firefox', 'Chromium'] as const) {
  describe(name, () => {
    let world: World;
    let belfry: Belfry;
    let site: CustomerSite;
    let setup: Setup;
    let api: Api;
    /** The dashboard, signed in. */
    let office: Page;
    let describeOffice: () => Promise<string>;
    /** The visitor: a fresh profile for each test. */
    let browser: BrowserSession;

    withDashboard(async (dashboard) => {
      ({ world, belfry, page: office } = dashboard);
      site = await startCustomerSite(world);
      setup = await belfry.setup(site.origin);
      site.install(setup);
      api = belfry.api(setup.apiKey);
      describeOffice = watchPage(office);
      await signIn(office, belfry);
    });

    beforeEach(async () => {
      onTestFailed(async () => console.error(belfry.log(), await describeOffice()));
      browser = await (name === 'Firefox' ? world.launchFirefox() : world.launchChromium());
    });
    afterEach(async () => {
      await browser.close();
      // The next test begins with nobody.
      for (const { id } of await subscribers()) await api('DELETE', `/api/v1/sites/${setup.siteId}/subscribers/${id}`);
      world.push.clearFaults();
    });

    const subscribers = async () =>
      (await api<{ items: Subscriber[] }>('GET', `/api/v1/sites/${setup.siteId}/subscribers`)).items;
    const isSubscribed = () => browser.page.evaluate<boolean>(`belfry('isSubscribed')`);

    /** Permission given, the page's button clicked. */
    async function subscribe(): Promise<void> {
      await browser.grant(site.origin);
      await browser.page.goto(site.origin);
      await browser.page.click('[data-belfry-subscribe]');
      await eventually(isSubscribed, SUBSCRIBE);
    }

    const send = (message: Composed, audience = 1) => sendCampaign(office, setup.siteId, message, audience);

    /** The funnel on the open page, without a reload. */
    async function expectLive(wanted: Partial<Funnel>): Promise<void> {
      let last: Funnel | undefined;
      const fits = async () => {
        last = await readFunnel(office);
        return Object.entries(wanted).every(([step, count]) => last?.[step as keyof Funnel] === count);
      };
      await eventually(fits, { what: 'the funnel live', ...ARRIVAL }).catch(() => expect(last).toMatchObject(wanted));
    }

    /** The same after a reload, too. */
    async function expectFunnel(wanted: Partial<Funnel>): Promise<void> {
      await expectLive(wanted);
      await office.reload();
      expect(await readFunnel(office)).toMatchObject(wanted);
    }

    it('a button, a campaign, a notification without a tab, a click, a figure; and out again', async () => {
      await subscribe();
      expect(await browser.page.evaluate(`seen.map(([event]) => event)`)).toEqual(['subscribe']);
      const [subscriber] = await subscribers();
      // Debian's Chromium says Chrome of itself.
      const browserName = name === 'Firefox' ? 'Firefox' : 'Chrome';
      expect(subscriber).toMatchObject({ status: 'active', browser: browserName, device: 'desktop' });

      await browser.leaveOnly('about:blank');
      const asked = site.requests.length;
      await send({ title: 'Fresh bread ✓', body: 'näytä — until noon', url: `${site.origin}/offer` });
      const shown = await browser.desktop.waitFor('Fresh bread ✓', ARRIVAL);
      expect(shown.body).toMatch(/näytä — until noon$/);
      expect(site.requests.slice(asked), 'no page of the site was open').toEqual([]);
      await expectFunnel({ ...ALL_ONE, Clicked: 0 });

      browser.desktop.click(shown);
      await eventually(async () => (await browser.tabs()).includes(`${site.origin}/offer`), {
        what: 'the offer in a tab',
        ...ARRIVAL,
      });
      await expectFunnel(ALL_ONE);
      const { stats } = await api<{ stats: object }>('GET', `/api/v1/campaigns/${office.url().split('/').at(-1)}`);
      expect(stats).toMatchObject({
        audience: 1,
        pending: 0,
        accepted: 1,
        received: 1,
        shown: 1,
        clicked: 1,
        dismissed: 0,
      });

      await browser.page.goto(site.origin);
      expect(await browser.page.evaluate(`belfry('unsubscribe')`)).toBe(true);
      expect(await isSubscribed()).toBe(false);
      expect((await subscribers()).map(({ status }) => status)).toEqual(['unsubscribed']);
      await compose(office, setup.siteId, { title: 'Nobody', url: `${site.origin}/offer` });
      const button = office.getByRole('button', { name: 'Send to 0 now' });
      await office.getByText('The message is ready; nobody would get it yet.').waitFor();
      await button.click();
      await office.getByText('Nobody is in this audience').waitFor();
      // Until then somebody may have come.
      await office.getByRole('radio', { name: /^At a time/ }).check();
      await office.getByRole('button', { name: /^Schedule for 0, / }).click();
      await office.getByRole('alertdialog', { name: 'Schedule “Nobody”?' }).waitFor();
      await office.keyboard.press('Escape');
    });

    it('the soft dialog asks with the words of the dashboard', async () => {
      await office.goto(`${belfry.origin}/s/${setup.siteId}/prompt`);
      await office.getByLabel('Title', { exact: true }).fill('Bread news?');
      await office.getByLabel('Wait before asking').fill('0');
      await office.getByRole('button', { name: 'Save prompt' }).click();
      await office.getByText('Prompt saved').waitFor();
      // The front door keeps a site's settings for ten seconds; this visitor's browser is new and keeps nothing yet.
      const config = `${belfry.origin}/api/embed/${setup.siteKey}/config`;
      const served = async () => (await (await fetch(config)).text()).includes('Bread news?');
      await eventually(served, { what: 'the new words in the config', timeoutMs: 60_000 });

      await browser.page.goto(site.origin);
      // Headless browsers have no question to show; a person's answer to it is the permission given in the settings.
      await browser.page.evaluate(`Notification.requestPermission = () => new Promise((resolve) => {
        const active = navigator.userActivation.isActive;
        fetch('/beacon', { method: 'POST', body: JSON.stringify({ kind: 'asked', active }) });
        setInterval(() => Notification.permission === 'granted' && resolve('granted'), 20);
      })`);
      const inDialog = (selector: string) => (name === 'Firefox' ? `>>> ${selector}` : selector);
      expect(await browser.page.text(inDialog('[role=dialog] h2'))).toBe('Bread news?');
      await browser.page.click(inDialog('[role=dialog] button.a'));
      expect((await site.waitFor('asked')).active, 'asked within the click').toBe(true);
      await browser.grant(site.origin);
      await eventually(isSubscribed, SUBSCRIBE);
      const consent = await belfry.sql(
        'SELECT decision, prompt_kind, origin FROM consent_records ORDER BY id DESC LIMIT 1',
      );
      expect(consent).toEqual([{ decision: 'granted', prompt_kind: 'dialog', origin: site.origin }]);

      await send({ title: 'To the dialog', url: `${site.origin}/offer` });
      await browser.desktop.waitFor('To the dialog', ARRIVAL);
    });

    it('a button of the notification opens its own address and counts as a click', async () => {
      await subscribe();
      await browser.leaveOnly('about:blank');
      await send({
        title: 'Two ways',
        url: `${site.origin}/offer`,
        buttons: [
          { label: 'Later', url: `${site.origin}/` },
          { label: 'See', url: `${site.origin}/second` },
        ],
      });
      const shown = await browser.desktop.waitFor('Two ways', ARRIVAL);
      browser.desktop.click(shown, 'See');
      await eventually(async () => (await browser.tabs()).includes(`${site.origin}/second`), ARRIVAL);
      await expectFunnel(ALL_ONE);
      expect(await browser.tabs()).not.toContain(`${site.origin}/offer`);
      expect(await belfry.sql('SELECT clicked_actions FROM deliveries ORDER BY run_id DESC LIMIT 1')).toEqual([
        { clicked_actions: 4 }, // The second button's bit.
      ]);
    });

    it('a dismissal is counted as one, not as a click', async () => {
      await subscribe();
      await send({ title: 'Not now', url: `${site.origin}/offer` });
      browser.desktop.dismiss(await browser.desktop.waitFor('Not now', ARRIVAL));
      const dismissed = office.locator('dl > div').filter({ has: office.getByText('Dismissed', { exact: true }) });
      await eventually(async () => (await dismissed.first().locator('dd').first().textContent()) === '1', {
        what: 'one dismissal',
        ...ARRIVAL,
      });
      await expectFunnel({ ...ALL_ONE, Clicked: 0 });
    });

    it('a message that has to be sent twice is seen once', async () => {
      await subscribe();
      await browser.leaveOnly('about:blank');
      // The push service takes it and breaks before it answers: nobody can know, so Belfry sends it once more.
      world.push.setFault('*', { reset: true, afterDelivery: true, times: 1 });
      const before = world.push.received.length;
      await send({ title: 'Just once', url: `${site.origin}/offer` });
      await browser.desktop.waitFor('Just once', ARRIVAL);
      await eventually(() => world.push.received.slice(before).filter(({ ack }) => ack === 100).length === 2, {
        what: 'two copies taken by the browser',
        ...ARRIVAL,
      });
      await expectFunnel({ ...ALL_ONE, Clicked: 0 });
      expect(browser.desktop.open().filter(({ title }) => title === 'Just once')).toHaveLength(1);
      const [{ attempts } = { attempts: 0 }] = await belfry.sql<{ attempts: number }>(
        'SELECT attempts FROM deliveries ORDER BY run_id DESC LIMIT 1',
      );
      expect(attempts).toBe(2);
    });

    it('a message waits for a browser that is away', async () => {
      await subscribe();
      // Composed before: the longer a browser is cut off, the longer it waits between two tries to come back.
      await compose(office, setup.siteId, { title: 'While you slept', url: `${site.origin}/offer` });
      const whileAway = async () => {
        await confirmSend(office, 1);
        await expectLive({ Audience: 1, Accepted: 1, Received: 0, Shown: 0 });
      };
      if (browser.name === 'firefox') {
        world.push.setAway(true);
        await eventually(() => world.push.connectedCount() === 0);
        await whileAway();
        world.push.setAway(false);
      } else {
        await (browser as Awaited<ReturnType<World['launchChromium']>>).restart(whileAway);
      }
      await browser.desktop.waitFor('While you slept', { timeoutMs: 90_000 });
      await expectFunnel({ ...ALL_ONE, Clicked: 0 });
    });

    it('a lost subscription heals by itself: same person, same tags, next campaign arrives', async () => {
      await subscribe();
      expect(await browser.page.evaluate(`belfry('setTags',{plan:'pro',visits:3})`)).toBe(true);
      expect(await browser.page.evaluate(`belfry('login','customer-42')`)).toBe(true);
      const [before] = await subscribers();
      expect(before).toMatchObject({ tags: { plan: 'pro', visits: 3 }, externalId: 'customer-42' });
      const endpoint = async () =>
        (await belfry.sql<{ endpoint: string }>('SELECT endpoint FROM subscribers ORDER BY id DESC LIMIT 1'))[0]
          ?.endpoint;
      const lost = await endpoint();

      await browser.leaveOnly('about:blank');
      if (name === 'Firefox') world.push.forgetAgents();
      else {
        await browser.grant(site.origin, 'denied');
        await eventually(() => world.push.findSubscription(lost ?? '')?.isActive === false, ARRIVAL);
        await browser.grant(site.origin, 'granted');
      }
      await eventually(async () => (await endpoint()) !== lost, { what: 'another endpoint', timeoutMs: 40_000 });
      const after = await subscribers();
      expect(after.map(({ id, tags, externalId, status }) => ({ id, tags, externalId, status }))).toEqual([
        { id: before?.id, tags: { plan: 'pro', visits: 3 }, externalId: 'customer-42', status: 'active' },
      ]);

      await send({ title: 'Welcome back', url: `${site.origin}/offer` });
      await browser.desktop.waitFor('Welcome back', ARRIVAL);
      await expectFunnel({ ...ALL_ONE, Clicked: 0 });
    });
  });
}
