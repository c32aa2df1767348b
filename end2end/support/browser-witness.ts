// `test` for Clerk's packages in a browser, on a page of the application that has nothing of its own.
import { type Page } from '@playwright/test';
import { basename } from 'node:path';
import type { LocalClerk } from './local-clerk.ts';
import { wrongWith } from './answers.ts';
import { asked, note, sender } from './seen.ts';
import { expect, test as witness, type Member, type Refusal } from './witness.ts';

export { expect };

declare global {
  interface Window {
    /** clerk-js, as pages have it. */
    Clerk: any;
    /** How something was refused, in Clerk's own words. */
    refusal: (attempt: Promise<unknown>) => Promise<Partial<Refusal> & { sessionId?: string }>;
  }
}

export const test = witness.extend<{ watched: void }>({
  watched: [
    async ({ context }, use, { file }) => {
      const problems: string[] = [];
      const answers: Promise<unknown>[] = [];
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') problems.push(`asked elsewhere: ${request.url()}`);
      });
      context.on('weberror', (error) => problems.push(`uncaught: ${error.error().message}`));
      context.on('response', (response) => {
        const url = new URL(response.url());
        if (!/^\/(v1|\.well-known)\//.test(url.pathname)) return;
        const by = sender(url, undefined);
        const method = response.request().method();
        // Of what a document was led on by, or left behind, the browser keeps no body.
        const body = response.text().catch(() => undefined);
        answers.push(body.then((body) => body !== undefined && problems.push(...wrongWith({ method, url, withKey: false, status: response.status(), body }))));
        note(asked(url, method, response.status(), by === 'test' ? 'browser' : by, basename(file)));
      });
      await context.addInitScript(() => {
        window.refusal = async (attempt) => {
          try {
            await attempt;
          } catch (error: any) {
            const [first] = error.errors ?? [];
            if (!first) throw error;
            const { code, message, longMessage, meta } = first;
            return { status: error.status, code, message, longMessage, paramName: meta?.paramName, sessionId: meta?.sessionId };
          }
          throw new Error('this was not refused');
        };
      });
      await use();
      await Promise.all(answers);
      expect(problems, 'nothing leaves this machine, and nothing fails unseen').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the page, and waits until clerk-js has loaded there. */
export async function openBlank(page: Page, { origin }: Pick<LocalClerk, 'origin'>): Promise<void> {
  await page.goto(`${origin}/blank`);
  await loaded(page);
}

/** Waits until clerk-js has loaded, whole. */
export async function loaded(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const { loadClerk } = await import(`${location.origin}/clerk.js`);
    return (await loadClerk()).status;
  });
  expect(status, 'clerk-js has booted whole').toBe('ready');
}

/** Signs in by password as the documents of clerk-js have it, and gives the session's id. */
export function signInByPassword(page: Page, { email, password }: Pick<Member, 'email' | 'password'>): Promise<string> {
  return page.evaluate(
    async ([identifier, password]) => {
      const { status, createdSessionId } = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
      if (status !== 'complete') throw new Error(`the sign-in is ${status}`);
      await window.Clerk.setActive({ session: createdSessionId });
      return createdSessionId;
    },
    [email, password],
  );
}

/** Who is signed in, in front and behind: `null` when nobody is. */
export async function whoAmI(page: Page): Promise<{ front: string | null; behind: string | null }> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/me');
    return { front: window.Clerk.user?.id ?? null, behind: answer.ok ? (await answer.json()).userId : null };
  });
}

/** Signs out as the documents of clerk-js have it, which leads home, and comes back to the page. */
export async function signOut(page: Page, clerk: Pick<LocalClerk, 'origin'>, options: { sessionId?: string } = {}): Promise<void> {
  const home = page.waitForURL(`${clerk.origin}/`);
  await page.evaluate((options) => void window.Clerk.signOut(options), options);
  await home;
  await openBlank(page, clerk);
}

/** How a sign-in is refused that is begun with this. */
export function refusedSignIn(page: Page, begun: Record<string, string>): ReturnType<Window['refusal']> {
  return page.evaluate((begun) => window.refusal(window.Clerk.client.signIn.create(begun)), begun);
}

/** Signs in with a ticket, and gives the actor that the session has. */
export function signInByTicket(page: Page, ticket: string): Promise<object | null> {
  return page.evaluate(async (ticket) => {
    const { createdSessionId, status } = await window.Clerk.client.signIn.create({ strategy: 'ticket', ticket });
    if (status !== 'complete') throw new Error(`the sign-in is ${status}`);
    await window.Clerk.setActive({ session: createdSessionId });
    return window.Clerk.session.actor;
  }, ticket);
}
