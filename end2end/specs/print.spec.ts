// What goes on paper: the record itself, with exact times, and nothing to press.
import { resolve } from 'node:path';
import { endImpersonation, impersonate, impersonationsOf, open, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('the log and the page of a user are printed as a record', async ({ page }) => {
  const subject = newPerson();
  await signIn(page, support());
  await impersonate(page, subject, { reason: 'To be found on paper', caseReference: 'CASE-11' });
  await endImpersonation(page);

  for (const [path, name] of [
    ['/impersonations', 'log'],
    [`/users/${subject.id}`, 'user'],
  ]) {
    await open(page, path);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByRole('banner')).toHaveCount(0);
    await expect(page.getByRole('button')).toHaveCount(0);
    const row = impersonationsOf(page).filter({ hasText: 'To be found on paper' });
    await expect(row).toBeVisible();
    await expect(row).toContainText('CASE-11');
    await expect(row).toHaveCSS('break-inside', 'avoid');
    const printed = await row.evaluate((element) => ({
      ink: getComputedStyle(element).color,
      paper: getComputedStyle(document.body).backgroundColor,
      links: [...element.querySelectorAll('a')].map((link) => getComputedStyle(link, '::after').content),
      times: [...element.querySelectorAll('time')].map((time) => ({
        words: getComputedStyle(time).fontSize,
        exact: getComputedStyle(time, '::after').content === JSON.stringify(time.title),
      })),
    }));
    expect(printed).toEqual({
      ink: 'rgb(0, 0, 0)',
      paper: 'rgb(255, 255, 255)',
      links: ['none', 'none', 'none'],
      times: [
        { words: '0px', exact: true },
        { words: '0px', exact: true },
      ],
    });
    const folder = resolve(import.meta.dirname, '../screenshots');
    await page.pdf({ path: resolve(folder, `print-${name}.pdf`), format: 'A4' });
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.screenshot({ path: resolve(folder, `print-${name}.png`) });
    await page.emulateMedia({ media: null, colorScheme: null });
  }
});
