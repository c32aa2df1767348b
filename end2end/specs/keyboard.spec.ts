// The console without a mouse.
import { follow, open, place, region, signIn, tabTo } from '../support/console.ts';
import { demoPerson, support } from '../support/people.ts';
import { expect, test, withJavaScript } from '../support/test.ts';

test('the first thing that the keyboard finds leads past the navigation', async ({ page }) => {
  await signIn(page, support());
  for (const path of ['/dashboard', '/users', '/no-such-page']) {
    await open(page, path);
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await expect(skip).not.toBeInViewport();
    await page.keyboard.press('Tab');
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
  }
});

test('the whole journey is done by keyboard', async ({ page }) => {
  const subject = demoPerson(withJavaScript() ? 51 : 52);
  await open(page, '/sign-in');
  await tabTo(page, page.getByLabel('Email address'));
  await page.keyboard.type(support().email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(support().password);
  await follow(page, () => page.keyboard.press('Enter'));

  await tabTo(page, page.getByLabel('Search users'));
  await page.keyboard.type(subject.email);
  await follow(page, () => page.keyboard.press('Enter'));
  await tabTo(page, page.getByRole('main').getByRole('listitem').getByRole('link'));
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${subject.id}`);

  await tabTo(page, page.getByLabel('Reason'));
  await page.keyboard.type('Typed without touching the mouse');
  await tabTo(page, page.getByLabel('Case reference'));
  await page.keyboard.type('CASE-7');
  await tabTo(page, page.getByLabel('Duration'));
  await page.keyboard.type('30');
  await expect(page.getByLabel('Duration')).toHaveValue('30');
  await tabTo(page, page.getByRole('button', { name: 'Impersonate' }));
  await follow(page, () => page.keyboard.press('Space'));
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  await expect(region(page).getByRole('timer')).toHaveText(/^(30:00|29:\d\d) left$/);

  await tabTo(page, page.getByRole('button', { name: 'End impersonation' }));
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(region(page)).toHaveCount(0);
});

test('what has the focus can be seen, in light and dark', async ({ page }) => {
  await signIn(page, support());
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, '/users');
    for (const target of [page.getByRole('link', { name: 'Impersonations' }), page.getByLabel('Search users'), page.getByRole('button', { name: 'Search' })]) {
      await tabTo(page, target);
      await expect(target).toHaveCSS('outline-style', 'solid');
      await expect(target).toHaveCSS('outline-width', '3px');
    }
  }
});
