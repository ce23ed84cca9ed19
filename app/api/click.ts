import { createHash } from 'node:crypto';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { findClickDestination } from '@/lib/receipts/find-click-destination';
import { recordReceipts } from '@/lib/receipts/record-receipts';
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

/** GET /c/{token}: where a click on a notification lands when the browser itself follows it. */
export function registerClick(app: ApiApp): void {
  app.get('/c/:token', async (c) => {
    const token = c.req.param('token');
    const destination = await findClickDestination(token);
    c.header('Cache-Control', 'no-store');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Content-Security-Policy', CSP);
    c.header('X-Robots-Tag', 'noindex');
    if (destination === null) return c.html(PAGE, 404);
    if (isPerson(c)) await count(token);
    return c.redirect(destination, 302);
  });
}

/** Not a link checker's HEAD, and no browser that loads ahead what may never be clicked. */
function isPerson(c: ApiContext): boolean {
  return c.req.method === 'GET' && !/prefetch/i.test(c.req.header('sec-purpose') ?? c.req.header('purpose') ?? '');
}

async function count(token: string): Promise<void> {
  try {
    await recordReceipts([{ t: token, k: 'clicked' }]);
  } catch (error) {
    // The visitor gets where they wanted to go, counted or not.
    if (!(error instanceof AppError)) throw error;
    log.warn({ code: error.code }, 'a click could not be counted');
  }
}
