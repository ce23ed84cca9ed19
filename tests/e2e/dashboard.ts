import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { requireBrowser } from '../push-service/require-browser';
import { type Belfry, OWNER, type Owner } from './start-belfry';

/** An ordinary Chromium for the people who work in the dashboard; the visitors' browsers are those of the world. */
export async function launchOperator(): Promise<Browser> {
  const executablePath = await requireBrowser(process.env.CHROMIUM ?? '/usr/bin/chromium', 'CHROMIUM');
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** Opens the dashboard and signs in as a person does; ends on the page that the product leads to. */
export async function signIn(page: Page, belfry: Pick<Belfry, 'origin'>, owner: Owner = OWNER): Promise<void> {
  await page.goto(`${belfry.origin}/sign-in`);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/s\/site_/);
}

export interface Composed {
  title: string;
  body?: string;
  url: string;
  buttons?: { label: string; url: string }[];
}

/**
 * From the campaigns list through the composer to the confirmation; resolves to the campaign's id, its page open.
 * @param audience as the button has to say it: 1 or '2,000'
 */
export async function sendCampaign(
  page: Page,
  siteId: string,
  message: Composed,
  audience: number | string,
): Promise<string> {
  await compose(page, siteId, message);
  return confirmSend(page, audience);
}

/** In the composer: the button that says how many get it, the question, the campaign's page; resolves to its id. */
export async function confirmSend(page: Page, audience: number | string): Promise<string> {
  const send = `Send to ${audience} now`;
  await page.getByRole('button', { name: send }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: send }).click();
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);
  return page.url().split('/').at(-1) ?? '';
}

/** Leaves the composer open, everything filled in. */
export async function compose(page: Page, siteId: string, { title, body, url, buttons = [] }: Composed): Promise<void> {
  await page.goto(new URL(`/s/${siteId}/campaigns`, page.url()).href);
  await page.getByRole('link', { name: 'New campaign' }).first().click();
  await page.getByLabel('Campaign name').fill(`About ${title}`);
  await page.getByLabel('Title', { exact: true }).fill(title);
  if (body) await page.getByLabel('Text', { exact: true }).fill(body);
  await page.getByLabel('Link', { exact: true }).fill(url);
  for (const [index, button] of buttons.entries()) {
    await page.getByRole('button', { name: 'Add button' }).click();
    await page.getByLabel(`Button ${index + 1} label`).fill(button.label);
    await page.getByLabel(`Button ${index + 1} link`).fill(button.url);
  }
}

/** Presses a link that downloads; resolves to what has come. */
export async function download(link: Locator): Promise<{ text: string; fileName: string }> {
  const [file] = await Promise.all([link.page().waitForEvent('download'), link.click()]);
  return { text: await readFile(await file.path(), 'utf8'), fileName: file.suggestedFilename() };
}

export interface Funnel {
  Audience: number;
  Accepted: number;
  Received: number;
  Shown: number;
  Clicked: number;
}

const STEPS = ['Audience', 'Accepted', 'Received', 'Shown', 'Clicked'] as const;

/** The numbers that stand in the funnel of the open campaign page. */
export async function readFunnel(page: Page): Promise<Funnel> {
  const rows = page.getByRole('region', { name: 'From audience to click' }).getByRole('listitem');
  await rows.first().waitFor();
  const read = async (step: string) => {
    const row = rows.filter({ has: page.getByText(step, { exact: true }) });
    const text = await row.locator('span.tabular').first().textContent();
    return Number(text?.replaceAll(',', '') || Number.NaN);
  };
  const numbers = await Promise.all(STEPS.map(async (step) => [step, await read(step)] as const));
  return Object.fromEntries(numbers) as unknown as Funnel;
}
