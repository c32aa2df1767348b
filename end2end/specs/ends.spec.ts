// What the region says when an impersonation ends by itself, by the browser's own clock. That it has ended then,
// and what ended it, is the server's to know: the tests of the console move its clock.
import { deafen, hydrated, impersonate, open, place, press, region, REASON, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

const MINUTE = 60_000;

test('nine idle minutes are warned of, and a click stays inside', async ({ page }) => {
  const subject = newPerson();
  await page.clock.install();
  await signIn(page, support());
  await impersonate(page, subject);
  await page.clock.fastForward(8 * MINUTE);
  await expect(region(page)).not.toContainText('nine minutes');
  await page.clock.fastForward(MINUTE + 5_000);
  await expect(region(page)).toContainText('Nothing has happened for nine minutes. In one minute this is over.');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  await region(page).getByRole('link', { name: 'Stay' }).click();
  await expect(region(page)).not.toContainText('nine minutes');
  await hydrated(page);
  expect(place(page)).toBe('/dashboard');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
});

test('after ten idle minutes the region says that it is over, and asks the server nothing', async ({ page }) => {
  const subject = newPerson();
  await page.clock.install();
  await signIn(page, support());
  await impersonate(page, subject);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.clock.fastForward(10 * MINUTE + 5_000);
  await expect(region(page)).toContainText(`You were acting as ${subject.fullName}`);
  await expect(region(page)).toContainText('It is over: nothing happened for ten minutes.');
  await expect(region(page).getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(region(page).getByRole('button', { name: 'End impersonation' })).toHaveCount(0);
  expect(asked).toEqual([]);
});

test('its maximum is the other end, and is said as that', async ({ page }) => {
  await page.clock.install();
  await signIn(page, support());
  await impersonate(page, newPerson(), { duration: '5' });
  await page.clock.fastForward(4 * MINUTE);
  await expect(region(page).getByRole('timer')).toContainText(/^[01]:\d\d left$/);
  await page.clock.fastForward(MINUTE + 5_000);
  await expect(region(page)).toContainText('It is over: its time was up.');
});

test('Resume starts again without retyping anything', async ({ page, context }) => {
  const subject = newPerson();
  await deafen(page); // An end by time is told to no tab.
  await page.clock.install();
  await signIn(page, support());
  await impersonate(page, subject, { caseReference: 'CASE-2041' });
  // It is over on the server too: ended from elsewhere, where no clock can be moved.
  const tab = await context.newPage();
  await open(tab, '/account');
  await press(tab, 'End impersonation');
  await tab.close();
  await page.clock.fastForward(10 * MINUTE + 5_000);
  await press(page, 'Resume');
  expect(place(page)).toBe('/dashboard');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
  await expect(region(page)).toContainText(REASON);
  await expect(region(page).getByRole('timer')).toContainText(/^1[45]:\d\d left$/);
});

test('what is left open beside ones own session is warned of too, and Return keeps it', async ({ page }) => {
  const subject = newPerson();
  await page.clock.install();
  await signIn(page, support());
  await impersonate(page, subject);
  await press(page, `Switch to ${support().email}`);
  await page.clock.fastForward(9 * MINUTE + 5_000);
  await expect(region(page)).toContainText('Still open');
  await expect(region(page)).toContainText('In one minute this is over.');
  await expect(region(page).getByRole('link', { name: 'Stay' })).toHaveCount(0);
  await press(page, 'Return');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
});
