// What one sees and does in the customer's application, and what its backend can do with Clerk's package.
import { createClerkClient, type ClerkClient } from '@clerk/express';
import { expect, test as base, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import type { Person } from './people.ts';
import { Town } from './town.ts';

export { expect };

/** `test` with a town, and with browsers whose requests all stay on this machine. */
export const test = base.extend<{ watched: void }, { town: Town }>({
  town: [
    async ({}, use) => {
      const town = await Town.build();
      await use(town);
      await town.leave();
    },
    { scope: 'worker' },
  ],
  // The console of the town, for those who work in it.
  baseURL: ({ town }, use) => use(town.console),
  watched: [
    async ({ context }, use) => {
      const problems: string[] = [];
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') problems.push(`asked elsewhere: ${request.url()}`);
      });
      context.on('weberror', (error) => problems.push(`uncaught: ${error.error().message}`));
      await use();
      expect(problems, 'nothing leaves this machine, and nothing fails unseen').toEqual([]);
    },
    { auto: true },
  ],
});

/** The instance's Backend API, through Clerk's own package. */
export function backend(town: Town): ClerkClient {
  const { CLERK_API_URL: apiUrl, CLERK_SECRET_KEY: secretKey, CLERK_PUBLISHABLE_KEY: publishableKey } = town.clerk;
  return createClerkClient({ apiUrl, secretKey, publishableKey, telemetry: { disabled: true } });
}

/** A new customer, made by Clerk's own package. */
export async function newCustomer(town: Town): Promise<Person> {
  const unique = randomBytes(4).toString('hex');
  const [firstName, lastName] = ['Una', `Fenwick-${unique}`];
  const [email, password] = [`una.${unique}@people.example.org`, randomBytes(12).toString('hex')];
  const { id } = await backend(town).users.createUser({ emailAddress: [email], password, firstName, lastName });
  return { id, email, password, firstName, lastName, fullName: `${firstName} ${lastName}` };
}

/** Who the application's page takes one for, by what Clerk's package in the browser says. */
export async function expectSignedIn(page: Page, person: Person | null): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(person ? `Signed in as ${person.fullName}` : 'Signed out');
  await expect(heading, 'clerk-js has booted whole').toHaveAttribute('data-status', 'ready');
}

/** What the application's backend says of who asks: `null` when it is nobody. */
export async function me(page: Page): Promise<{ userId: string; sessionId: string; act: object | null; azp: string } | null> {
  const [status, body] = await page.evaluate(async () => {
    const response = await fetch('/api/me');
    return [response.status, await response.json()] as const;
  });
  expect([200, 401]).toContain(status);
  return status === 200 ? body : null;
}

/** Takes from the browser what the application's backend reads, as the time does that a session token lasts. */
export async function forgetSessionToken(page: Page): Promise<void> {
  await page.context().clearCookies({ name: /^__session/ });
}
