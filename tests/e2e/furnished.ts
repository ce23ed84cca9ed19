import type { Browser, Page } from 'playwright-core';
import { sendCampaign, signIn } from './dashboard';
import { type Belfry, OWNER, type Setup } from './start-belfry';

/** An installation with something on every page: an empty site of the owner's own, and the sample with one sent campaign. */
export interface Furnished {
  belfry: Belfry;
  /** `/s/{siteId}` of the site that nobody has subscribed to yet. */
  empty: string;
  /** `/s/{siteId}` of the sample. */
  sample: string;
  /** Of the sample: the campaign that was sent, a draft, a subscriber, a segment. */
  sentId: string;
  draftId: string;
  subscriberId: string;
  segmentId: string;
}

const SAMPLE_SIZE = 400;

/** Takes a new installation and a page of its own; the page is signed in as the owner afterwards, in the sample. */
export async function furnish(belfry: Belfry, page: Page): Promise<Furnished> {
  const { siteId: emptyId }: Setup = await belfry.setup('https://shop.example');
  const made = await belfry.cli<{ siteId: string }>(
    'sample',
    '--subscribers',
    String(SAMPLE_SIZE),
    '--email',
    OWNER.email,
  );
  const sample = `/s/${made.siteId}`;
  await signIn(page, belfry);
  await page.goto(`${belfry.origin}/open/${made.siteId}`);
  await page.waitForURL(`**${sample}`);

  const sentId = await sendCampaign(
    page,
    made.siteId,
    {
      title: 'Sidama is in ☕',
      body: 'Forty bags, roasted on Tuesday. Apricot and jasmine, and gone by Friday.',
      url: `${belfry.origin}/demo`,
      buttons: [
        { label: 'Put one aside', url: `${belfry.origin}/demo?aside` },
        { label: 'Remind me', url: `${belfry.origin}/demo?remind` },
      ],
    },
    SAMPLE_SIZE,
  );
  await page.getByRole('main').getByText('Sent', { exact: true }).first().waitFor({ timeout: 60_000 });

  const idIn = async (path: string, kind: string): Promise<string> => {
    await page.goto(`${belfry.origin}${sample}${path}`);
    const link = page.locator(`main a[href*="/${kind}_"]`).first();
    const found = new RegExp(`${kind}_\\w+`).exec((await link.getAttribute('href')) ?? '')?.[0];
    if (!found) throw new Error(`${path} links to no ${kind}`);
    return found;
  };
  const subscriberId = await idIn('/subscribers', 'sub');
  const segmentId = await idIn('/segments', 'seg');
  const draftId = await makeDraft(page, `${belfry.origin}${sample}`);
  return { belfry, empty: `/s/${emptyId}`, sample, sentId, draftId, subscriberId, segmentId };
}

async function makeDraft(page: Page, sampleUrl: string): Promise<string> {
  await page.goto(`${sampleUrl}/campaigns/new`);
  await page.getByLabel('Campaign name').fill('Weekend opening hours');
  await page.getByLabel('Title', { exact: true }).fill('Open on Saturdays from December');
  await page.getByLabel('Text', { exact: true }).fill('From eight, with the first lot of the day on the filter bar.');
  await page.getByLabel('Link', { exact: true }).fill('https://larkspur.example/hours');
  await page.waitForURL(/\/campaigns\/cmp_\w+\/edit$/);
  await page.getByText('Saved', { exact: true }).waitFor();
  return /cmp_\w+/.exec(page.url())?.[0] ?? '';
}

export interface WatchedPage {
  page: Page;
  /** Errors and refusals that the console has shown since the last call. */
  takeProblems(): string[];
}

/** A page whose console is read: errors, exceptions, and what the Content-Security-Policy refused. */
export async function openWatchedPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  return { page, takeProblems: () => problems.splice(0) };
}
