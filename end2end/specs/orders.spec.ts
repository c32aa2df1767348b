// What leads order. Only about one impersonation or one user: an order about all would be about the other tests' too.
import { expect, test } from '../support/test.ts';
import { impersonate, impersonationsOf, open, place, press, region, signIn } from '../support/console.ts';
import { lead, newPerson, support } from '../support/people.ts';

const WHY = 'Nobody should act as this user now';

test('a lead ends what somebody else does, and they are told', async ({ page, anotherBrowser }) => {
  const subject = newPerson();
  const theirs = await anotherBrowser();
  await signIn(theirs, support());
  await impersonate(theirs, subject);

  await signIn(page, lead());
  await open(page, `/users/${subject.id}`);
  await page.getByText('End impersonations as a lead').click();
  await page.getByLabel('Why', { exact: true }).fill('too short');
  await press(page, 'End all as this user');
  await expect(page.getByRole('alert')).toHaveText('Nothing was done. Please mend what is marked.');
  await expect(page.getByLabel('Why', { exact: true })).toHaveValue('too short');
  await page.getByLabel('Why', { exact: true }).fill(WHY);
  await press(page, 'End all as this user');
  expect(place(page)).toBe(`/users/${subject.id}`);
  await expect(page.getByRole('status')).toHaveText('The impersonation was ended.');
  await expect(impersonationsOf(page)).toContainText('somebody in charge ended it');

  await open(theirs, '/dashboard');
  await expect(region(theirs)).toHaveCount(0);
  await expect(theirs.getByRole('main').or(theirs.getByRole('status')).first()).toBeVisible();
  await expect(theirs.getByText('somebody in charge ended it').first()).toBeVisible();
});

test('nobody but a lead is offered an order', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/impersonations');
  await expect(page.getByText('In an emergency')).toHaveCount(0);
});
