// What Lighthouse says of the dashboard, signed in, wide and on a phone: accessibility and best practices.
// Run: npx tsx tests/e2e/take-lighthouse.ts [page names of pages.ts; all of them unless told]
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
import { type Furnished, furnish, openWatchedPage } from './furnished';
import { PAGES, type PageCase, unfurnished, WELCOME } from './pages';
import { startBelfry } from './start-belfry';

const VERSION = '12.8.2';
const LEAST = 95;
/** Each address once; what opens on a page is none, and Lighthouse takes no page that is not found. */
const ADDRESSES = [WELCOME, ...PAGES.filter((one) => !one.open && !one.status)];
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
  const all = [...first, ...args, ...FORMS[form], '--output=json', `--output-path=${output}`, '--quiet'];
  // On a busy machine it now and then gives up before the page has painted (NO_FCP).
  await run(file ?? '', all).catch(() => run(file ?? '', all));
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

const names = process.argv.slice(2);
const wanted = names.length > 0 ? names.map(addressNamed) : ADDRESSES;
const belfry = await startBelfry();
const port = await findFreePort();
const browser = await chromium.launch({
  executablePath: await requireBrowser(process.env.CHROMIUM ?? '/usr/bin/chromium', 'CHROMIUM'),
  args: [`--remote-debugging-port=${port}`, '--disable-background-networking', '--disable-component-update'],
});
let isGood = true;

function addressNamed(name: string): PageCase {
  const one = ADDRESSES.find((each) => each.name === name);
  if (!one) throw new Error(`${name} is no address of pages.ts`);
  return one;
}

async function auditBoth(one: PageCase, made: Furnished, cookie: string): Promise<void> {
  const scores: number[] = [];
  for (const form of ['desktop', 'mobile'] as const) {
    const report = await audit(`${belfry.origin}${one.path(made)}`, port, one.isPublic ? '' : cookie, form);
    const { accessibility, 'best-practices': practices } = report.categories;
    scores.push(Math.round(accessibility.score * 100), Math.round(practices.score * 100));
    for (const fault of faultsOf(report)) process.stderr.write(`${one.name}, ${form}: ${fault}\n`);
  }
  console.log(`| ${one.name} | ${scores.join(' | ')} |`);
  isGood &&= scores.every((score) => score >= LEAST);
}

try {
  console.log('| page | accessibility, wide | best practices, wide | accessibility, phone | best practices, phone |');
  console.log('|---|---|---|---|---|');
  // Only an installation without an owner has it.
  if (wanted.includes(WELCOME)) await auditBoth(WELCOME, unfurnished(belfry), '');
  const { page } = await openWatchedPage(browser);
  const made = await furnish(belfry, page);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const one of wanted) if (one !== WELCOME) await auditBoth(one, made, cookie);
} finally {
  await browser.close();
  await belfry.close();
}
if (!isGood) process.exitCode = 1;
