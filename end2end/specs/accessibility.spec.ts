// What assistive technology finds. axe is itself a script and needs a browser that runs it.
import { expectAccessible } from '../support/axe.ts';
import { open, signIn } from '../support/console.ts';
import { demoPerson, support } from '../support/people.ts';
import { scenes } from '../support/scenes.ts';
import { expect, test } from '../support/test.ts';

for (const { name, show } of scenes) {
  test(`axe finds nothing on ${name}, in light and dark`, async ({ page }) => {
    await show(page);
    await expectAccessible(page, name);
  });
}

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
