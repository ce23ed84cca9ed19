import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { AbsoluteTime, RelativeTime } from './relative-time';

// What the server says; the viewer's own zone and the clock that ticks are looked at in a browser (tests/e2e/report.e2e.ts).

it('before the browser has it, a time is the instant, and an absolute one says that it is UTC', () => {
  const at = '2026-11-21T14:05:00.000Z';
  expect(renderToStaticMarkup(<AbsoluteTime at={at} />)).toBe(`<time dateTime="${at}">21 Nov 2026, 14:05 UTC</time>`);
});

it('a relative one is as far from now', () => {
  const at = new Date(Date.now() - 5 * 60_000 - 500).toISOString();
  expect(renderToStaticMarkup(<RelativeTime at={at} />)).toMatch(
    new RegExp(`^<time dateTime="${at}" [^>]+><span[^>]*>5 minutes ago</span></time>$`),
  );
});
