import { createHash } from 'node:crypto';

/** After so long the page asks again by itself. */
export const RETRY_SECONDS = 10;

// The dashboard's colours (app/globals.css); its files are not asked for, so that this page stands alone.
const STYLE = `
:root{color-scheme:light dark;--canvas:light-dark(oklch(.984 .0025 265),oklch(.165 .006 268));
--fg:light-dark(oklch(.22 .014 268),oklch(.95 .004 265));--muted:light-dark(oklch(.44 .016 268),oklch(.76 .01 265));
--accent:light-dark(oklch(.46 .165 268),oklch(.79 .1 272))}
body{margin:0;min-height:100dvh;display:grid;place-content:center;justify-items:center;padding:2rem 1.5rem;box-sizing:border-box;
background:var(--canvas);color:var(--fg);font:16px/1.55 system-ui,sans-serif;text-align:center}
h1{margin:0;font-size:1.25rem;line-height:1.3;text-wrap:balance}
p{margin:.75rem 0 0;max-width:28rem;color:var(--muted);text-wrap:pretty}
a{color:var(--accent)}code{font-size:.9em}`;

/** What a person sees who asks for a page while the database is away. Needs no database, no script and no file. */
export const OUTAGE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RETRY_SECONDS}">
<title>The database does not answer · Belfry</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The database does not answer</h1>
<p>Belfry is running, but cannot read what this page should show. Everything that was saved before is kept, and campaigns
go on by themselves once the database is back.</p>
<p>This page tries again every ${RETRY_SECONDS} seconds. <a href="">Try now</a></p>
<p>For whoever operates this server: <code>npm run belfry -- doctor</code> says what is wrong.</p>
</main>
</body>
</html>
`;

/** The policy of that page: its own style, by its hash, and nothing else. */
export const OUTAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
