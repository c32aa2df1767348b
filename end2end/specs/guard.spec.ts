// Who may see what: signed out, signed in, customer, and inside an impersonation.
import type { Locator, Page } from '@playwright/test';
import { expectProblem, impersonate, open, place, region, sendSignIn, signIn } from '../support/console.ts';
import { lead, newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

const WRONG = 'Email address or password is incorrect.';

/** The ways to the pages of the staff. */
function staffLinks(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^(Users|Impersonations)$/ });
}

for (const path of ['/dashboard', '/account', '/users', '/users?q=ada%20l', '/users/user_1', '/impersonations']) {
  test(`signed out, ${path} leads to the sign-in and on from there`, async ({ page }) => {
    await open(page, path);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(new URL(page.url()).searchParams.get('next')).toBe(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
    await sendSignIn(page, support());
    expect(place(page)).toBe(path);
  });
}

for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)', '/api/sign_out', '/sign-in']) {
  test(`a sign-in goes to the dashboard instead of to ${next}`, async ({ page }) => {
    await open(page, `/sign-in?next=${encodeURIComponent(next)}`);
    await sendSignIn(page, support());
    expect(new URL(page.url()).origin).toBe(new URL(test.info().project.use.baseURL ?? '').origin);
    expect(place(page)).toBe('/dashboard');
  });
}

test('next survives a wrong password', async ({ page }) => {
  await open(page, '/account');
  await sendSignIn(page, { email: support().email, password: 'not the password' });
  await expect(page.getByRole('alert')).toHaveText(WRONG);
  await sendSignIn(page, support());
  expect(place(page)).toBe('/account');
});

test('a wrong password and an unknown address are answered with the same sentence', async ({ page }) => {
  const attempts = [
    { email: support().email, password: 'not the password' },
    { email: 'nobody.at.all@example.org', password: 'not the password' },
    { email: 'no address', password: 'not the password' },
  ];
  for (const attempt of attempts) {
    await open(page, '/sign-in');
    const response = await sendSignIn(page, attempt);
    expect(new URL(response.url()).pathname).toBe('/sign-in');
    await expect(page.getByRole('alert')).toHaveText(WRONG);
    await expect(page.getByRole('alert')).toBeFocused();
    // What was typed is kept; the password never is.
    await expect(page.getByLabel('Email address')).toHaveValue(attempt.email);
    await expect(page.getByLabel('Password')).toHaveValue('');
  }
  // Said once.
  await open(page, '/sign-in');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await open(page, '/dashboard');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

test('an empty sign-in is answered with what is missing', async ({ page }) => {
  await open(page, '/sign-in');
  await sendSignIn(page, { email: '', password: '' });
  await expect(page.getByRole('alert')).toHaveText(WRONG);
  await expect(page.getByLabel('Email address')).toHaveAccessibleDescription('Enter your email address.');
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Enter your password.');
});

test('whoever is signed in is not asked to sign in again', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/sign-in');
  expect(place(page)).toBe('/dashboard');
});

test('a customer sees their own dashboard and account, and no page of the staff', async ({ page }) => {
  const customer = newPerson();
  const somebody = newPerson();
  await signIn(page, customer);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${customer.firstName}`);
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveCount(0);
  await expect(page.getByRole('main').getByText('Running impersonations')).toHaveCount(0);
  await expect(staffLinks(page)).toHaveCount(0);

  await expectProblem(page, await open(page, '/users'), 403, 'Only support staff may see users.');
  await expectProblem(page, await open(page, `/users/${somebody.id}`), 403, 'Only support staff may see users.');
  await expectProblem(page, await open(page, '/impersonations'), 403, 'Only support staff may see impersonations.');
  await expect(page.getByRole('main')).not.toContainText(somebody.email);
  await page.getByRole('main').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${customer.firstName}`);
});

test('inside an impersonation nobody has the rights of staff', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, lead());
  await impersonate(page, subject);
  for (const path of ['/users', `/users/${subject.id}`, '/impersonations']) {
    await expectProblem(page, await open(page, path), 403, 'You are acting as somebody else. End the impersonation first.');
    await expect(region(page)).toBeVisible();
  }
  await expect(staffLinks(page)).toHaveCount(0);
});

test('a role makes somebody staff', async ({ page }) => {
  await signIn(page, newPerson({ role: 'support' }));
  await expect(staffLinks(page)).toHaveCount(2);
  const response = await open(page, '/users');
  expect(response.status()).toBe(200);
  await expect(page.getByLabel('Search users')).toBeVisible();
});

test('signed out, an unknown address is answered 404 with a way on', async ({ page }) => {
  await expectProblem(page, await open(page, '/no-such-page'), 404, 'There is no page with this address.');
});

test('a user who does not exist is answered 404', async ({ page }) => {
  await signIn(page, support());
  const response = await open(page, '/users/user_2nobody');
  await expectProblem(page, response, 404, 'There is no user with this id.');
});
