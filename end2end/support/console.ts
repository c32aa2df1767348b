// What a person does in the console, found by the words that a person reads.
import { expect, type Locator, type Page, type Response } from '@playwright/test';
import type { Account } from './people.ts';
import { withJavaScript } from './test.ts';

/** A reason that every rule accepts. */
export const REASON = 'Invoice total looks wrong to the customer';

/** Waits until the islands of the page are awake, where there is JavaScript to wake them. */
export async function hydrated(page: Page): Promise<void> {
  if (withJavaScript()) await expect(page.locator('body[data-hydrated="true"]')).toBeAttached();
}

/** Goes to an address by the address bar. The answer is that of the page one ends up on. */
export async function open(page: Page, path: string): Promise<Response> {
  const response = await page.goto(path);
  if (!response) throw new Error(`${path} was not answered with a document`);
  await hydrated(page);
  return response;
}

/** Does something that leads to a new document, and waits for that to be ready. */
export async function follow(page: Page, act: () => Promise<unknown>): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse((response) => isDocument(page, response) && (response.status() < 300 || response.status() >= 400)),
    page.waitForEvent('load'),
    act(),
  ]);
  await hydrated(page);
  return response;
}

function isDocument(page: Page, response: Response): boolean {
  return response.request().isNavigationRequest() && response.frame() === page.mainFrame();
}

/** Makes a tab one that hears nothing from the others, as when its form is sent at the very moment they change who one is. */
export async function deafen(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
}

/** Presses a button that leads to a new document. */
export function press(page: Page, name: string): Promise<Response> {
  return follow(page, () => page.getByRole('button', { name, exact: true }).click());
}

/** Presses Tab until a control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  const focused = page.locator(':focus');
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await control.and(focused).count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  await expect(control, 'the Tab key reaches it').toBeFocused();
}

/** Where the browser is: path and query. */
export function place(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** Fills in the sign-in form and sends it, wherever that leads. */
export async function sendSignIn(page: Page, { email, password }: Account): Promise<Response> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  return press(page, 'Sign in');
}

/** Signs in and arrives on the dashboard. */
export async function signIn(page: Page, who: Account): Promise<void> {
  await open(page, '/sign-in');
  await sendSignIn(page, who);
  expect(place(page)).toBe('/dashboard');
}

/** Searches for somebody from the dashboard, and opens their page. */
export async function findUser(page: Page, query: string, email: string): Promise<void> {
  await open(page, '/dashboard');
  const search = page.getByLabel('Search users');
  await search.fill(query);
  await follow(page, () => search.press('Enter'));
  await follow(page, () => userRow(page, email).getByRole('link').click());
}

/** The row of a user in a list of users. */
export function userRow(page: Page, email: string): Locator {
  return page.getByRole('main').getByRole('listitem').filter({ has: page.getByText(email, { exact: true }) });
}

/** What is filled in to begin an impersonation. */
export interface Start {
  reason?: string;
  caseReference?: string;
  duration?: string;
}

/** Fills in the form on a user's page. */
export async function fillStart(page: Page, { reason = REASON, caseReference, duration }: Start = {}): Promise<void> {
  await page.getByLabel('Reason').fill(reason);
  if (caseReference !== undefined) await page.getByLabel('Case reference').fill(caseReference);
  if (duration !== undefined) await page.getByLabel('Duration').selectOption(duration);
}

/** Acts as a user and arrives on their dashboard. */
export async function impersonate(page: Page, subject: { id: string; fullName: string }, start: Start = {}): Promise<void> {
  if (place(page) !== `/users/${subject.id}`) await open(page, `/users/${subject.id}`);
  await fillStart(page, start);
  await press(page, 'Impersonate');
  expect(place(page)).toBe('/dashboard');
  await expect(region(page)).toContainText(`You are acting as ${subject.fullName}`);
}

/** The region that every page has while an impersonation is open. */
export function region(page: Page): Locator {
  return page.getByRole('region', { name: 'Impersonation', exact: true });
}

/** Ends the impersonation, on whatever page one is. */
export async function endImpersonation(page: Page): Promise<void> {
  await press(page, 'End impersonation');
  await expect(region(page)).toHaveCount(0);
}

/** One's sessions on the dashboard. */
export function sessions(page: Page): Locator {
  return page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
}

/** The impersonations that a user's page tells of. */
export function impersonationsOf(page: Page): Locator {
  return page.getByRole('main').getByRole('listitem').filter({ hasText: /(acted|is acting) as/ });
}

/** The page that says why one cannot go on: its status, its heading, and a way out. */
export async function expectProblem(page: Page, response: Response, status: number, words: string | RegExp): Promise<void> {
  expect(response.status()).toBe(status);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(main).toContainText(words);
  await expect(main.getByRole('link').first()).toBeVisible();
}
