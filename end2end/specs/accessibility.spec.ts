// What assistive technology finds. What axe finds is in screens.spec.ts.
import { open, signIn } from '../support/console.ts';
import { demoPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('every page has a title of its own, one main part and one first heading', async ({ page }) => {
  await signIn(page, support());
  const titles = new Set<string>();
  for (const path of ['/dashboard', '/users', `/users/${demoPerson(0).id}`, '/impersonations', '/account', '/no-such-page']) {
    await open(page, path);
    await expect(page).toHaveTitle(/^\S.* · Understudy$/);
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(6);
});
