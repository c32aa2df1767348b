// What JavaScript adds to pages that work without it.
import { endImpersonation, fillStart, hydrated, impersonate, open, place, press, region, sendSignIn, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('a form that is on its way says so and is sent once', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page);
  let sent = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/start_impersonation', async (route) => {
    sent += 1;
    await held;
    await route.continue();
  });
  // Asked within the page, since from outside a page that is being left cannot be looked at.
  const state = await page.getByRole('button', { name: 'Impersonate' }).evaluate(async (element) => {
    const button = element as HTMLButtonElement;
    button.click();
    await new Promise((passed) => setTimeout(passed, 100));
    button.form?.requestSubmit();
    button.click();
    return { disabled: button.ariaDisabled, busy: button.getAttribute('aria-busy') };
  });
  expect(state).toEqual({ disabled: 'true', busy: 'true' });
  release();
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  expect(sent).toBe(1);
});

test('a form whose answer never comes can be sent again', async ({ page }) => {
  await page.clock.install();
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  await fillStart(page);
  const button = page.getByRole('button', { name: 'Impersonate' });
  // An answer without a document leaves the browser where it is, as somebody does who stops it.
  await page.route('**/api/start_impersonation', (route) => route.fulfill({ status: 204 }));
  await button.click();
  await expect(button).toBeDisabled();
  await expect(page.getByText('Working…')).toBeAttached();
  await page.clock.runFor(20_000);
  await expect(button).toBeEnabled();
  await expect(button).not.toHaveAttribute('aria-busy');
  await expect(page.getByText('Working…')).toHaveCount(0);
  await page.unroute('**/api/start_impersonation');
  await press(page, 'Impersonate');
  await expect(region(page)).toContainText('You are acting as');
});

test('back from where a form led, its button works again', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page, { reason: 'Too short' });
  await press(page, 'Impersonate');
  await page.goBack();
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Impersonate' })).toBeEnabled();
});

test('the time that is left counts down', async ({ page }) => {
  await signIn(page, support());
  await impersonate(page, newPerson(), { duration: '5 minutes' });
  const timer = region(page).getByRole('timer');
  const seconds = async (): Promise<number> => {
    const [, minutes, rest] = (await timer.textContent())?.match(/^(\d+):(\d\d) left$/) ?? [];
    return Number(minutes) * 60 + Number(rest);
  };
  const before = await seconds();
  expect(before).toBeLessThanOrEqual(300);
  expect(before).toBeGreaterThan(270);
  await expect.poll(seconds).toBeLessThan(before - 1);
});

test('the form says while one types how much of a reason is missing', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  const reason = page.getByLabel('Reason');
  await reason.pressSequentially('Four');
  await expect(page.getByText('6 more characters')).toBeVisible();
  await reason.pressSequentially(' and six');
  await expect(page.getByText('more characters')).toHaveCount(0);
  await reason.fill('x'.repeat(503));
  await expect(page.getByText('3 characters too many')).toBeVisible();
  await expect(reason).toHaveAccessibleDescription(/3 characters too many/);
  await reason.fill('A bell \u0007 rings in here');
  await expect(page.getByText('There is a character that cannot be shown: U+0007')).toBeVisible();
});

test('the form says while one types that a case reference is too long, and is sent all the same', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  await page.getByLabel('Case reference').fill('C'.repeat(101));
  await expect(page.getByText('1 character too many')).toBeVisible();
  await expect(page.getByLabel('Case reference')).toHaveAccessibleDescription(/1 character too many/);
  await press(page, 'Impersonate');
  await expect(page.getByText('A case reference has 100 characters at most.')).toBeVisible();
});

test('the sign-in doubts an address when the field is left, not before, and is sent all the same', async ({ page }) => {
  const doubt = page.getByText('This does not look like an email address.');
  await open(page, '/sign-in');
  const email = page.getByLabel('Email address');
  await email.pressSequentially('ada');
  await expect(doubt).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(doubt).toBeVisible();
  await expect(email).toHaveAccessibleDescription(/does not look like/);
  await email.pressSequentially('@example.com');
  await expect(doubt).toHaveCount(0);
  await sendSignIn(page, { email: 'no address', password: 'something' });
  await expect(page.getByRole('alert')).toHaveText('Email address or password is incorrect.');
});

test('what is typed before the page is awake is neither lost nor ignored', async ({ page }) => {
  await signIn(page, support());
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/users/${newPerson().id}`);
  await page.getByLabel('Reason').pressSequentially('Early');
  release();
  await hydrated(page);
  await expect(page.getByLabel('Reason')).toHaveValue('Early');
  await expect(page.getByText('5 more characters')).toBeVisible();
});

test('a reason that was begun survives a reload, and is not offered for anybody else', async ({ page }) => {
  const [subject, other] = [newPerson(), newPerson()];
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await page.getByLabel('Reason').pressSequentially('Half a thought');
  await open(page, `/users/${subject.id}`);
  await expect(page.getByLabel('Reason')).toHaveValue('Half a thought');
  await open(page, `/users/${other.id}`);
  await expect(page.getByLabel('Reason')).toHaveValue('');
});

test('a reason that was sent is not offered again', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await endImpersonation(page);
  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(page.getByLabel('Reason')).toHaveValue('');
});

test('a reason is not offered to the next person who signs in', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await page.getByLabel('Reason').pressSequentially('Mine alone');
  await open(page, '/dashboard');
  await press(page, `Sign out of ${support().email}`);
  await signIn(page, newPerson({ role: 'support' }));
  await open(page, `/users/${subject.id}`);
  await expect(page.getByLabel('Reason')).toHaveValue('');
});

test('invariant 8: nothing that was typed stays in the browser after the sign-out', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  await page.getByLabel('Reason').pressSequentially('Only for this session');
  expect(await kept()).toContain('Only for this session');
  await open(page, '/dashboard');
  await press(page, `Sign out of ${support().email}`);
  expect(await kept()).not.toContain('Only for this session');

  function kept(): Promise<string> {
    return page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  }
});

test('invariant 8: the browser keeps no key, token or address in its storage', async ({ page, context }) => {
  await signIn(page, support());
  await impersonate(page, newPerson());
  for (const path of ['/dashboard', '/account']) {
    await open(page, path);
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage, cookies: document.cookie }));
    expect(kept).not.toMatch(/eyJ|sk_test_|@/);
    expect(kept).toContain('"cookies":""');
  }
  expect((await context.cookies()).map(({ name }) => name)).toEqual([expect.stringMatching(/^understudy_/)]);
});

test('the theme can be chosen, is kept, and changes what one sees', async ({ page }) => {
  await signIn(page, support());
  const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await open(page, '/account');
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  await expect.poll(paper).toBe(dark);
  await page.getByRole('button', { name: 'Theme: dark' }).click();
  await expect.poll(paper).toBe(light);
});

test('the chosen theme is there before anything is painted', async ({ page }) => {
  await page.addInitScript(() => {
    const watcher = new MutationObserver(() => {
      if (!document.body) return;
      document.documentElement.dataset.atFirst = document.documentElement.dataset.theme ?? 'system';
      watcher.disconnect();
    });
    watcher.observe(document, { childList: true, subtree: true });
  });
  await open(page, '/sign-in');
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-at-first', 'system');
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await open(page, '/sign-in');
  await expect(root).toHaveAttribute('data-at-first', 'dark');
  await page.getByRole('button', { name: 'Theme: dark' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(page.getByRole('button', { name: 'Theme: system' })).toBeVisible();
  await open(page, '/sign-in');
  await expect(root).toHaveAttribute('data-at-first', 'system');
});

test('a page taken from the browser history is that of who one is now, and its forms work', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await open(page, '/account');
  await expect(page.getByRole('main')).toContainText(subject.email);
  await open(page, '/dashboard');
  await endImpersonation(page);

  await page.goBack();
  await expect(region(page)).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('main')).toContainText(support().email);
  await expect(page.getByRole('main')).not.toContainText(subject.email);
  await page.goForward();
  await hydrated(page);
  await press(page, `Sign out of ${support().email}`);
  expect(place(page)).toBe('/sign-in');
});
