import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { setScheme } from './pages';
import { findSideways } from './sideways';

/**
 * The page as it stands, narrow and dark, then wide and light: axe finds nothing, and nothing scrolls sideways. With
 * BELFRY_E2E_PICTURES, a folder, it is looked at in all four forms and kept as pictures. Ends wide and light.
 * @param isWhole pictures of the whole page, not of the window
 * @param within axe looks at this part only: what is behind a dialog is looked at when the page is
 */
export async function lookAt(
  page: Page,
  name: string,
  { isWhole = false, within }: { isWhole?: boolean; within?: string } = {},
): Promise<void> {
  const folder = process.env.BELFRY_E2E_PICTURES;
  // Behind another tab nothing is painted, and no colour follows its scheme.
  await page.bringToFront();
  // Next streams the title after what is shown already.
  await eventually(async () => (await page.title()) !== '', { what: 'a title' });
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    let tooWide: string[] = [];
    const fits = async () => {
      tooWide = await findSideways(page);
      return tooWide.length === 0;
    };
    // Charts are drawn anew a moment after the window has another width.
    await eventually(fits).catch(() => expect(tooWide).toEqual([]));
    const own = width < 600 ? ('dark' as const) : ('light' as const);
    for (const scheme of folder ? (['dark', 'light'] as const) : [own]) {
      await setScheme(page, scheme);
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await (within ? axe.include(within) : axe).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: isWhole });
    }
  }
}
