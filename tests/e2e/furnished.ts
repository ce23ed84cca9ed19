import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../push-service/wait-for';
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
  /** An endpoint that is told of the campaign, and its delivery of a test. */
  webhookId: string;
  webhookDeliveryId: string;
  /** Of the sample: a list that was tried and waits for its start. */
  importId: string;
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

  const webhookId = await makeWebhooks(belfry, page, made.siteId);
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
  await page.getByRole('main').getByText('Sent', { exact: true }).first().waitFor();

  const idIn = async (path: string, kind: string): Promise<string> => {
    await page.goto(`${belfry.origin}${sample}${path}`);
    const link = page.locator(`main a[href*="/${kind}_"]`).first();
    const found = new RegExp(`${kind}_\\w+`).exec((await link.getAttribute('href')) ?? '')?.[0];
    if (!found) throw new Error(`${path} links to no ${kind}`);
    return found;
  };
  const subscriberId = await idIn('/subscribers', 'sub');
  const segmentId = await idIn('/segments', 'seg');
  const draftId = await makeDraft(belfry, page, `${belfry.origin}${sample}`);
  await makeTemplates(belfry, page, `/api/v1/sites/${made.siteId}/templates`, sentId);
  await makeExports(belfry, page, `/api/v1/sites/${made.siteId}/exports`, sentId);
  const webhookDeliveryId = await testWebhook(belfry, page, `/api/v1/sites/${made.siteId}/webhooks/${webhookId}`);
  const importId = await makeImport(belfry, page, `/api/v1/sites/${made.siteId}/imports`);
  const empty = `/s/${emptyId}`;
  return { belfry, empty, sample, sentId, draftId, subscriberId, segmentId, webhookId, webhookDeliveryId, importId };
}

/** One endpoint that answers (not at once), and one that has failed for a while. */
async function makeWebhooks(belfry: Belfry, page: Page, siteId: string): Promise<string> {
  let count = 0;
  const receiver = createServer((request, response) => {
    const [status, body] = count++ === 0 ? [503, '{"error":"restarting"}'] : [200, '{"received":true}'];
    request.resume().on('end', () => response.writeHead(status, { 'Retry-After': '1' }).end(body));
  });
  await new Promise<void>((resolve) => receiver.listen(belfry.webhookPort, 'localhost', resolve));
  receiver.unref();
  const make = (url: string, description: string, events: string[]) =>
    callAsPerson<{ id: string }>(belfry, page, `/api/v1/sites/${siteId}/webhooks`, { url, description, events });
  const events = ['message.accepted', 'message.failed', 'campaign.started', 'campaign.finished'];
  const { id } = await make(`http://localhost:${belfry.webhookPort}/belfry`, 'Warehouse', events);
  await make('https://crm.larkspur.example/hooks/belfry', 'CRM', ['subscriber.created']);
  await belfry.sql(
    `UPDATE webhooks SET failure_count = 7, failing_since = now(), open_until = now() + interval '20 minutes'
     WHERE description = 'CRM'`,
  );
  return id;
}

/** Sends a test once the campaign has been told; resolves to the id of the delivery that needed two attempts. */
async function testWebhook(belfry: Belfry, page: Page, path: string): Promise<string> {
  const told = `SELECT 1 FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
    WHERE e.type = 'campaign.finished' AND NOT EXISTS (SELECT FROM webhook_deliveries WHERE state <> 'delivered')`;
  await eventually(async () => (await belfry.sql(told)).length > 0, { timeoutMs: 60_000, what: 'the deliveries' });
  await callAsPerson(belfry, page, `${path}/test`);
  // Nothing more is sent, so that it may have the address of a shop's server.
  await belfry.sql(
    `UPDATE webhooks SET url = 'https://warehouse.larkspur.example/belfry' WHERE description = 'Warehouse'`,
  );
  const { items } = await getAsPerson<{ items: { id: string; attemptCount: number }[] }>(
    belfry,
    page,
    `${path}/deliveries`,
  );
  return items.find((one) => one.attemptCount > 1)?.id ?? '';
}

/** Uploaded as a person would, and tried by a worker. */
async function makeImport(belfry: Belfry, page: Page, path: string): Promise<string> {
  await page.goto(`${belfry.origin}${path.replace('/api/v1/sites', '/s').replace('/imports', '/subscribers/imports')}`);
  await page.getByLabel('File to import').setInputFiles({
    name: 'crm-2026-11.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`endpoint,p256dh,auth,Customer ID,Roast,Bags,IP\n${IMPORT_ROWS}`),
  });
  await page.getByRole('button', { name: 'Try it without changes' }).click();
  await page.getByRole('heading', { name: 'What it would do' }).waitFor();
  return /imp_\w+/.exec(page.url())?.[0] ?? '';
}

const IMPORT_KEY = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';
const IMPORT_ROWS = Array.from(
  { length: 24 },
  (_, n) =>
    `https://${n % 8 === 7 ? 'push.example' : 'fcm.googleapis.com'}/fcm/send/${n},${n === 3 ? 'x' : IMPORT_KEY},BTBZMqHH6r4Tts7J_aSIgg,C-${4_711 + n},Sidama,${n % 4},192.0.2.${n}\n`,
).join('');

async function makeTemplates(belfry: Belfry, page: Page, path: string, campaignId: string): Promise<void> {
  await callAsPerson(belfry, page, path, {
    name: 'Opening hours',
    message: {
      title: 'Open later this {{ tags.day | default: "Saturday" }}',
      body: 'The bar is open until ten.',
      url: 'https://larkspur.example/hours',
    },
    translations: { de: { title: 'Länger offen' } },
  });
  await callAsPerson(belfry, page, path, { name: 'New lot', campaignId });
}

/** Two files that are ready. */
async function makeExports(belfry: Belfry, page: Page, path: string, campaignId: string): Promise<void> {
  await callAsPerson(belfry, page, path, { kind: 'subscribers', format: 'csv' });
  await callAsPerson(belfry, page, path, { kind: 'deliveries', format: 'json', campaignId });
  const areDone = async () => {
    const { items } = await getAsPerson<{ items: { state: string }[] }>(belfry, page, path);
    return items.filter(({ state }) => state === 'done').length === 2;
  };
  await eventually(areDone, { timeoutMs: 60_000, what: 'two exports that are done' });
}

async function getAsPerson<T>(belfry: Belfry, page: Page, path: string): Promise<T> {
  return (await (await page.request.get(`${belfry.origin}${path}`)).json()) as T;
}

/** The REST API as the page's own scripts call it. */
export async function callAsPerson<T>(belfry: Belfry, page: Page, path: string, data?: unknown): Promise<T> {
  const response = await page.request.post(`${belfry.origin}${path}`, { headers: { origin: belfry.origin }, data });
  if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Written in two sittings, so that it has a history. */
async function makeDraft(belfry: Belfry, page: Page, sampleUrl: string): Promise<string> {
  await page.goto(`${sampleUrl}/campaigns/new`);
  await page.getByLabel('Campaign name').fill('Weekend opening hours');
  await page.getByLabel('Title', { exact: true }).fill('Open at the weekend');
  await page.getByText('Saved', { exact: true }).waitFor();
  await belfry.sql(
    "UPDATE draft_versions SET started_at = started_at - interval '2 hours', saved_at = saved_at - interval '2 hours'",
  );
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
  page.setDefaultTimeout(60_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    // What was refused stands in the place, not in the text.
    if (/Failed to load resource/.test(text)) problems.push(`${text} ${message.location().url}`);
    else if (message.type() === 'error' || /Content.Security.Policy/i.test(text)) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  return { page, takeProblems: () => problems.splice(0) };
}
