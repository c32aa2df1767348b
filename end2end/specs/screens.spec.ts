// Every page in every state: that it fits every width, that axe finds nothing, and its pictures, which go into
// `screenshots/`. A scene takes long to set and little to look at, so it is set once.
import { resolve } from 'node:path';
import { expectAccessible } from '../support/axe.ts';
import { scenes } from '../support/scenes.ts';
import { expect, test } from '../support/test.ts';

const FOLDER = resolve(import.meta.dirname, '../screenshots');
/** A telephone, a tablet, a laptop, a large screen. */
const WIDTHS = [360, 768, 1280, 1600];

for (const { name, show } of scenes) {
  test(`${name} fits every width and is accessible, in light and dark`, async ({ page }) => {
    test.slow();
    await show(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(needed, `width of ${name} on ${width}`).toBeLessThanOrEqual(width);
      for (const colorScheme of ['light', 'dark'] as const) {
        const narrowOrWide = width === 360 || width === 1280;
        if (colorScheme === 'dark' && !narrowOrWide) continue;
        await page.emulateMedia({ colorScheme });
        // What is dark differs from what is light by its colours.
        if (narrowOrWide) await expectAccessible(page, `${name}, ${width}, ${colorScheme}`, { colours: colorScheme === 'dark' });
        await page.screenshot({ path: resolve(FOLDER, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      }
    }
  });
}
