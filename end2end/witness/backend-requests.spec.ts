// @clerk/backend: who sends a request, by header and by cookie, and what it makes of session tokens.
import { createClerkClient, verifyToken } from '@clerk/backend';
import { TokenVerificationError } from '@clerk/backend/errors';
import { createPublicKey } from 'node:crypto';
import type { LocalClerk } from '../support/local-clerk.ts';
import { backend, cookieHeader, cookiesOf, expect, newMember, refusal, signInAsBrowser, test } from '../support/witness.ts';

/** A document that a browser asks the application for. */
function documentRequest(clerk: LocalClerk, headers: Record<string, string> = {}): Request {
  return new Request(`${clerk.origin}/`, { headers: { accept: 'text/html', 'sec-fetch-dest': 'document', ...headers } });
}

/** Why a token is no good. */
async function flaw(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(() => 'it was good', (reason: unknown) => reason);
  return error instanceof TokenVerificationError ? error.reason : String(error);
}

/** Does something while the clock of this process is ahead. */
async function later<T>(seconds: number, act: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => now() + seconds * 1_000;
  try {
    return await act();
  } finally {
    Date.now = now;
  }
}

test('a session token in the header says who it is', async ({ clerk }) => {
  const member = await newMember(clerk);
  const { token, sessionId } = await signInAsBrowser(clerk, member);
  const request = new Request(`${clerk.origin}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  const state = await backend(clerk).authenticateRequest(request, { authorizedParties: [clerk.origin] });
  expect(state).toMatchObject({ status: 'signed-in', isAuthenticated: true });
  expect(state.toAuth()).toMatchObject({ userId: member.id, sessionId, actor: undefined, factorVerificationAge: [0, -1] });

  const elsewhere = await backend(clerk).authenticateRequest(request, { authorizedParties: ['http://127.0.0.1:1'] });
  expect(elsewhere).toMatchObject({ status: 'signed-out', reason: 'token-invalid-authorized-parties' });
});

test('cookies say who it is, and that nobody is there', async ({ clerk }) => {
  const member = await newMember(clerk);
  const { cookies, token, sessionId } = await signInAsBrowser(clerk, member);
  const { authenticateRequest } = backend(clerk);
  const state = await authenticateRequest(documentRequest(clerk, { cookie: cookieHeader({ ...cookies, __session: token }) }), { authorizedParties: [clerk.origin] });
  expect(state).toMatchObject({ status: 'signed-in', isAuthenticated: true });
  expect(state.toAuth()).toMatchObject({ userId: member.id, sessionId });
  expect(await authenticateRequest(documentRequest(clerk))).toMatchObject({ status: 'signed-out', reason: 'session-token-and-uat-missing' });
});

test('without a fresh session token a browser is led over the handshake, and comes back as who it is', async ({ clerk }) => {
  const member = await newMember(clerk);
  const { cookies, sessionId, token } = await signInAsBrowser(clerk, member);
  const { authenticateRequest } = backend(clerk);
  const { __client, ...own } = cookies;

  for (const [reason, before] of [
    ['client-uat-but-no-session-token', own],
    ['session-token-expired', { ...own, __session: token }],
  ] as const) {
    const ask = (): Promise<Awaited<ReturnType<typeof authenticateRequest>>> => authenticateRequest(documentRequest(clerk, { cookie: cookieHeader(before) }));
    const sent = await (reason === 'session-token-expired' ? later(120, ask) : ask());
    expect([sent.status, sent.reason]).toEqual(['handshake', expect.stringContaining(reason)]);
    const way = new URL(sent.headers.get('location')!);
    expect([way.origin, way.pathname]).toEqual([clerk.url, '/v1/client/handshake']);

    const answer = await fetch(way, { redirect: 'manual', headers: { cookie: cookieHeader({ __client, ...own }) } });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, `${clerk.origin}/`]);
    const back = await authenticateRequest(documentRequest(clerk, { cookie: cookieHeader({ ...own, ...cookiesOf(answer) }) }));
    expect([back.status, back.toAuth()?.sessionId]).toEqual(['signed-in', sessionId]);
    expect(back.headers.getSetCookie().some((cookie) => cookie.startsWith('__session='))).toBe(true);
  }
});

test('after a sign-out the handshake says that nobody is there', async ({ clerk }) => {
  const { cookies } = await signInAsBrowser(clerk, await newMember(clerk));
  const { __client, ...own } = cookies;
  await fetch(`${clerk.url}/v1/client/sessions?_method=DELETE`, { method: 'POST', headers: { origin: clerk.origin, cookie: cookieHeader(cookies) } });
  const sent = await backend(clerk).authenticateRequest(documentRequest(clerk, { cookie: cookieHeader(own) }));
  expect(sent.status, 'the browser has an old cookie').toBe('handshake');
  const answer = await fetch(sent.headers.get('location')!, { redirect: 'manual', headers: { cookie: cookieHeader({ __client, ...own }) } });
  const back = await backend(clerk).authenticateRequest(documentRequest(clerk, { cookie: cookieHeader({ ...own, ...cookiesOf(answer) }) }));
  expect([back.status, back.isAuthenticated]).toEqual(['signed-out', false]);
});

test('whoever acts as somebody is named by the token', async ({ clerk }) => {
  const { id: userId } = await newMember(clerk);
  const { actorTokens, sessions, authenticateRequest } = backend(clerk);
  const { token: ticket } = await actorTokens.create({ userId, actor: { sub: 'user_of_support' } });
  const begun = await fetch(`${clerk.url}/v1/client/sign_ins`, { method: 'POST', headers: { origin: clerk.origin }, body: new URLSearchParams({ strategy: 'ticket', ticket: ticket! }) });
  const { response } = await begun.json();
  const { jwt } = await sessions.getToken(response.created_session_id);
  const state = await authenticateRequest(new Request(clerk.origin, { headers: { authorization: `Bearer ${jwt}` } }));
  expect(state.toAuth()).toMatchObject({ userId, actor: { sub: 'user_of_support' } });
});

test('a token is verified by the keys of the instance, asked for or given', async ({ clerk }) => {
  const { id } = await newMember(clerk);
  const { sessions, jwks } = backend(clerk);
  const session = await sessions.createSession({ userId: id });
  const { jwt } = await sessions.getToken(session.id);
  const byNetwork = { apiUrl: clerk.env.CLERK_API_URL, secretKey: clerk.env.CLERK_SECRET_KEY };
  expect(await verifyToken(jwt, byNetwork)).toMatchObject({ sub: id, sid: session.id, fva: [-1, -1], sts: 'active' });
  const [key] = (await jwks.getJwks()).keys!;
  const jwtKey = createPublicKey({ key: { ...key }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) as string;
  expect(await verifyToken(jwt, { jwtKey })).toMatchObject({ sub: id });

  const [head, body, seal] = jwt.split('.');
  const part = (text: string, change: object): string => Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(text, 'base64url').toString()), ...change })).toString('base64url');
  expect(await flaw(verifyToken([head, part(body, { sub: 'user_other' }), seal].join('.'), byNetwork))).toBe('token-invalid-signature');
  expect(await flaw(verifyToken([part(head, { kid: 'ins_other' }), body, seal].join('.'), byNetwork))).toBe('jwk-kid-mismatch');
  expect(await flaw(verifyToken(jwt, { ...byNetwork, authorizedParties: [clerk.origin] })), 'no page of the application got it').toBe('token-invalid-authorized-parties');
  expect(await later(3_600, () => flaw(verifyToken(jwt, { jwtKey })))).toBe('token-expired');
  expect(await later(-3_600, () => flaw(verifyToken(jwt, { jwtKey })))).toBe('token-not-active-yet');
  expect(await flaw(verifyToken(jwt, { ...byNetwork, secretKey: 'sk_live_not_the_key', skipJwksCache: true }))).toMatch(/secret-key-invalid|jwk-remote-failed-to-load/);
});

test('a wrong secret key is refused, and too many requests are told when to come again', async ({ clerk }) => {
  const stranger = createClerkClient({ apiUrl: clerk.url, secretKey: 'sk_live_not_the_key', publishableKey: clerk.env.CLERK_PUBLISHABLE_KEY });
  expect(await refusal(stranger.users.getUser('user_any'))).toMatchObject({ status: 401, code: 'clerk_key_invalid' });
});
