// `test` for Clerk's packages that run on a server: each worker has a local Clerk, and what is asked of it is noted.
import { createClerkClient, type ClerkClient, type User } from '@clerk/backend';
import { isClerkAPIResponseError } from '@clerk/backend/errors';
import { expect, test as base } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { basename } from 'node:path';
import { LocalClerk } from './local-clerk.ts';
import { problemsHeard } from './answers.ts';
import { asked, note, sender } from './seen.ts';

export { expect };

/** What undici, which is behind `fetch`, tells of an answer. */
interface Heard {
  request: { origin: string; method: string; path: string; headers: string[] | string };
  response: { statusCode: number };
}

export const test = base.extend<{ heard: void }, { clerk: LocalClerk }>({
  clerk: [
    async ({}, use) => {
      const clerk = await LocalClerk.start();
      await use(clerk);
      await clerk.leave();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  heard: [
    async ({}, use, { file }) => {
      const hear = (message: unknown): void => {
        const { request, response } = message as Heard;
        const url = new URL(request.path, request.origin);
        if (!/^\/(v1|\.well-known)\//.test(url.pathname)) return;
        const headers = [request.headers].flat().join('\n');
        note(asked(url, request.method, response.statusCode, sender(url, headers.match(/user-agent:?\s+(\S+)/i)?.[1]), basename(file)));
      };
      subscribe('undici:request:headers', hear);
      await use();
      unsubscribe('undici:request:headers', hear);
      expect(problemsHeard(), 'every answer is as Clerk describes it').toEqual([]);
    },
    { auto: true },
  ],
});

/** Clerk's package, pointed by what `understudy env` printed and nothing else; what is called is noted. */
export function backend({ env }: LocalClerk): ClerkClient {
  const client = createClerkClient({
    apiUrl: env.CLERK_API_URL,
    secretKey: env.CLERK_SECRET_KEY,
    publishableKey: env.CLERK_PUBLISHABLE_KEY,
    proxyUrl: env.CLERK_PROXY_URL,
    telemetry: { disabled: true },
  });
  return noting(client, '');
}

/** The same thing, whose methods are written down when they gave something. */
function noting<T extends object>(thing: T, prefix: string): T {
  return new Proxy(thing, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof name === 'symbol' || name === 'request') return value;
      if (typeof value === 'object' && value !== null && !prefix) return noting(value, `${name}.`);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const answer = await value.apply(target, args);
        note({ called: `${prefix}${name}` });
        return answer;
      };
    },
  });
}

/** Somebody with a password, made by Clerk's package. */
export interface Member {
  id: string;
  email: string;
  password: string;
  user: User;
}

/** A new user whom no other test knows. */
export async function newMember(clerk: LocalClerk, more: Partial<Parameters<ClerkClient['users']['createUser']>[0]> = {}): Promise<Member> {
  const unique = randomBytes(5).toString('hex');
  const [email, password] = [`una.${unique}@people.example.org`, randomBytes(12).toString('hex')];
  const user = await backend(clerk).users.createUser({ emailAddress: [email], password, firstName: 'Una', lastName: `Fenwick-${unique}`, ...more });
  return { id: user.id, email, password, user };
}

/** What Clerk's package makes of a refusal. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
  longMessage?: string;
  retryAfter?: number;
  paramName?: string;
}

/** How something was refused; fails the test when it was not, or not in Clerk's envelope. */
export async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await attempt.then(
    () => expect.soft('an answer', 'this is refused').toBe('refused'),
    (reason: unknown) => reason,
  );
  if (!isClerkAPIResponseError(error)) throw new Error(`not refused in Clerk's envelope: ${String(error)}`);
  const [{ code, message, longMessage, meta }] = error.errors;
  return { status: error.status, code, message, longMessage, retryAfter: error.retryAfter, paramName: meta?.paramName };
}

/** The client of a browser or a device that signed in by password, as the Frontend API gave it. */
export interface SignedIn {
  sessionId: string;
  /** The session token of the answer. */
  token: string;
  /** The client's own token. */
  clientToken: string;
  /** The cookies that a browser has by now. */
  cookies: Record<string, string>;
}

/** Signs in as a page of the application's origin does, and makes the session the active one. */
export async function signInAsBrowser(clerk: LocalClerk, { email, password }: Member): Promise<SignedIn> {
  const cookies: Record<string, string> = {};
  const post = async (path: string, form: Record<string, string>): Promise<any> => {
    const headers = { origin: clerk.origin, cookie: cookieHeader(cookies) };
    const answer = await fetch(`${clerk.url}/v1/client/${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
    Object.assign(cookies, cookiesOf(answer));
    return (await answer.json()).response;
  };
  const { status, created_session_id: sessionId } = await post('sign_ins', { strategy: 'password', identifier: email, password });
  expect(status).toBe('complete');
  const { last_active_token: token } = await post(`sessions/${sessionId}/touch`, { intent: 'select_session' });
  return { sessionId, token: token.jwt, clientToken: cookies.__client, cookies };
}

/** The cookies that an answer sets. */
export function cookiesOf(answer: Response): Record<string, string> {
  return Object.fromEntries(answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0].split(/=(.*)/s).slice(0, 2)));
}

/** How a browser sends them. */
export function cookieHeader(cookies: Record<string, string>): string {
  return Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ');
}
