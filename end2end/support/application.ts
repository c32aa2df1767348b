// An application of the customer's, as far as the console can tell: a page, and what its sign-in does with a ticket.
import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { fillStart, open, press, type Start } from './console.ts';
import { said } from './program.ts';

/** Where the application is; only the test's own browser finds it. */
export const SHOP = 'http://shop.localhost';

/** Serves the application to the browser of a page. */
export async function serveShop(page: Page): Promise<void> {
  const body = '<!doctype html><html lang="en"><title>The Shop</title><h1>The Shop</h1></html>';
  await page.context().route(`${SHOP}/**`, (route) => route.fulfill({ contentType: 'text/html', body }));
}

/** Starts to act in the shop, and arrives on the page with the link. */
export async function startInShop(page: Page, subject: { id: string }, start: Start = {}): Promise<void> {
  await open(page, `/users/${subject.id}`);
  await fillStart(page, start);
  await page.getByLabel('Where').selectOption('The Shop');
  await press(page, 'Impersonate');
  await expect(page.getByRole('main')).toContainText('Waiting for the link to be opened');
}

/** Spends the ticket of a link as the application's sign-in page does. The session that it opened. */
export async function spend(request: APIRequestContext, link: string): Promise<string> {
  const ticket = new URL(link).searchParams.get('__clerk_ticket') ?? '';
  const answer = await request.post(`${said('PROVIDER')}/v1/client/sign_ins?_is_native=1`, {
    form: { strategy: 'ticket', ticket },
    headers: { authorization: '' },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()).response.created_session_id;
}
