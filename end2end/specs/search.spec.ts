// The search while one types.
import type { Page } from '@playwright/test';
import { follow, impersonate, open, place, signIn, userRow } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** The texts that were searched for, as they are asked. */
function asked(page: Page): string[] {
  const texts: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/search_users')) texts.push(new URLSearchParams(request.postData() ?? '').get('query') ?? '');
  });
  return texts;
}

test('the search finds while one types, on the same page', async ({ page }) => {
  const [first, second] = [newPerson(), newPerson()];
  await signIn(page, support());
  await open(page, '/users');
  await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
  const search = page.getByLabel('Search users');
  await search.pressSequentially(first.lastName);
  await expect(userRow(page, first.email)).toBeVisible();
  await expect(page.getByRole('status')).toHaveText('1 user');
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
  await expect(page.getByRole('status')).toHaveText('1 user');
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

test('the address keeps what is searched for, and the caret its place', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  const search = page.getByLabel('Search users');
  await search.pressSequentially(`${person.lastName.slice(0, 5)}${person.lastName.slice(6)}`);
  await expect(page.getByRole('status')).toHaveText('Nobody found.');
  for (let left = person.lastName.length; left > 6; left -= 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(person.lastName[5]);
  await expect(userRow(page, person.email)).toBeVisible();
  expect(await search.evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(6);
  expect(place(page)).toBe(`/users?q=${encodeURIComponent(person.lastName)}`);

  await page.reload();
  await expect(search).toHaveValue(person.lastName);
  await expect(userRow(page, person.email)).toBeVisible();
});

test('Escape clears the search, and the address with it', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/users?q=nobody-is-called-like-this');
  await page.getByLabel('Search users').press('Escape');
  await expect(page.getByLabel('Search users')).toHaveValue('');
  await expect(page.getByRole('status')).toHaveText('25 users and more');
  expect(place(page)).toBe('/users');
});

test('Enter opens the first that is found, also when it is pressed before the answer is there', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  await page.getByLabel('Search users').fill(person.email);
  await follow(page, () => page.getByLabel('Search users').press('Enter'));
  expect(place(page)).toBe(`/users/${person.id}`);

  await open(page, `/users?q=${person.lastName}`);
  await follow(page, () => page.getByLabel('Search users').press('Enter'));
  expect(place(page)).toBe(`/users/${person.id}`);
});

test('Enter opens nobody when nobody is found', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/users');
  await page.getByLabel('Search users').fill('nobody-is-called-like-this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Nobody found.');
  expect(place(page)).toBe('/users?q=nobody-is-called-like-this');
  await expect(page.getByLabel('Search users')).toBeFocused();
});

test('the arrow keys move through what was found', async ({ page }) => {
  const family = `Rossi-${newPerson().lastName.slice(-8)}`;
  const people = ['Ada', 'Ben'].map((firstName) => newPerson({ firstName, lastName: family }));
  await signIn(page, support());
  await open(page, '/users');
  const search = page.getByLabel('Search users');
  await search.fill(family);
  await expect(page.getByRole('status')).toHaveText('2 users');
  const found = page.getByRole('main').getByRole('listitem').getByRole('link');
  await page.keyboard.press('ArrowUp');
  await expect(search).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(found.nth(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(found.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(found.nth(1)).toBeFocused();
  const name = await found.nth(1).textContent();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(search).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await follow(page, () => page.keyboard.press('Enter'));
  expect(place(page)).toBe(`/users/${people.find(({ fullName }) => fullName === name)?.id}`);
});

test('what an input method is still composing is not searched for', async ({ page, context }) => {
  const person = newPerson({ firstName: 'はな', lastName: `佐藤-${newPerson().lastName.slice(-8)}` });
  await page.clock.install();
  await signIn(page, support());
  await open(page, '/users');
  const texts = asked(page);
  await page.getByLabel('Search users').focus();
  const keyboard = await context.newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'さとう', selectionStart: 3, selectionEnd: 3 });
  await page.clock.runFor(1_000);
  await keyboard.send('Input.insertText', { text: person.lastName });
  await page.clock.runFor(1_000);
  await expect(userRow(page, person.email)).toBeVisible();
  expect(texts).toEqual([person.lastName]);
});

test('what was typed before the page was awake is searched for', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/users');
  await page.getByLabel('Search users').fill(person.email);
  release();
  await expect(page.getByRole('status')).toHaveText('1 user');
  await expect(page.getByLabel('Search users')).toHaveValue(person.email);
  await expect(userRow(page, person.email)).toBeVisible();
});

test('a search that fails says so where it stands, and can be tried again', async ({ page, watch }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  let answers = 0;
  await page.route('**/api/search_users', async (route) => {
    answers += 1;
    if (answers > 1) return route.continue();
    const headers = { 'content-type': 'application/json', serverfnerror: 'search_users' };
    return route.fulfill({ status: 503, headers, body: JSON.stringify({ code: 'unavailable' }) });
  });
  watch.expectFailedFetch('/api/search_users');
  await page.getByLabel('Search users').fill(person.email);
  await expect(page.getByRole('status')).toContainText('Try again in a minute.');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(0);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('status')).toHaveText('1 user');
  await expect(userRow(page, person.email)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
});

test('a console that cannot be reached is said, and searched again when it is back', async ({ page, watch }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  watch.expectFailedFetch('/api/search_users');
  await page.route('**/api/search_users', (route) => route.abort('internetdisconnected'), { times: 1 });
  await page.getByLabel('Search users').fill(person.email);
  await expect(page.getByRole('status')).toHaveText('The console cannot be reached. Check the connection, then try again.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(userRow(page, person.email)).toBeVisible();
});
