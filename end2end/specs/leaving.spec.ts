// The way from one page to the next: never blank, and it shows when it takes its time.
import { open, signIn } from '../support/console.ts';
import { support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('while the next page takes its time, this one stays and says that it is being left', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/dashboard');
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/users', async (route) => {
    await held;
    await route.continue();
  });
  // Asked within the page, since from outside a page that is being left cannot be looked at.
  const state = await page.getByRole('link', { name: 'Users', exact: true }).evaluate(
    (link) =>
      new Promise<{ leaving?: string; heading: string | null }>((told) => {
        const root = document.documentElement;
        new MutationObserver(() => told({ leaving: root.dataset.leaving, heading: document.querySelector('h1')?.textContent ?? null })).observe(root, {
          attributes: true,
        });
        (link as HTMLAnchorElement).click();
      }),
  );
  expect(state).toEqual({ leaving: 'true', heading: expect.stringContaining('Hello') });
  release();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Users');
  await expect(page.locator('html')).not.toHaveAttribute('data-leaving');
});
