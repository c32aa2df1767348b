// Several tabs of one browser: each learns at once when another changes who one is.
import type { Locator, Page } from '@playwright/test';
import { endImpersonation, follow, impersonate, open, place, press, region, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** What a page says above everything when it is not that of who one is. */
function notice(page: Page): Locator {
  return page.getByRole('region', { name: 'Another session' });
}

/** Everything that the tab keeps. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
}

test('a start in one tab is said in the other, whose form does nothing and keeps what was typed', async ({ page, context }) => {
  const [first, second] = [newPerson(), newPerson()];
  await signIn(page, support());
  await open(page, `/users/${first.id}`);
  await page.getByLabel('Reason').pressSequentially('Half a thought about the first');
  const tab = await context.newPage();
  await impersonate(tab, second);

  await expect(notice(page).getByRole('alert')).toContainText('This browser is now acting as somebody else.');
  const button = page.getByRole('button', { name: 'Impersonate' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/now acting as somebody else/);
  await expect(page.locator('form').filter({ has: button })).toContainText('This browser is now acting as somebody else.');
  await expect(page.getByLabel('Reason')).toHaveValue('Half a thought about the first');
  // Nor is it sent by the Enter key.
  await page.getByLabel('Case reference').press('Enter');
  expect(place(page)).toBe(`/users/${first.id}`);

  await follow(page, () => notice(page).getByRole('link', { name: 'Reload' }).click());
  await expect(region(page)).toContainText(`You are acting as ${second.fullName}`);
  await expect(notice(page)).toHaveCount(0);
  await expect(notice(tab)).toHaveCount(0);
});

test('the end of it in one tab is said in the other', async ({ page, context }) => {
  await signIn(page, support());
  await impersonate(page, newPerson());
  const tab = await context.newPage();
  await open(tab, '/dashboard');
  await endImpersonation(tab);
  await expect(notice(page)).toContainText('This browser no longer acts as this user.');
  for (const button of await page.getByRole('button', { name: /^(End|Switch|Sign out)/ }).all()) await expect(button).toBeDisabled();
  await follow(page, () => notice(page).getByRole('link', { name: 'Reload' }).click());
  await expect(region(page)).toHaveCount(0);
});

test('a page is right again when the browser is again who it was rendered for', async ({ page, context }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  const tab = await context.newPage();
  await impersonate(tab, newPerson());
  await expect(notice(page)).toBeVisible();
  await endImpersonation(tab);
  await expect(notice(page)).toHaveCount(0);
  await tab.close();
  await impersonate(page, subject);
});

test('signing out in one tab is said in the other, which forgets what it kept', async ({ page, context }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await page.getByLabel('Reason').pressSequentially('Only for this session');
  expect(await kept(page)).toContain('Only for this session');
  expect(await kept(page)).toContain(subject.id);
  const tab = await context.newPage();
  await open(tab, '/dashboard');
  await press(tab, `Sign out of ${support().email}`);

  await expect(notice(page)).toContainText('This browser has signed out.');
  await expect(page.getByRole('button', { name: 'Impersonate' })).toBeDisabled();
  await expect(page.getByLabel('Reason')).toHaveValue('Only for this session');
  // Typed on, it is not kept either.
  await page.getByLabel('Reason').pressSequentially(' and on');
  expect(await kept(page)).toBe('{}');
  await follow(page, () => notice(page).getByRole('link', { name: 'Reload' }).click());
  expect(new URL(page.url()).pathname).toBe('/sign-in');

  // And a sign-in is said where one was signed out.
  await signIn(tab, newPerson());
  await expect(notice(page)).toContainText('This browser has signed in.');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});

test('a page that answered a form reloads as a page of its own', async ({ page, context }) => {
  await signIn(page, support());
  await impersonate(page, newPerson());
  const tab = await context.newPage();
  await open(tab, '/dashboard');
  // Its forms still carry the session of before, and one is sent past the notice.
  await endImpersonation(tab);
  await expect(notice(page)).toBeVisible();
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: `Sign out of ${support().email}` }) });
  const response = await follow(page, () => form.evaluate((element: HTMLFormElement) => element.submit()));
  expect(response.status()).toBe(409);
  await impersonate(tab, newPerson());
  await follow(page, () => notice(page).getByRole('link', { name: 'Reload' }).click());
  expect(place(page)).toBe('/dashboard');
});

test('what tabs tell one another is ids and nothing personal', async ({ page, context }) => {
  const heard: string[] = [];
  await open(page, '/sign-in');
  await page.exposeFunction('hear', (text: string) => heard.push(text));
  await page.evaluate(() => {
    new BroadcastChannel('understudy-identity').onmessage = ({ data }) => (window as unknown as { hear(text: unknown): void }).hear(data);
  });
  const tab = await context.newPage();
  await signIn(tab, support());
  await impersonate(tab, newPerson());
  await endImpersonation(tab);
  await expect.poll(() => heard.length).toBeGreaterThanOrEqual(5);
  for (const text of heard) expect(text).toMatch(/^\d{13} (sess_\w+)? (sess_\w+)?$/);
});

test('a page that wakes late does not set the newer ones against itself, but learns from them', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/account');
  const answer = await page.evaluate(
    () =>
      new Promise<string>((heard) => {
        const late = new BroadcastChannel('understudy-identity');
        late.onmessage = ({ data }) => heard(data as string);
        late.postMessage('1000 sess_before sess_before');
      }),
  );
  expect(Number(answer.split(' ')[0])).toBeGreaterThan(1000);
  await expect(notice(page)).toHaveCount(0);
});
