import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { CampaignStats } from '@/lib/contracts/campaigns';
import { eventually, until } from '../push-service/wait-for';
import { compose, confirmSend, readFunnel, signIn } from './dashboard';
import { lookAt } from './look-at';
import type { Api, Setup } from './start-belfry';
import { withDashboard } from './with-started';

// Hands on the wheel: what a push service refuses is told, with what to do, and tried again; a campaign that goes out slowly
// is paused, resumed, changed in its pace and stopped; its copy goes to some and not to others.

const GERMAN = 18;
const FRENCH = 12;
const TESTERS = 5;
const AUDIENCE = GERMAN + FRENCH;

let setup: Setup;
let api: Api;
let page: Page;

const dashboard = withDashboard(async ({ world, belfry, ...made }) => {
  ({ page } = made);
  setup = await belfry.setup('https://shop.example');
  api = belfry.api(setup.apiKey);
  const people = world.push.createSubscribers(AUDIENCE, { key: setup.vapidPublicKey });
  const subscribers = people.map(({ subscription: { endpoint, keys } }, n) => ({
    endpoint,
    keys,
    externalId: `person-${n + 1}`,
    language: n < GERMAN ? 'de' : 'fr',
    tags: { tester: n < TESTERS },
  }));
  const site = `/api/v1/sites/${setup.siteId}`;
  await api('POST', `${site}/subscribers/batch`, { subscribers });
  const german = { op: 'and', rules: [{ field: 'language', operator: 'is', values: ['de'] }] };
  const testers = { op: 'and', rules: [{ field: 'tag', key: 'tester', operator: 'is', value: true }] };
  await api('POST', `${site}/segments`, { name: 'German speakers', rule: german });
  await api('POST', `${site}/segments`, { name: 'Testers', rule: testers });
  await signIn(page, belfry);
});

interface Answer {
  id: string;
  status: string;
  throttlePerMinute: number | null;
  stats: CampaignStats;
}
const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
const details = () => page.getByRole('region', { name: 'Details' });
/** Of the campaign whose page is open. */
const stored = () => api<Answer>('GET', `/api/v1/campaigns/${/cmp_\w+/.exec(page.url())?.[0]}`);
/** The badge beside the name, and what the API says. */
async function is(badge: string, status: string): Promise<void> {
  await page.getByRole('main').getByText(badge, { exact: true }).first().waitFor();
  expect((await stored()).status).toBe(status);
}
/** What was on its way has been answered. */
const isQuiet = () =>
  until('nothing on its way', async () => {
    const rows = await dashboard.belfry.sql('SELECT FROM deliveries WHERE state = 1');
    return rows.length === 0;
  });
/** How many lines these buttons take. */
async function rowsOf(...names: string[]): Promise<number> {
  const boxes = await Promise.all(names.map((name) => button(name).boundingBox()));
  return new Set(boxes.map((box) => box?.y)).size;
}
const write = (title: string) => compose(page, setup.siteId, { title, url: 'https://shop.example/' });

it('tells what a push service refuses and what to do, and tries again when told', async () => {
  // From the first message on: one refusal among many that it takes is no fault of the sender.
  dashboard.world.push.setFault('*', { status: 403, body: 'the sender is not known here' });
  await write('Refused');
  await confirmSend(page, AUDIENCE);
  const main = page.getByRole('main');
  // What is tried again is counted in a list under the same name; this is the remark.
  const remark = main
    .getByRole('paragraph')
    .filter({ hasText: 'The push service refused the sender · Push service on this machine' });
  await remark.waitFor();
  await main.getByText('Check the sender address under Site → Settings', { exact: false }).waitFor();
  await main.getByText(/^Its answer, \d+ times?: 403: the sender is not known here$/).waitFor();
  await lookAt(page, 'refused', { isWhole: true });
  // Nobody is given up for it.
  const { stats } = await stored();
  expect(stats).toMatchObject({ audience: AUDIENCE, pending: AUDIENCE, accepted: 0, rejected: 0, gone: 0 });

  await button('Pause').click();
  await main.getByText('It is tried again when you resume.').waitFor();
  expect(await button('Try again now').count()).toBe(0);
  // Still not put right: refused once more, which has to be over before it is put right.
  const timesTold = async () =>
    Number(/\d+/.exec((await main.getByText(/^Its answer, \d+ times?/).textContent()) ?? '')?.[0]);
  const before = await timesTold();
  await button('Resume').click();
  await button('Try again now').waitFor();
  await until('another refusal', async () => (await timesTold()) > before);
  await isQuiet();
  // A worker takes a pause of its own for stored, and so for one that a person may end, after two seconds.
  await page.waitForTimeout(2_500);

  dashboard.world.push.clearFaults();
  await button('Try again now').click();
  await page.getByText('Trying again').waitFor();
  await is('Sent', 'done');
  await remark.waitFor({ state: 'detached' });
  await until('all of them on the page', async () => (await readFunnel(page)).Accepted === AUDIENCE);
  expect(dashboard.world.push.counts().takenCount).toBe(AUDIENCE);
  expect(dashboard.takeProblems()).toEqual([]);
});

it('pauses, resumes, goes at another pace and stops', async () => {
  dashboard.world.push.clearReceived();
  await write('Slowly');
  await page.getByText('Delivery and behaviour').click();
  await page.getByLabel('Messages per minute').fill('20');
  await confirmSend(page, AUDIENCE);
  const sending = page.getByRole('region', { name: 'Sending' });
  await sending.getByText(new RegExp(`^[1-9]\\d* of ${AUDIENCE}$`)).waitFor();
  await details().getByText('At most 20 a minute').waitFor();

  const wide = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await rowsOf('Duplicate', 'Pause', 'Pace', 'Cancel')).toBe(1);
  await button('Pause').click();
  await is('Paused', 'paused');
  expect(await rowsOf('Duplicate', 'Resume', 'Pace', 'Cancel')).toBe(1);
  await page.setViewportSize(wide);
  await sending.getByText('Paused: nothing goes out until you resume', { exact: false }).waitFor();
  await isQuiet();
  const before = dashboard.world.push.counts().takenCount;
  // At its pace two more would go meanwhile.
  await page.waitForTimeout(6_500);
  expect(dashboard.world.push.counts().takenCount).toBe(before);
  expect(before).toBeLessThan(AUDIENCE);

  await button('Resume').click();
  await is('Sending', 'running');
  await until('another message', () => dashboard.world.push.counts().takenCount > before);

  await button('Pace').click();
  const pace = page.getByRole('dialog', { name: 'Pace' });
  const perMinute = pace.getByLabel('Messages per minute');
  expect(await perMinute.inputValue()).toBe('20');
  await perMinute.fill('many');
  await pace.getByRole('button', { name: 'Set pace' }).click();
  await pace.getByText('Enter a whole number from 1 to 1,000,000, or nothing.').waitFor();
  expect((await stored()).throttlePerMinute).toBe(20);
  await perMinute.fill('10');
  await pace.getByRole('button', { name: 'Set pace' }).click();
  await page.getByText('At most 10 a minute from now on').waitFor();
  await pace.waitFor({ state: 'detached' });
  await details().getByText('At most 10 a minute').waitFor();
  expect((await stored()).throttlePerMinute).toBe(10);

  // Asked first, and nothing is lost by saying no.
  const question = page.getByRole('alertdialog', { name: 'Cancel “About Slowly”?' });
  await button('Cancel').click();
  await question.getByText(/^\d+ subscribers who have not been sent it yet will not get it\./).waitFor();
  await question.getByRole('button', { name: 'Keep sending' }).click();
  await question.waitFor({ state: 'detached' });
  expect((await stored()).status).toBe('running');
  await button('Cancel').click();
  await question.getByRole('button', { name: 'Cancel campaign' }).click();
  await is('Cancelled', 'cancelled');

  // Whoever counts: the page, the API, the push service.
  const { stats } = await eventually(
    async () => {
      const answer = await stored();
      return answer.stats.pending === 0 && answer;
    },
    { what: 'the end of what was on its way' },
  );
  const { takenCount } = dashboard.world.push.counts();
  expect(takenCount).toBeGreaterThan(before);
  expect(stats).toMatchObject({ audience: AUDIENCE, accepted: takenCount, suppressed: AUDIENCE - takenCount });
  await until('the count on the page', async () => (await readFunnel(page)).Accepted === takenCount);
  const reason = page
    .getByRole('region', { name: 'Not delivered, and why' })
    .getByRole('listitem')
    .filter({ hasText: 'Campaign cancelled' });
  expect(await reason.textContent()).toContain(
    `${takenCount} messages were sent; ${AUDIENCE - takenCount} were not, and will not be.`,
  );
  expect(await button(/^(Pause|Resume|Pace|Cancel)$/).count()).toBe(0);
  expect(dashboard.takeProblems()).toEqual([]);
});

it('is duplicated, and the copy goes to some but not to others', async () => {
  await button('Duplicate').click();
  await page.waitForURL(/\/edit$/);
  expect(await page.getByLabel('Campaign name').inputValue()).toBe('About Slowly (copy)');
  expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Slowly');
  // At the pace it had last.
  expect(await stored()).toMatchObject({ status: 'draft', throttlePerMinute: 10 });
  await button(/^Send to 30 now/).waitFor();
  await page.getByText('Delivery and behaviour').click();
  await page.getByLabel('Messages per minute').fill('');

  const audience = page.getByRole('region', { name: 'Audience' });
  await audience.getByRole('radio', { name: /^Segments/ }).check();
  const pick = async (list: string, segment: string) => {
    await audience.getByRole('button', { name: new RegExp(`^${list}`) }).click();
    const open = page.getByRole('dialog', { name: list });
    await open.getByRole('checkbox', { name: segment }).check();
    await page.keyboard.press('Escape');
    await open.waitFor({ state: 'detached' });
  };
  await pick('Send to people in', 'German speakers');
  await button(new RegExp(`^Send to ${GERMAN} now`)).waitFor();
  await pick('But not to people in', 'Testers');
  await button(new RegExp(`^Send to ${GERMAN - TESTERS} now`)).waitFor();
  await audience.getByText(`${GERMAN - TESTERS} subscribers`).waitFor();

  // Some of them, and nobody who is left out.
  const isLeftOut = (text: string) => {
    const number = Number(/person-(\d+)/.exec(text)?.[1]);
    return !(number > TESTERS && number <= GERMAN);
  };
  await audience.getByRole('button', { name: 'Show some of them' }).click();
  const some = audience.getByRole('list', { name: 'Some who will get it' }).getByRole('listitem');
  await some.first().waitFor();
  const people = await some.allInnerTexts();
  expect(people.length).toBeGreaterThan(1);
  expect(people.filter(isLeftOut)).toEqual([]);
  await audience.getByRole('button', { name: 'Hide them' }).click();
  await some.first().waitFor({ state: 'detached' });

  // With nobody left out again, and the other way round.
  await audience.getByRole('button', { name: 'Remove Testers' }).click();
  await button(new RegExp(`^Send to ${GERMAN} now`)).waitFor();
  await pick('But not to people in', 'Testers');
  await button(new RegExp(`^Send to ${GERMAN - TESTERS} now`)).waitFor();

  dashboard.world.push.clearReceived();
  await confirmSend(page, GERMAN - TESTERS);
  await is('Sent', 'done');
  await details().getByText('People in German speakers, but not in Testers').waitFor();
  expect(dashboard.world.push.counts().takenCount).toBe(GERMAN - TESTERS);
  expect(dashboard.takeProblems()).toEqual([]);
});
