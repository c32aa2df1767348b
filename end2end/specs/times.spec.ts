// Moments: how far away in words, and exactly in the reader's own zone, or in UTC where nothing can tell which.
import type { Locator } from '@playwright/test';
import { open, signIn, userRow } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test, withJavaScript } from '../support/test.ts';

test.use({ timezoneId: 'Asia/Tokyo' });

/** An exact moment in the zone that this browser can know of. */
function exact(): RegExp {
  return withJavaScript() ? /^\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d GMT\+9$/ : /^\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC$/;
}

/** What stands beside a moment for whoever has no pointer. */
function bubble(time: Locator): Promise<string> {
  return time.evaluate((element) => getComputedStyle(element, '::after').content);
}

test('a moment tells how long ago, and exactly when on hover', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  const since = page.getByRole('main').getByRole('time').first();
  await expect(since).toHaveText(/^(just now|\d minutes? ago)$/);
  await expect(since).toHaveAttribute('title', exact());
  const [told, meant] = await since.evaluate((time) => [time.title, time.getAttribute('datetime') ?? '']);
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: withJavaScript() ? 'Asia/Tokyo' : 'UTC' });
  expect(told).toContain(hour.format(new Date(meant)));
});

test('the exact moment is there for whoever comes by keyboard or taps', async ({ page }) => {
  await signIn(page, support());
  const person = newPerson();
  await open(page, `/users/${person.id}`);
  const since = page.getByRole('main').getByRole('time').first();
  expect(await bubble(since)).toBe('none');
  await since.focus();
  expect(await bubble(since)).toContain(await since.getAttribute('title'));

  // In a row with a link, the link is where the Tab key stops.
  await open(page, `/users?q=${encodeURIComponent(support().email)}`);
  const row = userRow(page, support().email);
  await expect(row.getByRole('time')).toHaveAttribute('title', exact());
  await page.getByRole('button', { name: 'Search', exact: true }).focus();
  await page.keyboard.press('Tab');
  await expect(row.getByRole('link')).toBeFocused();
  expect(await bubble(row.getByRole('time'))).toContain((await row.getByRole('time').getAttribute('title')) ?? 'no title');

  await page.setViewportSize({ width: 360, height: 700 });
  await row.getByRole('time').click();
  expect(await bubble(row.getByRole('time'))).toContain((await row.getByRole('time').getAttribute('title')) ?? 'no title');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
