// The search that the keyboard opens from any page.
import type { Locator, Page } from '@playwright/test';
import { follow, impersonate, open, place, region, signIn, tabTo } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

function dialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Find a user' });
}

function field(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Find a user' });
}

test('from the sign-in to the end of an impersonation, nothing needs a mouse and little needs the Tab key', async ({ page }) => {
  const subject = newPerson();
  await open(page, '/sign-in');
  await page.getByLabel('Email address').focus();
  await page.keyboard.type(support().email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(support().password);
  await follow(page, () => page.keyboard.press('Enter'));

  await page.keyboard.press('/');
  await page.keyboard.type(subject.email);
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${subject.id}`);

  await tabTo(page, page.getByLabel('Reason'));
  await page.keyboard.type('Typed without / touching the mouse');
  await tabTo(page, page.getByRole('button', { name: 'Impersonate' }));
  await expect(page.getByRole('button', { name: 'Impersonate' })).toHaveCSS('outline-style', 'solid');
  await follow(page, () => page.keyboard.press('Enter'));
  await expect(region(page)).toContainText('Typed without / touching the mouse');

  await tabTo(page, page.getByRole('button', { name: 'End impersonation' }));
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(region(page)).toHaveCount(0);
});

for (const keys of ['/', 'Control+k', 'Meta+k']) {
  test(`${keys} opens the search on every page, Escape closes it, and the focus is where it was`, async ({ page }) => {
    await signIn(page, support());
    for (const path of ['/dashboard', '/users', '/account', '/impersonations', '/no-such-page']) {
      await open(page, path);
      const link = page.getByRole('link', { name: 'Dashboard', exact: true });
      await link.focus();
      await page.keyboard.press(keys);
      await expect(dialog(page)).toBeVisible();
      await expect(field(page)).toBeFocused();
      await page.keyboard.type('an');
      await expect(dialog(page).getByRole('listitem').first()).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await expect(dialog(page).getByRole('listitem').first().getByRole('link')).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toBeHidden();
      await expect(link).toBeFocused();
      // Opened again, it begins anew.
      await page.keyboard.press(keys);
      await expect(field(page)).toHaveValue('');
      await expect(dialog(page).getByRole('listitem')).toHaveCount(0);
      await page.keyboard.press('Escape');
    }
  });
}

test('a slash that is typed into a field is text', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  await page.getByLabel('Reason').pressSequentially('and/or');
  await expect(page.getByLabel('Reason')).toHaveValue('and/or');
  await expect(dialog(page)).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(dialog(page)).toBeVisible();
});

test('the search in the header says which key opens it, and opens by a click', async ({ page }) => {
  await signIn(page, support());
  const link = page.getByRole('banner').getByRole('link', { name: 'Search' });
  await expect(link).toContainText('/');
  await expect(link).toHaveAttribute('aria-keyshortcuts', /Control\+K/);
  await link.click();
  await expect(field(page)).toBeFocused();
  await field(page).fill('nobody-is-called-like-this');
  await expect(dialog(page).getByRole('status')).toHaveText('Nobody found.');
  // What is found at length stands on the page of users.
  await follow(page, () => dialog(page).getByRole('button', { name: 'Search' }).click());
  expect(place(page)).toBe('/users?q=nobody-is-called-like-this');
});

test('before anything is typed, the search offers who was looked at last', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, `/users/${person.id}`);
  await open(page, '/account');
  await page.keyboard.press('/');
  await expect(dialog(page).getByRole('heading', { name: 'Recently viewed' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(dialog(page).getByRole('link', { name: person.fullName })).toBeFocused();
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${person.id}`);
});

test('who may not search has no search', async ({ page, anotherBrowser }) => {
  await signIn(page, support());
  await impersonate(page, newPerson());
  const customer = await anotherBrowser();
  await signIn(customer, newPerson());
  for (const browser of [page, customer]) {
    await expect(browser.getByRole('banner').getByRole('link', { name: 'Search' })).toHaveCount(0);
    await browser.keyboard.press('/');
    await browser.keyboard.press('Control+k');
    await expect(browser.getByRole('dialog')).toHaveCount(0);
  }
});
