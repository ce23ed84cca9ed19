import { createHash } from 'node:crypto';
import { followClick } from '@/lib/receipts/follow-click';
import type { ApiApp, ApiContext } from './framework';

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem;color-scheme:light dark}';
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>This link has ended</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>This link has ended</h1>
<p>The notification that it came from is too old, or the link was changed on its way. Please open the website itself.</p>
</main>
</body>
</html>
`;
const CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
export const CLICK_HEADERS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy': CSP,
  'X-Robots-Tag': 'noindex',
};

/** GET /c/{token}: where a click on a notification lands when the browser itself follows it. */
export function registerClick(app: ApiApp): void {
  app.get('/c/:token', async (c) => {
    const destination = await followClick(c.req.param('token'), isPerson(c));
    for (const [name, value] of Object.entries(CLICK_HEADERS)) c.header(name, value);
    if (destination === null) return c.html(PAGE, 404);
    return c.redirect(destination, 302);
  });
}

/** Not a link checker's HEAD, and no browser that loads ahead what may never be clicked. */
function isPerson(c: ApiContext): boolean {
  return c.req.method === 'GET' && !/prefetch/i.test(c.req.header('sec-purpose') ?? c.req.header('purpose') ?? '');
}
