import { createECDH, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signIn } from './dashboard';
import { withDashboard } from './with-started';

// What marketers and visitors write is text (delivery.md §5, security.md): every place that shows it is opened in a real
// browser, the text stands there letter by letter, nothing of it runs, and the policy had nothing to refuse.

/** One for each way out of where text stands: markup, an attribute, a script's string, a template, an address. */
const attack = (where: string) =>
  `<script>alert('${where}')</script>"><img src=x onerror=alert('${where}')>';alert(1)//\${alert(1)}`;
const NAMES = {
  campaign: attack('name').slice(0, 120),
  title: `<script>alert('title')</script><img src=x onerror="alert(1)">`,
  body: attack('body'),
  button: `<svg onload=alert('b')>`,
  segment: attack('segment').slice(0, 80),
  topic: `<script>alert('topic')</script>`,
  externalId: attack('external'),
  tagName: `<img src=x onerror=alert('tag')>`,
  tagValue: attack('value'),
};

/** `{origin}/s/{siteId}` */
let url: string;
let ids: Record<'campaign' | 'scheduled' | 'segment' | 'subscriber', string>;

const dashboard = withDashboard(async ({ belfry, page }) => {
  const setup = await belfry.setup('https://shop.example');
  const api = belfry.api(setup.apiKey);
  const inSite = `/api/v1/sites/${setup.siteId}`;
  const make = async (path: string, body: unknown) => (await api<{ id: string }>('POST', path, body)).id;
  const message = {
    title: NAMES.title,
    body: NAMES.body,
    url: 'https://shop.example/?q=<script>alert(1)</script>',
    actions: [{ title: NAMES.button, url: 'https://shop.example/' }],
  };
  await make(`${inSite}/topics`, { key: 'offers', name: NAMES.topic });
  const subscriber = await make(`${inSite}/subscribers`, {
    endpoint: 'https://fcm.googleapis.com/fcm/send/<script>alert(1)</script>',
    keys: {
      p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
      auth: randomBytes(16).toString('base64url'),
    },
    externalId: NAMES.externalId,
    tags: { [NAMES.tagName]: NAMES.tagValue },
    topics: ['<script>'],
  });
  const segment = await make(`${inSite}/segments`, {
    name: NAMES.segment,
    rule: { op: 'and', rules: [{ field: 'tag', key: NAMES.tagName, operator: 'is', value: NAMES.tagValue }] },
  });
  const campaign = { name: NAMES.campaign, message, audience: { include: [segment] } };
  const sendAt = new Date(Date.now() + 86_400_000).toISOString();
  ids = {
    subscriber,
    segment,
    campaign: await make(`${inSite}/campaigns`, campaign),
    scheduled: await make(`${inSite}/campaigns`, { ...campaign, sendAt }),
  };
  url = `${belfry.origin}/s/${setup.siteId}`;
  await signIn(page, belfry);
});

const pages: [string, () => string, string[]][] = [
  ['overview', () => '', [NAMES.campaign]],
  ['campaigns', () => '/campaigns', [NAMES.campaign]],
  ['composer', () => `/campaigns/${ids.campaign}/edit`, [NAMES.title, NAMES.body, NAMES.button]],
  ['scheduled campaign', () => `/campaigns/${ids.scheduled}`, [NAMES.campaign, NAMES.title]],
  ['subscribers', () => '/subscribers', [NAMES.externalId]],
  ['found subscriber', () => `/subscribers?search=${encodeURIComponent(NAMES.externalId)}`, [NAMES.externalId]],
  ['subscriber', () => `/subscribers/${ids.subscriber}`, [NAMES.externalId, NAMES.tagName, NAMES.tagValue]],
  ['segments', () => '/segments', [NAMES.segment]],
  ['segment', () => `/segments/${ids.segment}`, [NAMES.segment, NAMES.tagValue]],
  ['topics', () => '/topics', [NAMES.topic]],
];

it.each(pages)('%s shows markup as text', async (_name, path, texts) => {
  const { page, takeProblems } = dashboard;
  takeProblems();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`${url}${path()}`);
  await page.getByRole('main').waitFor();
  for (const text of texts) {
    // As text somewhere, or as the value of a field.
    await expect.poll(async () => (await visibleTexts(page)).some((shown) => shown.includes(text)), POLL).toBe(true);
  }
  await page.waitForTimeout(300);
  const planted = await page.evaluate(
    () => document.querySelectorAll('img[src="x"], [onerror], [onload], main script:not([nonce])').length,
  );
  expect({ dialogs, planted, problems: takeProblems() }).toEqual({ dialogs: [], planted: 0, problems: [] });
  // The image of the attack would be asked for beside the page.
  expect(requests.filter((asked) => /\/x$/.test(asked))).toEqual([]);
  page.removeAllListeners('dialog');
  page.removeAllListeners('request');
});

const POLL = { timeout: 15_000, message: 'the text stands on the page' };

async function visibleTexts(page: Page): Promise<string[]> {
  const fields = await page.getByRole('main').locator('input, textarea').all();
  // biome-ignore lint/performance/useDomNodeTextContent: textContent would also find the texts in the page's own scripts
  return [await page.getByRole('main').innerText(), ...(await Promise.all(fields.map((field) => field.inputValue())))];
}
