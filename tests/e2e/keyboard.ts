import type { Locator, Page } from 'playwright-core';
import { eventually } from '../push-service/wait-for';

// For those who use no pointer: the focus, stop by stop.

interface Stop {
  /** Tag and name, for whoever has to mend it. */
  what: string;
  /** Why a person would not see where they are; empty when they would. */
  problem: string;
}

/** Evaluated, not waited for with waitForFunction: that evaluates within the page, which the page's policy forbids. */
const LOOK = `(() => {
  const node = document.activeElement;
  if (!node || node === document.body) return { what: 'nothing', problem: 'the focus is lost' };
  const name = node.getAttribute('aria-label') || node.labels?.[0]?.innerText || node.innerText || node.name || '';
  const what = node.tagName.toLowerCase() + ' "' + name.trim().replace(/\\s+/g, ' ').slice(0, 60) + '"';
  // On itself, on what it draws over its row, on the label that it fills, or on the box that it shares with chosen values.
  const styles = [getComputedStyle(node), getComputedStyle(node, '::after')];
  const label = node.closest('label');
  if (label) styles.push(getComputedStyle(label));
  if (node.matches('input[role=combobox]')) styles.push(getComputedStyle(node.parentElement));
  const isRinged = styles.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  // A search field that is all there is to its dialog shows the caret and no ring.
  if (!isRinged && !node.matches('[cmdk-input]')) return { what, problem: 'the focus is not visible' };
  const box = (label ?? node).getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width, 24) / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 24) / 2, 0), innerHeight - 1);
  if (box.bottom <= 0 || box.top >= innerHeight) return { what, problem: 'it is out of view' };
  for (let hit = document.elementFromPoint(x, y); hit; hit = hit.parentElement) {
    if (hit.contains(node)) break;
    const { position } = getComputedStyle(hit);
    if (position === 'sticky' || position === 'fixed') return { what, problem: 'it is covered' };
  }
  return { what, problem: '' };
})()`;

/** Where the focus is, and whether one sees it there. */
export const lookAtFocus = (page: Page): Promise<Stop> => page.evaluate<Stop>(LOOK);

/**
 * Presses Tab, or Shift+Tab, until the focus is there.
 * @param stops grows by every stop on the way
 * @throws Error with the stops when it is not reached
 */
export async function tabTo(
  page: Page,
  target: Locator,
  stops: Stop[],
  { key = 'Tab', most = 120 }: { key?: 'Tab' | 'Shift+Tab'; most?: number } = {},
): Promise<void> {
  await target.waitFor();
  const passed: string[] = [];
  for (let count = 0; count < most; count++) {
    await page.keyboard.press(key);
    const stop = await lookAtFocus(page);
    // After the last stop of a page the browser's own are next, which have none here.
    if (stop.what !== 'nothing') stops.push(stop);
    passed.push(stop.what);
    if (await hasFocus(target)) return;
  }
  throw new Error(`${key} does not lead to ${target}: ${passed.join(', ')}`);
}

/** Waits until the focus is there: dialogs give it back a moment after they have closed. */
export async function focusIsOn(page: Page, target: Locator): Promise<void> {
  try {
    await eventually(() => hasFocus(target));
  } catch (error) {
    throw new Error(`The focus is on ${(await lookAtFocus(page)).what}, not on ${target}`, { cause: error });
  }
}

async function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((node) => node === node.ownerDocument.activeElement);
}
