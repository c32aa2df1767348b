// Sign-ins of several steps: an authenticator app, backup codes, codes by e-mail.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { lettersTo, newSecret, totp } from '../support/codes.ts';
import { expectProblem, follow, open, place, press, sendSignIn, tabTo } from '../support/console.ts';
import { newPerson, type Person } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** A member of staff with an authenticator app. */
function withApp(): Person & { secret: string } {
  const secret = newSecret();
  return { ...newPerson({ role: 'support', totpSecret: secret, backupCodes: ['kept-code-one', 'kept-code-two'] }), secret };
}

/** Address and password are right; the next step is open. */
async function begin(page: Page, who: Person, path = '/sign-in'): Promise<void> {
  await open(page, path);
  await sendSignIn(page, who);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One more step');
}

async function sendCode(page: Page, code: string, label = 'Code'): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(code);
  await press(page, 'Continue');
}

test('a wrong code is answered beside its field, and the one of the app signs in', async ({ page }) => {
  const who = withApp();
  await open(page, '/users?q=nobody');
  await sendSignIn(page, who);
  expect(place(page)).toBe('/sign-in/factor?next=%2Fusers%3Fq%3Dnobody');

  const code = page.getByLabel('Code', { exact: true });
  await expect(code).toBeFocused();
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(code).toHaveAttribute('inputmode', 'numeric');
  await sendCode(page, '000000');
  await expect(page.getByRole('alert')).toHaveText('Incorrect code');
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  await expect(code).toHaveAccessibleDescription(/Incorrect code/);
  await expect(code).toBeFocused();
  await expect(code).toHaveValue('');

  await sendCode(page, totp(who.secret));
  expect(place(page)).toBe('/users?q=nobody');
});

test('until the last step is done nobody is signed in', async ({ page }) => {
  const who = withApp();
  await begin(page, who);
  await open(page, '/dashboard');
  expect(place(page)).toBe('/sign-in?next=%2Fdashboard');
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
  // The way back to the step stands open.
  await open(page, '/sign-in/factor');
  await sendCode(page, totp(who.secret));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${who.firstName}`);
});

test('a backup code may be chosen, and works once', async ({ page, anotherBrowser }) => {
  const who = withApp();
  await begin(page, who);
  await follow(page, () => page.getByRole('link', { name: 'Use a backup code' }).click());
  await expect(page.getByLabel('Backup code')).toBeFocused();
  await sendCode(page, 'kept-code-one', 'Backup code');
  expect(place(page)).toBe('/dashboard');

  const other = await anotherBrowser();
  await begin(other, who);
  await follow(other, () => other.getByRole('link', { name: 'Use a backup code' }).click());
  await sendCode(other, 'kept-code-one', 'Backup code');
  await expect(other.getByRole('alert')).toHaveText('Incorrect code');
  await sendCode(other, 'kept-code-two', 'Backup code');
  expect(place(other)).toBe('/dashboard');
});

test('a code by e-mail may be asked for in place of the app', async ({ page }) => {
  const who = withApp();
  await begin(page, who);
  const way = page.getByRole('button', { name: /^Email a code to .\*\*\*@people\.example\.org$/ });
  await follow(page, () => way.click());
  await expect(page.getByRole('main')).toContainText('A code has been sent to');
  expect(lettersTo(who.email)).toHaveLength(1);
  await follow(page, () => page.getByRole('button', { name: /^Email another code/ }).click());
  const [first, second] = lettersTo(who.email);
  if (first !== second) {
    await sendCode(page, first);
    await expect(page.getByRole('alert')).toHaveText('Incorrect code');
  }
  await sendCode(page, second);
  expect(place(page)).toBe('/dashboard');
});

test('without a password one signs in with a code by e-mail', async ({ page }) => {
  const who = newPerson({ role: 'support' });
  await open(page, '/sign-in?next=/account');
  await page.getByLabel('Email address').fill(who.email);
  await press(page, 'Email me a code');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One more step');
  await sendCode(page, lettersTo(who.email)[0]);
  expect(place(page)).toBe('/account');
});

test('an address that nobody has looks the same, and no code is right', async ({ page }) => {
  await open(page, '/sign-in');
  await page.getByLabel('Email address').fill('nobody@people.example.org');
  await press(page, 'Email me a code');
  await expect(page.getByRole('main')).toContainText('If this account can sign in with a code, one has been sent.');
  await sendCode(page, '424242');
  await expect(page.getByRole('alert')).toHaveText('Incorrect code');
  await open(page, '/dashboard');
  expect(place(page)).toBe('/sign-in?next=%2Fdashboard');
});

test('one may start over, and a form of before does nothing', async ({ page, context }) => {
  const who = withApp();
  await begin(page, who);
  const tab = await context.newPage();
  await open(tab, '/sign-in/factor');
  await press(tab, 'Start over');
  expect(place(tab)).toBe('/sign-in');

  await page.getByLabel('Code', { exact: true }).fill(totp(who.secret));
  const response = await press(page, 'Continue');
  await expectProblem(page, response, 401, /signed out/i);
  await open(page, '/sign-in/factor');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This sign-in is over');
  await follow(page, () => page.getByRole('link', { name: 'Begin again' }).click());
  await sendSignIn(page, who);
  await sendCode(page, totp(who.secret));
  expect(place(page)).toBe('/dashboard');
  await tab.close();
});

test('all steps are done by keyboard', async ({ page }) => {
  const who = withApp();
  await open(page, '/sign-in');
  await tabTo(page, page.getByLabel('Email address'));
  await page.keyboard.type(who.email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(who.password);
  // The Enter key signs in with the password, and sends no letter.
  await follow(page, () => page.keyboard.press('Enter'));
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await page.keyboard.type(totp(who.secret));
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe('/dashboard');
});

// Without JavaScript a browser sends both.
test('a double click sends one code', { tag: '@javascript' }, async ({ page }) => {
  const who = withApp();
  await begin(page, who);
  await page.getByLabel('Code', { exact: true }).fill(totp(who.secret));
  await follow(page, () => page.getByRole('button', { name: 'Continue' }).dblclick());
  expect(place(page)).toBe('/dashboard');
});

// What looks for faults is itself JavaScript.
test('each state of the step is accessible', { tag: '@javascript' }, async ({ page }) => {
  const who = withApp();
  await begin(page, who);
  await expectAccessible(page, 'the app');
  await sendCode(page, '000000');
  await expectAccessible(page, 'a wrong code');
  await follow(page, () => page.getByRole('button', { name: /^Email a code/ }).click());
  await expectAccessible(page, 'a code by e-mail');
  await press(page, 'Start over');
  await open(page, '/sign-in/factor');
  await expectAccessible(page, 'a sign-in that is over');
});
