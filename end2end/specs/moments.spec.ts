// Moments on a page whose islands are awake. What holds without them too is in times.spec.ts.
import { open, signIn, userRow } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test.use({ timezoneId: 'Asia/Tokyo' });

test('while a page is open its moments grow older', async ({ page }) => {
  await signIn(page, support());
  await page.clock.install();
  await open(page, `/users/${newPerson().id}`);
  const since = page.getByRole('main').getByRole('time').first();
  await expect(since).toHaveText('just now');
  await page.clock.fastForward('05:00');
  await expect(since).toHaveText('5 minutes ago');
  await page.clock.fastForward('01:00:00');
  await expect(since).toHaveText('1 hour ago');
});

test('what a search brings in while one types is in the same zone', async ({ page }) => {
  await signIn(page, support());
  await open(page, '/users?q=nobody-is-called-like-this');
  await page.getByLabel('Search users').fill(support().email);
  await expect(userRow(page, support().email).getByRole('time')).toHaveAttribute('title', / GMT\+9$/);
});
