// What axe finds on a page as it stands.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with what axe finds; of what depends on colours alone, where only these have changed. */
export async function expectAccessible(page: Page, what: string, { colours = false } = {}): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (colours ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
  expect(found, what).toEqual([]);
}
