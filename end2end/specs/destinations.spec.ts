// Acting in one of the customer's own applications.
import { SHOP, serveShop, spend, startInShop } from '../support/application.ts';
import { fillStart, open, place, press, region, signIn } from '../support/console.ts';
import { newPerson, support } from '../support/people.ts';
import { expect, test, withJavaScript } from '../support/test.ts';

test('one opens the application as the user, is shown that it runs, and ends it from the console', async ({ page, request, watch }) => {
  const subject = newPerson();
  watch.expectVisit(SHOP);
  await serveShop(page);
  await signIn(page, support());
  await startInShop(page, subject, { caseReference: 'CASE-2041' });
  const own = place(page);
  expect(own).toMatch(/^\/impersonations\/imp_\w+$/);

  const link = page.getByRole('link', { name: `Open The Shop as ${subject.fullName}` });
  const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await expect(tab.getByRole('heading')).toHaveText('The Shop');
  expect(tab.url()).toMatch(/^http:\/\/shop\.localhost\/sign-in\?__clerk_ticket=./);
  if (withJavaScript()) {
    expect(await tab.evaluate(() => [document.referrer, window.opener])).toEqual(['', null]);
  }
  await spend(request, tab.url());
  await tab.close();

  const main = page.getByRole('main');
  // The page asks by itself, or is asked again; the provider is asked every other second at most.
  await expect(async () => {
    if (!withJavaScript()) await open(page, own);
    await expect(main).toContainText('Running', { timeout: withJavaScript() ? 10_000 : 100 });
  }).toPass({ timeout: 15_000 });
  await expect(main).toContainText(/\d+:\d\d left/);
  await expect(link).toBeHidden();
  await expect(region(page), 'one is oneself here').toHaveCount(0);

  await open(page, '/dashboard');
  const strip = page.getByRole('region', { name: 'Impersonation in The Shop' });
  await expect(strip).toContainText(`You are acting as ${subject.fullName} in The Shop`);
  await expect(main.getByRole('listitem').filter({ hasText: subject.fullName }).first()).toContainText('in The Shop');
  await press(page, 'End impersonation');
  expect(place(page)).toBe(own);
  await expect(main).toContainText('Ended: by the person acting');
  await expect(main).toContainText('up to 65 seconds');
  await open(page, '/dashboard');
  await expect(strip).toHaveCount(0);
});

test('the link is shown once, and a reload mints no other', async ({ page }) => {
  await signIn(page, support());
  await startInShop(page, newPerson());
  await expect(page.getByRole('link', { name: /^Open The Shop/ })).toBeVisible();
  await open(page, place(page));
  await expect(page.getByRole('link', { name: /^Open The Shop/ })).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText('The link was shown already');
  await press(page, 'End impersonation');
  await expect(page.getByRole('main')).toContainText('Not started');
});

test('what was chosen is still chosen when the form comes back', async ({ page }) => {
  await signIn(page, support());
  await open(page, `/users/${newPerson().id}`);
  await expect(page.getByLabel('Where')).toHaveValue('');
  await fillStart(page, { reason: 'Too short' });
  await page.getByLabel('Where').selectOption('The Forum');
  await press(page, 'Impersonate');
  await expect(page.getByLabel('Where')).toHaveValue('forum');
});

test('the address of one impersonation can be put into its case', async ({ page, context }) => {
  await signIn(page, support());
  await startInShop(page, newPerson());
  const address = page.url();
  await expect(page.getByRole('main').getByText(address)).toBeVisible();
  const copy = page.getByRole('button', { name: 'Copy case link' });
  if (withJavaScript()) {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await copy.click();
    await expect(page.getByText('Copied.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  } else {
    await expect(copy).toBeHidden();
  }
  await press(page, 'End impersonation');
});
