// The main job: sign in with what was printed, find a user, act as them, come back.
import { endImpersonation, expectProblem, findUser, impersonate, open, place, press, region, signIn } from '../support/console.ts';
import { demoPerson, lead, support } from '../support/people.ts';
import { expect, test, withJavaScript } from '../support/test.ts';

const people = [
  { who: 'the support person', account: support, offset: 0 },
  { who: 'the lead', account: lead, offset: 10 },
];

for (const { who, account, offset } of people) {
  test(`${who} acts as a user found by name and comes back without signing in again`, async ({ page }) => {
    const subject = demoPerson(offset + (withJavaScript() ? 1 : 2));
    await signIn(page, account());
    await findUser(page, subject.fullName, subject.email);
    expect(place(page)).toBe(`/users/${subject.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject.fullName);

    await impersonate(page, subject, { reason: 'Billing page is empty for them', caseReference: 'CASE-4711', duration: '5 minutes' });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello ${subject.firstName}`);

    await endImpersonation(page);
    expect(place(page)).toBe(`/users/${subject.id}`);
    await expect(page.getByRole('main')).toContainText('Billing page is empty for them');
    await expect(page.getByRole('main')).toContainText('CASE-4711');
    await open(page, '/dashboard');
    await expect(page.getByRole('main')).toContainText(account().email);
  });
}

test('the region is on every page while impersonating, on the pages of errors too', async ({ page }) => {
  const subject = demoPerson(withJavaScript() ? 21 : 22);
  await signIn(page, support());
  await impersonate(page, subject, { reason: 'Their export never arrives', duration: '15 minutes' });

  const pages: [path: string, status: number][] = [
    ['/dashboard', 200],
    ['/account', 200],
    ['/users', 403],
    [`/users/${subject.id}`, 403],
    ['/impersonations', 403],
    ['/no-such-page', 404],
    ['/users/no/such/page', 404],
  ];
  for (const [path, status] of pages) {
    await test.step(path, async () => {
      const response = await open(page, path);
      expect(response.status()).toBe(status);
      await expect(region(page)).toBeVisible();
      await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
      await expect(region(page)).toContainText(support().email);
      await expect(region(page)).toContainText('Their export never arrives');
      await expect(region(page).getByRole('timer')).toHaveText(/^1[45]:\d\d left$/);
      await expect(region(page).getByRole('button', { name: 'End impersonation' })).toBeEnabled();
    });
  }

  // The way out works from a page that cannot be shown.
  await endImpersonation(page);
  expect(place(page)).toBe(`/users/${subject.id}`);
});

test("the dashboard and the account are the subject's while impersonating, and one's own before and after", async ({ page }) => {
  const subject = demoPerson(withJavaScript() ? 31 : 32);
  const account = page.getByRole('main');
  await signIn(page, support());
  await follow(page);
  await expect(account).toContainText(support().email);

  await impersonate(page, subject);
  await follow(page);
  await expect(account).toContainText(subject.email);
  await expect(account).toContainText(subject.id);
  await expect(account).not.toContainText(support().email);

  await endImpersonation(page);
  await open(page, '/dashboard');
  await follow(page);
  await expect(account).toContainText(support().email);
  await expect(account).not.toContainText(subject.email);

  /** From the dashboard to the account, by its link. */
  async function follow(on: typeof page): Promise<void> {
    await on.getByRole('link', { name: 'Account' }).click();
    await expect(on.getByRole('heading', { level: 1 })).toHaveText('Account');
  }
});

test('nothing of the impersonation is left when it has ended', async ({ page }) => {
  const subject = demoPerson(withJavaScript() ? 41 : 42);
  await signIn(page, support());
  await impersonate(page, subject);
  await endImpersonation(page);

  // The page before, from the browser's history, shows who one is now.
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(`Hello ${subject.firstName}`);
  await expect(region(page)).toHaveCount(0);
  const response = await open(page, '/users');
  expect(response.status()).toBe(200);
});

test('the page that was left by a refusal is one click from the dashboard', async ({ page }) => {
  await signIn(page, support());
  const response = await open(page, '/no-such-page');
  await expectProblem(page, response, 404, 'There is no page with this address.');
  await page.getByRole('link', { name: 'Go to the dashboard' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
  await press(page, `Sign out of ${support().email}`);
  expect(place(page)).toBe('/sign-in');
});
