import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ensure-build';
import { callAsPerson, type Furnished, furnish, openWatchedPage } from './furnished';
import { openCase, PAGES, type PageCase, SCHEMES, setScheme, unfurnished, WELCOME, WIDTHS } from './pages';
import { startDashboard } from './start-dashboard';
import { STATE_PAGES } from './state-pages';
import { makeStates } from './state-places';

// npm run screenshots: every page of pages.ts and some of state-pages.ts, wide and narrow, light and dark, into
// docs/screenshots/. With names, only those:
// npm run screenshots -- campaign-report goals

const FOLDER = join(ROOT, 'docs/screenshots');
/** A repository is cloned by everyone: no picture larger than this. */
const MOST_BYTES = 250 * 1024;

const wanted = process.argv.slice(2);

const { belfry, operator, page, close } = await startDashboard();
try {
  const visitor = (await openWatchedPage(operator)).page;
  if (wanted.length === 0) await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const tooLarge: string[] = [];
  const take = async (one: PageCase, made: Furnished) => {
    if (wanted.length > 0 && !wanted.includes(one.name)) return;
    const on = one.isPublic ? visitor : page;
    for (const width of WIDTHS) {
      if (one.onlyWidth && one.onlyWidth !== width) continue;
      await openCase(on, made, one, width);
      for (const scheme of SCHEMES) {
        await setScheme(on, scheme);
        const picture = await on.screenshot({ animations: 'disabled', caret: 'hide', timeout: 90_000 });
        const name = `${one.name}-${width}-${scheme}.png`;
        if (picture.length > MOST_BYTES) tooLarge.push(`${name}: ${picture.length} bytes`);
        await writeFile(join(FOLDER, name), picture);
        process.stdout.write(`${name}  ${Math.round(picture.length / 1024)} KB\n`);
      }
    }
  };
  await take(WELCOME, unfurnished(belfry));
  const made = await furnish(belfry, page);
  for (const one of PAGES.filter(({ noScreenshot }) => !noScreenshot)) await take(one, made);
  const pictured = STATE_PAGES.filter(({ hasScreenshot }) => hasScreenshot);
  if (wanted.length === 0 || pictured.some(({ name }) => wanted.includes(name))) {
    // Last, as the pages above show a calmer day.
    const office = {
      belfry,
      post: <T>(path: string, data?: unknown) => callAsPerson<T>(belfry, page, `/api/v1${path}`, data),
    };
    const states = await makeStates(office, made.sample.replace('/s/', ''));
    for (const { path, ...one } of pictured) await take({ ...one, path: () => `${made.sample}${path(states)}` }, made);
  }
  if (tooLarge.length > 0) {
    process.stderr.write(`Larger than ${MOST_BYTES} bytes:\n${tooLarge.join('\n')}\n`);
    process.exitCode = 1;
  }
} finally {
  await close();
}
