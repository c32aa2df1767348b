// Forms that are refused, sent twice, or sent too late.
import { deafen, expectProblem, fillStart, follow, impersonate, impersonationsOf, endImpersonation, open, place, press, region, signIn } from '../support/console.ts';
import { ledger } from '../support/ledger.ts';
import { lead, newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('a short reason is answered with what is wrong, and keeps what was typed', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page, { reason: 'Too short', caseReference: 'CASE-99', duration: '45 minutes' });
  await expect(page.getByRole('button', { name: 'Impersonate' })).toBeEnabled();
  await press(page, 'Impersonate');

  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(region(page)).toHaveCount(0);
  const reason = page.getByLabel('Reason');
  await expect(reason).toHaveValue('Too short');
  await expect(reason).toHaveAttribute('aria-invalid', 'true');
  await expect(reason).toHaveAccessibleDescription(/10 to 500 characters/);
  await expect(page.getByText('Give a reason of 10 to 500 characters.')).toBeVisible();
  await expect(page.getByRole('alert')).toBeVisible();
  // One goes on where the mistake is.
  await expect(reason).toBeFocused();
  await expect(page.getByLabel('Case reference')).toHaveValue('CASE-99');
  await expect(page.getByLabel('Duration')).toHaveValue('45');

  // Said once, and nothing was begun.
  await open(page, `/users/${subject.id}`);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(impersonationsOf(page)).toHaveCount(0);
});

test('the refused form can be mended and sent', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page, { reason: 'Too short' });
  await press(page, 'Impersonate');
  await impersonate(page, subject, { reason: 'Too short a reason, now mended' });
  await expect(region(page)).toContainText('Too short a reason, now mended');
});

test('an empty form is answered, not disabled', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await press(page, 'Impersonate');
  await expect(page.getByText('Give a reason of 10 to 500 characters.')).toBeVisible();
});

test('too long a reason and too long a case reference are both said', async ({ page }) => {
  const subject = newPerson();
  const reason = `${'word '.repeat(100)}!`;
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page, { reason, caseReference: 'C'.repeat(101) });
  await press(page, 'Impersonate');
  await expect(page.getByLabel('Reason')).toHaveValue(reason);
  await expect(page.getByText('Give a reason of 10 to 500 characters.')).toBeVisible();
  await expect(page.getByText('A case reference has 100 characters at most.')).toBeVisible();
});

test('what was typed is shown as text everywhere, whatever it is', async ({ page }) => {
  const hostile = '</textarea></title><script>document.title = "broken"</script><b>bold</b> & "quotes"';
  const subject = newPerson({ lastName: '</title><img src=x>' });
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject.fullName);
  await expect(page).toHaveTitle(`${subject.fullName} · Understudy`);

  await fillStart(page, { reason: hostile, caseReference: 'C'.repeat(101) });
  await press(page, 'Impersonate');
  await expect(page.getByLabel('Reason')).toHaveValue(hostile);

  await fillStart(page, { reason: hostile, caseReference: '<i>CASE</i>' });
  await press(page, 'Impersonate');
  await expect(region(page)).toContainText(hostile);
  await expect(region(page)).toContainText(subject.fullName);
  await endImpersonation(page);
  await expect(impersonationsOf(page)).toContainText(hostile);
  await expect(impersonationsOf(page)).toContainText('<i>CASE</i>');
  await expect(page.locator('main img, main b, main i')).toHaveCount(0);
});

test('a double click begins one impersonation', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page, { reason: 'Clicked twice in a hurry' });
  await page.getByRole('button', { name: 'Impersonate' }).dblclick();
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  expect(place(page)).toBe('/dashboard');

  await endImpersonation(page);
  await expect(impersonationsOf(page)).toHaveCount(1);
  expect(ledger(subject).map(({ kind }) => kind)).toEqual(['attempted', 'started', 'ended']);
});

test('a form opened before a switch answers 409 and does nothing', async ({ page, context }) => {
  const [first, second] = [newPerson(), newPerson()];
  await deafen(page);
  await signIn(page, support());
  await open(page, `/users/${first.id}`);
  await fillStart(page);

  // In another tab the same browser becomes somebody else.
  const tab = await context.newPage();
  await impersonate(tab, second);

  const response = await press(page, 'Impersonate');
  await expectProblem(page, response, 409, new RegExp(`You are now acting as ${second.fullName}\\. Nothing was done\\.`));
  await expect(region(page)).toContainText(`You are acting as ${second.fullName}`);
  await tab.close();

  await endImpersonation(page);
  await open(page, `/users/${first.id}`);
  await expect(impersonationsOf(page)).toHaveCount(0);
  expect(ledger(first)).toEqual([]);
  expect(ledger(second)).toHaveLength(3);
});

test("a sign-out form of an impersonation that has ended does not sign out of one's own session", async ({ page, context }) => {
  const subject = newPerson();
  await deafen(page);
  await signIn(page, support());
  await impersonate(page, subject);
  const tab = await context.newPage();
  await open(tab, '/account');
  await endImpersonation(tab);

  const response = await press(page, `Sign out of ${support().email}`);
  await expectProblem(page, response, 409, /Nothing was done/);
  const dashboard = await open(page, '/dashboard');
  expect(dashboard.status()).toBe(200);
  expect(place(page)).toBe('/dashboard');
});

test('a form opened before a sign-out does nothing afterwards', async ({ page, context }) => {
  const subject = newPerson();
  await deafen(page);
  await signIn(page, support());
  await open(page, `/users/${subject.id}`);
  await fillStart(page);
  const tab = await context.newPage();
  await open(tab, '/dashboard');
  await press(tab, `Sign out of ${support().email}`);

  const response = await press(page, 'Impersonate');
  await expectProblem(page, response, 401, /signed out/i);
  await signIn(tab, support());
  await open(tab, `/users/${subject.id}`);
  await expect(impersonationsOf(tab)).toHaveCount(0);
});

test('where the rules refuse, the button is disabled and the rule says why', async ({ page }) => {
  const refusals: [email: string, words: string][] = [
    [support().email, 'You cannot act as yourself.'],
    [lead().email, 'Nobody may act as a member of staff.'],
    [newPerson({ role: 'support' }).email, 'Nobody may act as a member of staff.'],
  ];
  await signIn(page, support());
  for (const [email, words] of refusals) {
    await test.step(words, async () => {
      await open(page, `/users?q=${encodeURIComponent(email)}`);
      await follow(page, () => page.getByRole('main').getByRole('listitem').getByRole('link').click());
      const button = page.getByRole('button', { name: 'Impersonate' });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(words);
      await expect(page.getByText(words)).toBeVisible();
      await expect(page.getByLabel('Reason')).toHaveCount(0);
    });
  }
});
