// What JavaScript adds to pages that work without it.
import { endImpersonation, fillStart, follow, hydrated, impersonate, open, place, press, region, signIn, userRow } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('the search finds while one types, on the same page', async ({ page }) => {
  const [first, second] = [newPerson(), newPerson()];
  await signIn(page, support());
  await open(page, '/users');
  await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
  const search = page.getByLabel('Search users');
  await search.pressSequentially(first.lastName);
  await expect(userRow(page, first.email)).toBeVisible();
  await expect(page.getByRole('status')).toHaveText('1 shown');
  await search.fill('');
  await search.pressSequentially(second.email);
  await expect(userRow(page, second.email)).toBeVisible();
  await expect(userRow(page, first.email)).toHaveCount(0);
  await expect(page.locator('body[data-same-page]')).toBeAttached();

  await follow(page, () => userRow(page, second.email).getByRole('link').click());
  expect(place(page)).toBe(`/users/${second.id}`);
});

test('a slow answer to what was typed before does not cover a newer one', async ({ page }) => {
  const [first, second] = [newPerson(), newPerson()];
  await signIn(page, support());
  await open(page, '/users');
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/search_users', async (route) => {
    if (route.request().postData()?.includes(encodeURIComponent(first.lastName))) await held;
    await route.continue();
  });
  const search = page.getByLabel('Search users');
  const asked = page.waitForRequest((request) => request.postData()?.includes(encodeURIComponent(first.lastName)) ?? false);
  await search.fill(first.lastName);
  await asked;
  await search.fill(second.lastName);
  await expect(userRow(page, second.email)).toBeVisible();
  const late = page.waitForResponse('**/api/search_users');
  release();
  await late;
  await expect(page.getByRole('status')).toHaveText('1 shown');
  await expect(userRow(page, second.email)).toBeVisible();
  await expect(userRow(page, first.email)).toHaveCount(0);
});

test('the search of a page that was opened as somebody else says so', async ({ page, context, watch }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  const tab = await context.newPage();
  await impersonate(tab, subject);
  watch.expectRefusedFetch('/api/search_users', 409);
  await page.getByLabel('Search users').fill('somebody');
  await expect(page.getByRole('status')).toContainText(`You are now acting as ${subject.fullName}`);
});

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
    return { disabled: button.disabled, busy: button.getAttribute('aria-busy') };
  });
  expect(state).toEqual({ disabled: true, busy: 'true' });
  release();
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  expect(sent).toBe(1);
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
