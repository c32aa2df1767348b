// @clerk/backend: `sessions`, `clients`, `actorTokens`, `signInTokens`, `jwks`, `testingTokens`, `instance`.
import { decodeJwt } from '@clerk/backend/jwt';
import { backend, expect, newMember, refusal, signInAsBrowser, test } from '../support/witness.ts';

test('sessions are listed, read, given tokens and revoked', async ({ clerk }) => {
  const { sessions } = backend(clerk);
  const member = await newMember(clerk);
  const { sessionId } = await signInAsBrowser(clerk, member);
  const made = await sessions.createSession({ userId: member.id });
  expect(made).toMatchObject({ userId: member.id, status: 'active' });
  const listed = await sessions.getSessionList({ userId: member.id, status: 'active' });
  expect([listed.totalCount, listed.data.map((it) => it.id)]).toEqual([2, [made.id, sessionId]]);
  expect(await sessions.getSession(sessionId)).toMatchObject({ id: sessionId, userId: member.id, status: 'active', actor: null });

  const { jwt } = await sessions.getToken(sessionId);
  const { payload, header } = decodeJwt(jwt);
  expect(payload).toMatchObject({ sub: member.id, sid: sessionId, v: 2, iss: `https://${new URL(clerk.url).host}` });
  expect(header.kid).toMatch(/^ins_/);
  const long = decodeJwt((await sessions.getToken(sessionId, undefined, 600)).jwt).payload;
  expect(long.exp - long.iat).toBe(600);
  expect(await refusal(sessions.getToken(sessionId, 'hasura')), 'there are no templates').toMatchObject({ status: 404, code: 'resource_not_found' });

  expect((await sessions.revokeSession(sessionId)).status).toBe('revoked');
  expect(await refusal(sessions.getToken(sessionId))).toMatchObject({ status: 404, code: 'resource_not_found' });
  expect(await refusal(sessions.getSession('sess_none'))).toMatchObject({ status: 404, longMessage: 'No session was found with id sess_none' });
});

test('a session is not refreshed, in the words on which the packages fall back to the handshake', async ({ clerk }) => {
  const { sessions } = backend(clerk);
  const { sessionId, token } = await signInAsBrowser(clerk, await newMember(clerk));
  const refresh = { expired_token: token, refresh_token: 'none', request_origin: clerk.origin };
  expect(await refusal(sessions.refreshSession(sessionId, refresh))).toMatchObject({ status: 401, code: 'refresh_token_not_found' });
});

test('clients are listed, read, and known by their token', async ({ clerk }) => {
  const { clients } = backend(clerk);
  const { sessionId, clientToken } = await signInAsBrowser(clerk, await newMember(clerk));
  const client = await clients.verifyClient(clientToken);
  expect(client).toMatchObject({ lastActiveSessionId: sessionId, sessionIds: [sessionId] });
  expect(client.sessions[0]).toMatchObject({ id: sessionId, status: 'active' });
  expect(await clients.getClient(client.id)).toEqual(client);
  const { data, totalCount } = await clients.getClientList({ limit: 1 });
  expect([data.length, totalCount > 0]).toEqual([1, true]);
  expect(await refusal(clients.verifyClient('a.b.c'))).toMatchObject({ status: 400, code: 'cookie_invalid' });
});

test('actor tokens are made, used once, and revoked while nobody used them', async ({ clerk }) => {
  const { actorTokens, sessions } = backend(clerk);
  const { id: userId } = await newMember(clerk);
  const actor = { sub: 'user_of_support', additionalProperties: { impersonation_id: 'imp_1' } };
  const token = await actorTokens.create({ userId, actor, expiresInSeconds: 60, sessionMaxDurationInSeconds: 600 });
  expect(token).toMatchObject({ status: 'pending', userId, actor });
  const begun = await redeem(clerk.url, token.token!);
  expect(begun.response.status).toBe('complete');
  const session = await sessions.getSession(begun.response.created_session_id);
  expect(session.actor).toEqual(actor);
  expect(session.expireAt - session.createdAt).toBe(600_000);
  expect(decodeJwt((await sessions.getToken(session.id)).jwt).payload.act).toEqual(actor);
  expect((await redeem(clerk.url, token.token!)).errors[0].code).toBe('actor_token_already_used_code');

  const other = await actorTokens.create({ userId, actor });
  expect((await actorTokens.revoke(other.id)).status).toBe('revoked');
  expect(await refusal(actorTokens.revoke(other.id))).toMatchObject({ status: 400, code: 'actor_token_cannot_be_revoked_code' });
  expect((await redeem(clerk.url, other.token!)).errors[0].code).toBe('actor_token_revoked_code');
});

test('sign-in tokens are made, used once, and revoked while nobody used them', async ({ clerk }) => {
  const { signInTokens, sessions } = backend(clerk);
  const { id: userId } = await newMember(clerk);
  const token = await signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });
  expect(token).toMatchObject({ status: 'pending', userId });
  const begun = await redeem(clerk.url, token.token);
  expect(await sessions.getSession(begun.response.created_session_id)).toMatchObject({ userId, actor: null });
  expect((await redeem(clerk.url, token.token)).errors[0].code).toBe('sign_in_token_already_used_code');

  const other = await signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });
  expect((await signInTokens.revokeSignInToken(other.id)).status).toBe('revoked');
  expect((await redeem(clerk.url, other.token)).errors[0].code).toBe('sign_in_token_revoked_code');
  expect(await refusal(signInTokens.createSignInToken({ userId: 'user_none', expiresInSeconds: 60 }))).toMatchObject({ status: 404 });
});

test('keys, testing tokens and the instance are read, and the instance changed', async ({ clerk }) => {
  const { jwks, testingTokens, instance } = backend(clerk);
  const { keys } = await jwks.getJwks();
  expect(keys).toEqual([expect.objectContaining({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.stringMatching(/^ins_/) })]);
  // The package hands it on as it came, whatever its types say; the moment is in seconds.
  const testing = (await testingTokens.createTestingToken()) as unknown as { token: string; expires_at: number };
  expect(testing.token).toBeTruthy();
  expect(testing.expires_at - Date.now() / 1_000).toBeLessThan(3_601);
  expect(testing.expires_at - Date.now() / 1_000).toBeGreaterThan(3_000);
  const before = await instance.get();
  expect(before.id).toBe(keys![0].kid);
  await instance.update({ allowedOrigins: ['http://127.0.0.1:4999'] });
  expect((await instance.get()).allowedOrigins).toEqual(['http://127.0.0.1:4999']);
});

/** Begins a sign-in with a ticket, on a device of its own. */
async function redeem(url: string, ticket: string): Promise<{ response: { status: string; created_session_id: string }; errors: { code: string }[] }> {
  const body = new URLSearchParams({ strategy: 'ticket', ticket });
  return (await fetch(`${url}/v1/client/sign_ins?_is_native=1`, { method: 'POST', headers: { authorization: '' }, body })).json();
}
