// What Lighthouse says of the dashboard, signed in, wide and on a phone: accessibility and best practices.
// Run: npx tsx tests/e2e/take-lighthouse.ts [page names of pages.ts]
// Lighthouse is not among the dependencies (its packages weigh more than all of ours for tests): npx fetches the version
// below, or BELFRY_LIGHTHOUSE names the cli/index.js of an installed one.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { findFreePort } from '@/lib/platform/postgres-server';
import { requireBrowser } from '../push-service/require-browser';
import { furnish, openWatchedPage } from './furnished';
import { PAGES } from './pages';
import { startBelfry } from './start-belfry';

const VERSION = '12.8.2';
const LEAST = 95;
/** One of each kind: a chart, a table, a form, tabs, a long text, a list that is empty. */
const REPRESENTATIVE = [
  'sign-in',
  'overview',
  'campaigns',
  'composer',
  'campaign',
  'campaign-report',
  'subscribers',
  'subscriber',
  'segment',
  'growth',
  'prompt',
  'webhook',
  'reference',
  'audit',
  'exports-empty',
];
const FORMS = { desktop: ['--preset=desktop'], mobile: [] } as const;

interface Report {
  categories: Record<
    'accessibility' | 'best-practices',
    { score: number; auditRefs: { id: string; weight: number }[] }
  >;
  audits: Record<string, { score: number | null; title: string; details?: { items?: object[] } }>;
}

const run = promisify(execFile);

async function audit(url: string, port: number, cookie: string, form: keyof typeof FORMS): Promise<Report> {
  const output = join(tmpdir(), `belfry-lighthouse-${process.pid}.json`);
  const own = process.env.BELFRY_LIGHTHOUSE;
  const [file, ...first] = own ? [process.execPath, own] : ['npx', '--yes', `lighthouse@${VERSION}`];
  const headers = JSON.stringify({ Cookie: cookie });
  const args = [url, `--port=${port}`, '--only-categories=accessibility,best-practices', `--extra-headers=${headers}`];
  await run(file ?? '', [...first, ...args, ...FORMS[form], '--output=json', `--output-path=${output}`, '--quiet']);
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  rmSync(output);
  return report;
}

/** What took points away, with where. */
function faultsOf({ categories, audits }: Report): string[] {
  const weighed = Object.values(categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
  return weighed.flatMap(({ id }) => {
    const one = audits[id];
    if (!one || one.score === null || one.score >= 1) return [];
    return [`${id}: ${one.title} ${JSON.stringify(one.details?.items?.slice(0, 3) ?? []).slice(0, 600)}`];
  });
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : REPRESENTATIVE;
const belfry = await startBelfry();
const port = await findFreePort();
const browser = await chromium.launch({
  executablePath: await requireBrowser(process.env.CHROMIUM ?? '/usr/bin/chromium', 'CHROMIUM'),
  args: [`--remote-debugging-port=${port}`, '--disable-background-networking', '--disable-component-update'],
});
let isGood = true;
try {
  const { page } = await openWatchedPage(browser);
  const made = await furnish(belfry, page);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  console.log('| page | accessibility, wide | best practices, wide | accessibility, phone | best practices, phone |');
  console.log('|---|---|---|---|---|');
  for (const name of wanted) {
    const one = PAGES.find((each) => each.name === name);
    if (!one) throw new Error(`${name} is no page of pages.ts`);
    const scores: number[] = [];
    for (const form of ['desktop', 'mobile'] as const) {
      const report = await audit(`${belfry.origin}${one.path(made)}`, port, one.isPublic ? '' : cookie, form);
      const { accessibility, 'best-practices': practices } = report.categories;
      scores.push(Math.round(accessibility.score * 100), Math.round(practices.score * 100));
      for (const fault of faultsOf(report)) process.stderr.write(`${name}, ${form}: ${fault}\n`);
    }
    console.log(`| ${name} | ${scores.join(' | ')} |`);
    isGood &&= scores.every((score) => score >= LEAST);
  }
} finally {
  await browser.close();
  await belfry.close();
}
if (!isGood) process.exitCode = 1;
