// The list of sessions: one's own and the impersonated one, and every way between them.
import { endImpersonation, impersonate, open, place, press, region, sendSignIn, sessions, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test("before anything is begun, the list holds one's own session alone", async ({ page }) => {
  await signIn(page, support());
  await expect(sessions(page)).toHaveCount(1);
  await expect(sessions(page)).toContainText(support().email);
  await expect(sessions(page)).toContainText('since');
  await expect(sessions(page).getByRole('button')).toHaveText([`Sign out of ${support().email}`]);
});

test('while impersonating, the list holds both sessions and says who acts in which', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);

  await expect(sessions(page)).toHaveCount(2);
  const theirs = sessions(page).filter({ hasText: subject.email });
  const own = sessions(page).filter({ hasNotText: subject.email });
  await expect(theirs).toContainText(support().email);
  await expect(theirs.getByRole('button')).toHaveText([`Sign out of ${subject.email}`]);
  await expect(own).toContainText(support().email);
  await expect(own.getByRole('button')).toHaveText([`Switch to ${support().email}`, `Sign out of ${support().email}`]);
});

test("signing out of the impersonated session returns to one's own", async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await press(page, `Sign out of ${subject.email}`);

  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(region(page)).toHaveCount(0);
  await open(page, '/dashboard');
  await expect(sessions(page)).toHaveCount(1);
  await expect(sessions(page)).toContainText(support().email);
});

test('switching back leaves the impersonation open, and Return goes back into it', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await press(page, `Switch to ${support().email}`);

  expect(place(page)).toBe('/dashboard');
  await expect(region(page)).toContainText(`Still open: acting as ${subject.fullName}`);
  await expect(region(page)).not.toContainText('You are acting as');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(`Hello ${subject.firstName}`);
  // One is oneself again: what staff may see, one sees.
  const response = await open(page, `/users/${subject.id}`);
  expect(response.status()).toBe(200);
  await expect(region(page)).toContainText('Still open: acting as');

  await press(page, 'Return');
  expect(place(page)).toBe('/dashboard');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${subject.firstName}`);
});

test('switching works from the list in both directions', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await press(page, `Switch to ${support().email}`);
  await expect(sessions(page)).toHaveCount(2);
  await press(page, `Switch to ${subject.email}`);
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
});

test('an impersonation that was left open can be ended from outside', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject);
  await press(page, `Switch to ${support().email}`);
  await endImpersonation(page);
  expect(place(page)).toBe(`/users/${subject.id}`);
  await open(page, '/dashboard');
  await expect(sessions(page)).toHaveCount(1);
});

for (const where of ['inside', 'outside'] as const) {
  test(`signing out of one's own session from ${where} ends both and leads to the sign-in`, async ({ page }) => {
    const subject = newPerson();
    await signIn(page, support());
    await impersonate(page, subject);
    if (where === 'outside') await press(page, `Switch to ${support().email}`);
    await press(page, `Sign out of ${support().email}`);
    expect(place(page)).toBe('/sign-in');

    for (const path of ['/dashboard', '/account', '/users']) {
      await open(page, path);
      expect(place(page)).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
      await expect(region(page)).toHaveCount(0);
    }

    // The impersonation did not outlive the one who acted.
    await sendSignIn(page, support());
    await open(page, `/users/${subject.id}`);
    await expect(page.getByRole('main').getByText('the person acting signed out')).toHaveCount(1);
    await expect(page.getByRole('main').getByText('running', { exact: true })).toHaveCount(0);
  });
}

test('the start, the end and each sign-in give the browser a new cookie, and the sign-out takes it away', async ({ page, context }) => {
  const cookie = async (): Promise<string | undefined> => (await context.cookies()).find(({ name }) => name.startsWith('understudy_'))?.value;
  const seen: (string | undefined)[] = [];
  await signIn(page, support());
  seen.push(await cookie());
  await impersonate(page, newPerson());
  seen.push(await cookie());
  await endImpersonation(page);
  seen.push(await cookie());
  expect(seen).not.toContain(undefined);
  expect(new Set(seen).size).toBe(3);

  await open(page, '/dashboard');
  await press(page, `Sign out of ${support().email}`);
  expect(await cookie()).toBeUndefined();
});
