// Finding users, and what a user's page tells.
import { follow, open, place, press, signIn, userRow } from '../support/console.ts';
import { demoPerson, newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('a user is found by name, by address and by id', async ({ page }) => {
  const person = newPerson();
  await signIn(page, support());
  for (const query of [person.fullName, person.lastName, person.email, person.id]) {
    await open(page, '/users');
    const search = page.getByLabel('Search users');
    await search.fill(query);
    await press(page, 'Search');
    expect(new URL(page.url()).searchParams.get('q')).toBe(query);
    await expect(page.getByLabel('Search users')).toHaveValue(query);
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
    await expect(userRow(page, person.email).getByRole('link')).toHaveText(person.fullName);
    await expect(userRow(page, person.email)).toContainText('never signed in');
  }
});

test('what is searched for is taken as it was typed', async ({ page }) => {
  await signIn(page, support());
  for (const query of ['%41da', 'a+b', '"ada" & <b>', '100%', "Robert'); DROP TABLE users;--"]) {
    await open(page, `/users?q=${encodeURIComponent(query)}`);
    await expect(page.getByLabel('Search users')).toHaveValue(query);
    await expect(page.getByRole('status')).toHaveText('Nobody found.');
  }
});

test('nobody found is said', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/users?q=nobody-is-called-like-this');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(0);
  await expect(page.getByRole('status')).toHaveText('Nobody found.');
});

test('without a search the newest come first, and pages follow one another without a gap', async ({ page }) => {
  const newest = newPerson();
  await signIn(page, support());
  await open(page, '/users');
  const emails = page.getByRole('main').getByRole('listitem').getByText('@');
  const first = await emails.allTextContents();
  // Other tests may have added people since.
  expect(first.slice(0, 10)).toContain(newest.email);

  await follow(page, () => page.getByRole('link', { name: 'Next page' }).click());
  expect(place(page)).toContain('after=');
  const second = await emails.allTextContents();
  expect(second.length).toBeGreaterThan(10);
  expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
});

test("a user's page says who they are and when they signed in", async ({ page, anotherBrowser }) => {
  const person = newPerson();
  await signIn(page, support());
  await open(page, `/users/${person.id}`);
  const main = page.getByRole('main');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.fullName);
  await expect(main).toContainText(person.email);
  await expect(main).toContainText(person.id);
  await expect(main).toContainText('never');
  await expect(main.getByText('Nobody has acted as this user.')).toBeVisible();

  await signIn(await anotherBrowser(), person);
  await open(page, `/users/${person.id}`);
  await expect(main).not.toContainText('never');
  await expect(main.getByRole('listitem').filter({ hasText: 'since' })).toHaveCount(1);
});

test('a name is found whatever its letters', async ({ page }) => {
  const person = newPerson({ firstName: '李', lastName: `小龙-${demoPerson(3).id.slice(-4)}` });
  await signIn(page, support());
  await open(page, `/users?q=${encodeURIComponent(person.lastName)}`);
  await expect(userRow(page, person.email).getByRole('link')).toHaveText(person.fullName);
});
