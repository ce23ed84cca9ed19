import type { Page } from 'playwright-core';

/** What may scroll sideways on a phone or tablet: code, whose lines are as they were written. */
const EXCEPTIONS = 'figure > section[aria-label]';

/**
 * What scrolls sideways: the page with what reaches beyond its edge, and, on a phone or tablet, each part that does so by itself
 * (a table in its card, a row of tabs). As an expression: the page's policy lets no function in.
 */
const SIDEWAYS = `(() => {
  const found = [];
  const tell = (node) => node.outerHTML.slice(0, 160);
  const isCut = (node) =>
    node && node !== document.body && (getComputedStyle(node).overflowX !== 'visible' || isCut(node.parentElement));
  if (document.documentElement.scrollWidth > innerWidth) {
    const beyond = [...document.querySelectorAll('body *')]
      .filter((node) => node.getBoundingClientRect().right > innerWidth && !isCut(node.parentElement));
    found.push('the page scrolls sideways', ...beyond.slice(0, 8).map(tell));
  }
  if (innerWidth >= 1024) return found;
  const exceptions = ${JSON.stringify(EXCEPTIONS)};
  for (const node of document.querySelectorAll('body *')) {
    if (!['auto', 'scroll'].includes(getComputedStyle(node).overflowX) || node.matches(exceptions)) continue;
    // A pixel of difference is a fraction that was rounded.
    if (node.scrollWidth > node.clientWidth + 1) found.push('scrolls sideways: ' + tell(node));
  }
  return found;
})()`;

/** What scrolls sideways as the page stands; empty when nothing does that should not. */
export const findSideways = (page: Page): Promise<string[]> => page.evaluate<string[]>(SIDEWAYS);
