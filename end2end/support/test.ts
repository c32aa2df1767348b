// `test` with what every test of the console has: a watched browser, and further ones.
import { test as base, expect, type Page } from '@playwright/test';
import { said } from './program.ts';
import { Watch } from './watch.ts';

export { expect };

interface Fixtures {
  /** Fails the test on anything that a browser complains about. */
  watch: Watch;
  /** Opens the browser of another person: nothing is shared with the first. */
  anotherBrowser: () => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  watch: [
    async ({ context }, use) => {
      const watch = new Watch(said('CONSOLE'), withJavaScript());
      watch.follow(context);
      await use(watch);
      expect(watch.problems, 'the browser has nothing to complain about').toEqual([]);
    },
    { auto: true },
  ],
  anotherBrowser: async ({ browser, watch }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    await use(async () => {
      // Made with the options of the project.
      const context = await browser.newContext();
      contexts.push(context);
      watch.follow(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Whether this run has JavaScript. */
export function withJavaScript(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}
