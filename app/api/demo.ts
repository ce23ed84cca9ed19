import { readFileSync } from 'node:fs';
import { pageSnippet, WORKER_FILE_NAME, workerFile } from '@/lib/contracts/snippet';
import { env } from '@/lib/platform/env';
import { findSampleSiteKey } from '@/lib/sample/find-sample-site-key';
import type { ApiApp } from './framework';

// A customer's page on our own origin, with the very snippet and worker file that customers use. It exists only
// where a sample workspace does. Same origin as the dashboard, so it gets a policy of its own and no scripts but ours.
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GET /demo, its stylesheet, and the demo site's worker file. */
export function registerDemo(app: ApiApp): void {
  app.get('/demo', async (c) => {
    const siteKey = await findSampleSiteKey();
    c.header('content-security-policy', CSP);
    // Of the dashboard's origin: whoever opened it must not keep hold of its window.
    c.header('cross-origin-opener-policy', 'same-origin');
    return c.html(siteKey ? shopPage(siteKey) : emptyPage(), siteKey ? 200 : 404);
  });

  app.get('/demo/style.css', (c) => {
    c.header('content-type', 'text/css; charset=utf-8');
    return c.body(readFileSync('public/demo.css', 'utf8'));
  });

  app.get(`/${WORKER_FILE_NAME}`, async (c) => {
    const siteKey = await findSampleSiteKey();
    if (!siteKey) return c.notFound();
    c.header('content-type', 'text/javascript; charset=utf-8');
    return c.body(workerFile(env().publicUrl, siteKey));
  });
}

function page(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<meta name="description" content="A made-up shop that shows Belfry's opt-in as a visitor sees it">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/style.css">
${head}
</head>
<body>
<aside class="note" aria-label="Demo">A made-up shop with simulated subscribers. <a href="/">Back to the dashboard</a></aside>
${body}
</body>
</html>`;
}

function shopPage(siteKey: string): string {
  return page(
    'Larkspur Coffee – Belfry demo',
    pageSnippet(env().publicUrl, siteKey),
    `<header><strong>Larkspur Coffee</strong><nav aria-label="Shop"><a href="#beans">Beans</a><a href="#gear">Gear</a><a href="#news">News</a></nav></header>
<main>
<section class="hero">
<h1>Small lots, roasted on Tuesdays.</h1>
<p>Coffee sells out here before the newsletter is read. Let your browser tell you when a lot lands.</p>
<button type="button" data-belfry-subscribe>Notify me</button>
</section>
<section id="beans" aria-labelledby="beans-title">
<h2 id="beans-title">This week</h2>
<ul class="lots">
<li><h3>Sidama Bensa</h3><p>Ethiopia · washed · apricot, jasmine</p><p class="price">€ 14.50</p></li>
<li><h3>El Diviso</h3><p>Colombia · natural · cherry, cocoa</p><p class="price">€ 17.00</p></li>
<li><h3>Night Ferry</h3><p>House blend · walnut, dark honey</p><p class="price">€ 11.00</p></li>
</ul>
</section>
<section id="gear" aria-labelledby="gear-title">
<h2 id="gear-title">Gear</h2>
<p>Paper filters, a kettle that pours slowly, and the grinder that we use ourselves.</p>
</section>
<section id="news" aria-labelledby="news-title">
<h2 id="news-title">News</h2>
<p>The shop opens at eight on Saturdays from December on.</p>
</section>
</main>`,
  );
}

function emptyPage(): string {
  return page(
    'No sample workspace yet – Belfry demo',
    '',
    `<main><section class="hero"><h1>No sample workspace yet</h1>
<p>Run <code>npm run belfry -- sample</code> on the server, or choose “Explore with sample data” in the dashboard. Then this
page shows the opt-in as a visitor sees it.</p></section></main>`,
  );
}
