// Two people at once, each in a browser of their own.
import { endImpersonation, impersonate, impersonationsOf, open, place, press, region, sendSignIn, sessions, signIn } from '../support/console.ts';
import { lead, newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('two operators act as one user at once, and each ends only their own', async ({ page, anotherBrowser }) => {
  const subject = newPerson();
  const other = await anotherBrowser();
  await signIn(page, support());
  await signIn(other, lead());
  await impersonate(page, subject, { reason: 'Support looks at the invoice' });
  await impersonate(other, subject, { reason: 'The lead looks at it as well' });

  // Each is told of their own alone.
  await expect(region(page)).toContainText(support().email);
  await expect(region(page)).toContainText('Support looks at the invoice');
  await open(other, '/account');
  await expect(region(other)).toContainText(lead().email);
  await expect(region(other)).not.toContainText(support().email);

  await endImpersonation(page);
  await expect(impersonationsOf(page)).toHaveCount(2);
  await expect(impersonationsOf(page).filter({ hasText: 'running' })).toHaveCount(1);
  await expect(impersonationsOf(page).filter({ hasText: 'running' })).toContainText('The lead looks at it as well');

  await open(other, '/dashboard');
  await expect(region(other)).toContainText(`You are acting as ${subject.fullName}`);
  await expect(sessions(other)).toHaveCount(2);
  await endImpersonation(other);
  expect(place(other)).toBe(`/users/${subject.id}`);
  await expect(impersonationsOf(other).filter({ hasText: 'running' })).toHaveCount(0);
});

test('one person impersonates in two browsers, each on its own', async ({ page, anotherBrowser }) => {
  const [first, second] = [newPerson(), newPerson()];
  const other = await anotherBrowser();
  await signIn(page, support());
  await signIn(other, support());
  await impersonate(page, first);
  await impersonate(other, second);
  await endImpersonation(page);
  await open(other, '/dashboard');
  await expect(region(other)).toContainText(`You are acting as ${second.fullName}`);

  await press(other, `Sign out of ${support().email}`);
  const response = await open(page, '/users');
  expect(response.status()).toBe(200);
});

test('the user themselves notices nothing: their own session stays, and is not in the list of whoever acts', async ({ page, anotherBrowser }) => {
  const subject = newPerson();
  const theirs = await anotherBrowser();
  await signIn(theirs, subject);
  await signIn(page, support());
  await impersonate(page, subject);
  await expect(sessions(page)).toHaveCount(2);
  await open(theirs, '/dashboard');
  await expect(region(theirs)).toHaveCount(0);
  await expect(sessions(theirs)).toHaveCount(1);

  await endImpersonation(page);
  await open(theirs, '/dashboard');
  expect(place(theirs)).toBe('/dashboard');
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(`Hello ${subject.firstName}`);
});

test('what runs is seen by other staff, with its reason', async ({ page, anotherBrowser }) => {
  const subject = newPerson();
  const other = await anotherBrowser();
  await signIn(other, lead());
  await signIn(page, support());
  // A reason that no other run of this test has given.
  const reason = `Seen by the lead while it runs: ${subject.lastName}`;
  await impersonate(page, subject, { reason });

  for (const path of ['/impersonations', '/dashboard', `/users/${subject.id}`]) {
    await open(other, path);
    const row = impersonationsOf(other).filter({ hasText: reason });
    await expect(row).toContainText(subject.fullName);
    await expect(row).toContainText('running');
  }
  await endImpersonation(page);
  await open(other, '/impersonations');
  const row = impersonationsOf(other).filter({ hasText: reason });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('by the person acting');
});

test("a user's page and the pages inside tell who else is in the account right now", async ({ page, anotherBrowser }) => {
  const subject = newPerson();
  const company = (of: typeof page) => of.getByRole('region', { name: 'Also in this account' });
  const other = await anotherBrowser();
  await signIn(page, support());
  await signIn(other, lead());
  await open(other, `/users/${subject.id}`);
  await expect(company(other)).toHaveCount(0);

  await impersonate(page, subject, { duration: '10 minutes' });
  // One's own presence is in the region already.
  await expect(company(page)).toHaveCount(0);
  await open(other, `/users/${subject.id}`);
  await expect(company(other)).toContainText('Sam Okoro is acting as this user now.');
  await expect(company(other)).toContainText(/Started (just now|1 minute ago), ends in (9|10) minutes at the latest/);

  await impersonate(other, subject);
  await expect(company(other)).toContainText('Sam Okoro is acting as this user now.');
  await expect(company(other)).not.toContainText('Leah Lindgren');
  await open(page, '/dashboard');
  await expect(company(page)).toContainText('Leah Lindgren is acting as this user now.');
  await expect(company(page)).not.toContainText('Sam Okoro');

  const third = await anotherBrowser();
  await signIn(third, support());
  await open(third, `/users/${subject.id}`);
  await expect(company(third)).toContainText('You are acting as this user now, in another browser.');
  await expect(company(third)).toContainText('Leah Lindgren is acting as this user now.');

  await endImpersonation(page);
  await open(other, '/dashboard');
  await expect(company(other)).toHaveCount(0);
});

test('signing in again in the same browser begins a new session', async ({ page }) => {
  const customer = newPerson();
  await signIn(page, support());
  await press(page, `Sign out of ${support().email}`);
  await sendSignIn(page, customer);
  await expect(sessions(page)).toHaveCount(1);
  await expect(sessions(page)).toContainText(customer.email);
});
