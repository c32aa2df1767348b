// Users whose pages were opened last: the browser keeps their ids, and the server says who they are.
import type { Locator, Page } from '@playwright/test';
import { follow, open, place, press, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** The card on the dashboard. */
function recent(page: Page): Locator {
  return page.getByRole('main').locator('section').filter({ has: page.getByRole('heading', { name: 'Recently viewed' }) });
}

/** What the browser keeps beyond the tab. */
function stored(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => ({ ...localStorage }));
}

test('the users that one looked at last stand on the dashboard, the last one first', async ({ page }) => {
  const [first, second] = [newPerson(), newPerson()];
  await signIn(page, support());
  await expect(recent(page)).toHaveCount(0);
  for (const { id } of [first, second, first]) await open(page, `/users/${id}`);
  await open(page, '/dashboard');
  await expect(recent(page).getByRole('link')).toHaveText([first.fullName, second.fullName]);
  await expect(recent(page)).toContainText(second.email);
  await follow(page, () => recent(page).getByRole('link', { name: second.fullName }).click());
  expect(place(page)).toBe(`/users/${second.id}`);
});

test('invariant 8: the browser keeps ids and nothing else, and none after the sign-out', async ({ page }) => {
  const people = [newPerson(), newPerson()];
  await signIn(page, support());
  for (const { id } of people) await open(page, `/users/${id}`);
  const kept = await stored(page);
  expect(Object.keys(kept)).toEqual(['recent']);
  expect(JSON.parse(kept.recent)).toEqual({ of: expect.stringMatching(/^sess_\w+$/), ids: [people[1].id, people[0].id] });

  await open(page, '/dashboard');
  await press(page, `Sign out of ${support().email}`);
  expect(await stored(page)).toEqual({});
  await signIn(page, newPerson({ role: 'support' }));
  await expect(recent(page)).toHaveCount(0);
  expect(await stored(page)).toEqual({});
});

test('a user who is gone, or whom nobody knows, is not shown', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, '/users/user_2nobody');
  expect(await stored(page)).toEqual({});
  await open(page, `/users/${person.id}`);
  await page.evaluate(() => localStorage.setItem('recent', (localStorage.getItem('recent') ?? '').replace('["', '["user_gone","')));
  await open(page, '/dashboard');
  await expect(recent(page).getByRole('link')).toHaveText([person.fullName]);
});

test('a list that cannot be loaded says so and can be tried again', async ({ page, watch }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, `/users/${person.id}`);
  watch.expectFailedFetch('/api/get_users');
  await page.route('**/api/get_users', (route) => route.abort('internetdisconnected'), { times: 1 });
  await open(page, '/dashboard');
  await expect(recent(page)).toContainText('The console cannot be reached.');
  await recent(page).getByRole('button', { name: 'Try again' }).click();
  await expect(recent(page).getByRole('link')).toHaveText([person.fullName]);
});

test('a customer is shown nothing and asked for nothing', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await signIn(page, newPerson());
  await open(page, '/dashboard');
  await expect(recent(page)).toHaveCount(0);
  expect(asked.filter((url) => url.endsWith('/api/get_users'))).toEqual([]);
});
