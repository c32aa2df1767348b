// A picture of every page in every state, and that it fits every width. They go into `screenshots/`.
import { resolve } from 'node:path';
import { scenes } from '../support/scenes.ts';
import { expect, test } from '../support/test.ts';

const FOLDER = resolve(import.meta.dirname, '../screenshots');

for (const { name, show } of scenes) {
  test(`${name} fits a telephone, a laptop and a large screen`, async ({ page }) => {
    await show(page);
    for (const width of [360, 1280, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(needed, `width of ${name} on ${width}`).toBeLessThanOrEqual(width);
      if (width === 1600) continue;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: resolve(FOLDER, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      }
    }
  });
}
