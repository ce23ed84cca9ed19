import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { compose } from './dashboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// When it goes: at a time, in each person's time zone, at each one's best hour, again and again. Chosen in the composer,
// confirmed by the button that says day and time, and read again on the campaign's page.

/** Of fewer than twenty people that have reacted, nobody says when a site is most active. */
const AUDIENCE = 40;
const DAY_MS = 86_400_000;

let page: Page;

const sample = withSample(AUDIENCE, (made) => {
  ({ page } = made);
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
const choose = (name: RegExp) => page.getByRole('region', { name: 'When' }).getByRole('radio', { name }).check();
const details = () => page.getByRole('region', { name: 'Details' });
const write = (title: string) =>
  compose(page, sample.siteId, { title, body: 'Come and see.', url: 'https://shop.example/' });
/** The button, the question after it, the campaign's page; resolves to its id. */
async function confirm(label: string, consequence: RegExp): Promise<string> {
  // The whole of it: no other number, day or hour may stand there.
  await button(new RegExp(`^${label}( \\S+ ↵)?$`)).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText(consequence).waitFor();
  await dialog.getByRole('button', { name: label, exact: true }).click();
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);
  return page.url().split('/').at(-1) ?? '';
}
interface Stored {
  status: string;
  sendAt: string | null;
  schedule: unknown;
}
const stored = (id: string) => sample.get<Stored>(`/campaigns/${id}`);
/** As a field for date and time takes it; the browser's zone is that of this process. */
const local = (at: Date) =>
  `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
const pad = (number: number) => String(number).padStart(2, '0');
const said = (at: Date, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options).format(at);
const inDays = (days: number, hours: number, minutes: number) => {
  const at = new Date(Date.now() + days * DAY_MS);
  at.setHours(hours, minutes, 0, 0);
  return at;
};

it('goes at a time: the button and the page say when, it can be taken back, and then goes by itself', async () => {
  const at = inDays(2, 9, 30);
  await write('Two days from now');
  await choose(/^At a time/);
  // Tomorrow at nine is offered, and what has passed is refused as it is typed.
  expect(await field('Date and time').inputValue()).toBe(local(inDays(1, 9, 0)));
  await field('Date and time').fill(local(inDays(-1, 9, 0)));
  await page.getByText(/^This time /).waitFor();
  await field('Date and time').fill(local(at));
  await page.getByText(/^In (1 day|2 days), in your time zone/).waitFor();
  const label = `Schedule for ${AUDIENCE}, ${said(at, { weekday: 'short' })} 09:30`;
  const id = await confirm(label, /Until then you can still change or cancel it\./);
  const time = said(at, { dateStyle: 'medium', timeStyle: 'short' });
  await page.getByText(`Goes out ${time}`).waitFor();
  await page.getByText('Waiting for its time').waitFor();
  expect(await stored(id)).toMatchObject({ status: 'scheduled', sendAt: at.toISOString(), schedule: null });
  await lookAt(page, 'scheduled', { isWhole: true });

  await button('Edit').click();
  const question = page.getByRole('alertdialog', { name: 'Take it off the schedule and edit it?' });
  await question.getByText('It becomes a draft again and is not sent until').waitFor();
  await question.getByRole('button', { name: 'Edit' }).click();
  await page.waitForURL(/\/edit$/);
  // All that was chosen is still there; nothing goes out by it.
  await until('the time kept', async () => (await field('Date and time').inputValue()) === local(at));
  expect(await field('Title').inputValue()).toBe('Two days from now');
  expect(await stored(id)).toMatchObject({ status: 'draft' });

  expect(await confirm(label, /Until then/)).toBe(id);
  await sample.belfry.sql(
    `UPDATE campaigns SET send_at = now() - interval '1 second' WHERE name = 'About Two days from now'`,
  );
  await until('its start by itself', async () => (await stored(id)).status === 'done');
  await page.reload();
  await page.getByText(/^Started /).waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('goes at one time of everybody’s own clock, and says which time zone is next', async () => {
  // Wherever it has passed by now it is tomorrow; to the west and right here it is still to come.
  const at = new Date(Date.now() + 2 * 3_600_000);
  await write('On your clock');
  await choose(/^In each person’s time zone/);
  await field('Date and time on their clock').fill(local(at));
  await page.getByText(/on your clock\.$/).waitFor();
  await page.getByRole('radio', { name: 'Leave those people out' }).check();
  await page.getByRole('radio', { name: /^Send at the same time one day later/ }).check();
  const label = `Schedule for ${AUDIENCE}, ${said(at, { weekday: 'short' })} ${said(at, { timeStyle: 'short' })} their time`;
  const id = await confirm(label, /Until the first time zone starts you can change it/);
  await details()
    .getByText(/in each subscriber’s time zone$/)
    .waitFor();
  await details().getByText('Sent at the same time one day later').waitFor();
  // It has begun where it is later in the day than here.
  const sending = page.getByRole('region', { name: 'Sending' });
  const next = sending.getByText(/^Next: /);
  await next.waitFor();
  expect(await next.textContent()).toMatch(/^Next: \d\d:\d\d in \w+\/\w+.*, in .+, \d+ (person|people)\./);
  expect(await next.textContent()).toContain(`Next: ${said(at, { timeStyle: 'short' })} in `);
  const schedule = { kind: 'local_time', at: local(at), whenPassed: 'next_day' };
  expect(await stored(id)).toMatchObject({ status: 'running', schedule });
  expect(sample.takeProblems()).toEqual([]);
});

it('goes at each person’s best hour, and says what happens to those who have none', async () => {
  await write('When you have time');
  await choose(/^At each person’s best hour/);
  await page
    .getByText(
      'Nobody of this site has a best hour of their own yet; everyone gets it at once, because too few have reacted to messages so far to say when.',
    )
    .waitFor();
  // Without any hour known it is the same as now, and the button does not promise more.
  await button(new RegExp(`^Send to ${AUDIENCE} now`)).waitFor();

  await page.getByText('Saved', { exact: true }).waitFor();
  // What the worker learns of many weeks: three have an hour of their own, and most are active at 19:00.
  await sample.belfry.sql(
    `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
     SELECT id, site_id, CASE WHEN n <= 3 THEN 8 ELSE 19 END, n <= 3, false, now()
     FROM (SELECT id, site_id, row_number() OVER (ORDER BY id) AS n FROM subscribers
       WHERE site_id = (SELECT site_id FROM campaigns WHERE name = 'About When you have time') AND status = 'active') AS s
     ON CONFLICT (subscriber_id) DO UPDATE SET hour = excluded.hour, is_own = excluded.is_own, is_utc = false`,
  );
  await page.reload();
  await page
    .getByText('3 people of this site have a best hour of their own; the others get it at 19:00 on their own clock')
    .waitFor();
  const label = `Send to ${AUDIENCE}, each at their best hour`;
  const id = await confirm(label, /Each person gets it once, within a day of the start/);
  await details().getByText('At each person’s best hour, within a day of the start').waitFor();
  await details().getByText('The site’s best hour; where none is known, at the start').waitFor();
  expect(await stored(id)).toMatchObject({ status: 'running', schedule: { kind: 'best_time' } });
  await page
    .getByRole('region', { name: 'Sending' })
    .getByText(/^Next: /)
    .waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('goes again and again, and shows the next five dates before and after', async () => {
  await write('Twice a week');
  await choose(/^Recurring/);
  const when = page.getByRole('region', { name: 'When' });
  await when.getByRole('radio', { name: 'Weekly' }).check();
  await when.getByRole('checkbox', { name: 'Monday' }).check();
  await when.getByRole('checkbox', { name: 'Thursday' }).check();
  await field('Time').fill('09:00');
  await field('Time zone').selectOption('Asia/Tokyo');
  const dates = when.getByRole('region', { name: 'Next dates' });
  await dates.getByText('The next five dates').waitFor();
  // Told by the calendar alone: 09:00 in Tokyo, which has no summer time, is midnight of UTC.
  const midnight = new Date();
  midnight.setUTCHours(0, 0, 0, 0);
  const days = Array.from({ length: 30 }, (_, n) => new Date(midnight.getTime() + (n + 1) * DAY_MS));
  const expected = days.filter((day) => [1, 4].includes(day.getUTCDay())).slice(0, 5);
  const shown = () =>
    dates
      .getByRole('listitem')
      .locator('time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
  await expect.poll(shown, { timeout: 60_000 }).toEqual(expected.map((day) => day.toISOString()));

  // An end by number, and no day at all.
  await field('Ends').selectOption({ label: 'After some times' });
  await field('Number of times').fill('3');
  await dates.getByText('All dates', { exact: true }).waitFor();
  expect(await dates.getByRole('listitem').count()).toBe(3);
  await field('Ends').selectOption({ label: 'When you stop it' });
  await when.getByRole('checkbox', { name: 'Monday' }).uncheck();
  await when.getByRole('checkbox', { name: 'Thursday' }).uncheck();
  await dates.getByText('The next dates appear here once the rule is complete.').waitFor();
  await when.getByRole('checkbox', { name: 'Monday' }).check();
  await when.getByRole('checkbox', { name: 'Thursday' }).check();

  const id = await confirm(`Schedule for ${AUDIENCE}, every Mon and Thu 09:00`, /You can pause or stop it at any time/);
  await page.getByText('Every Monday and Thursday at 09:00, Asia/Tokyo; next date in').waitFor();
  const next = page.getByRole('region', { name: 'Dates' }).getByRole('listitem');
  expect(await next.count()).toBe(5);
  expect(await stored(id)).toMatchObject({
    status: 'scheduled',
    schedule: { kind: 'recurring', rule: { every: 'week', weekdays: ['mon', 'thu'] }, timezone: 'Asia/Tokyo' },
  });
  expect(sample.takeProblems()).toEqual([]);
});
