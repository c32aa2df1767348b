// What no package of Clerk's asks for, but a program may.
import { backend, cookieHeader, cookiesOf, expect, newMember, signInAsBrowser, test } from '../support/witness.ts';

test('several users are banned and unbanned at once', async ({ clerk }) => {
  const members = [await newMember(clerk), await newMember(clerk)];
  for (const act of ['ban', 'unban']) {
    const answer = await fetch(`${clerk.url}/v1/users/${act}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${clerk.env.CLERK_SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user_ids: members.map(({ id }) => id) }),
    });
    expect(answer.status).toBe(200);
    expect((await answer.json()).map((user: { banned: boolean }) => user.banned)).toEqual([act === 'ban', act === 'ban']);
  }
});

test('anybody finds the public keys, what the instance says of itself, and that it is well', async ({ clerk }) => {
  const read = async (path: string): Promise<any> => (await fetch(`${clerk.url}${path}`)).json();
  const { keys } = await backend(clerk).jwks.getJwks();
  expect((await read('/.well-known/jwks.json')).keys).toEqual(keys);
  expect(await read('/.well-known/openid-configuration')).toMatchObject({ issuer: `https://${new URL(clerk.url).host}` });
  expect(await read('/v1/health')).toEqual({ status: 'healthy' });
  const patched = await fetch(`${clerk.url}/v1/environment?_method=PATCH`, { method: 'POST', headers: { origin: clerk.origin } });
  expect(await patched.json()).toMatchObject({ auth_config: { single_session_mode: false } });
});

test('a client is made without a sign-in, a sign-in read again, sessions and addresses looked at, and metadata merged', async ({ clerk }) => {
  const made = await fetch(`${clerk.url}/v1/client`, { method: 'POST', headers: { origin: clerk.origin } });
  expect((await made.json()).response).toMatchObject({ object: 'client', sessions: [] });
  const put = await fetch(`${clerk.url}/v1/client?_method=PUT`, { method: 'POST', headers: { origin: clerk.origin } });
  expect(put.status).toBe(200);
  const { email, ...rest } = await newMember(clerk);
  const headers = { origin: clerk.origin, cookie: cookieHeader(cookiesOf(made)) };
  const begun = await fetch(`${clerk.url}/v1/client/sign_ins`, { method: 'POST', headers, body: new URLSearchParams({ identifier: email }) });
  const { response: signIn } = await begun.json();
  const again = await fetch(`${clerk.url}/v1/client/sign_ins/${signIn.id}`, { headers: { ...headers, cookie: cookieHeader({ ...cookiesOf(made), ...cookiesOf(begun) }) } });
  expect((await again.json()).response).toMatchObject({ id: signIn.id, status: 'needs_first_factor' });

  const { sessionId, cookies } = await signInAsBrowser(clerk, { email, ...rest });
  const own = { origin: clerk.origin, cookie: cookieHeader(cookies) };
  const session = await fetch(`${clerk.url}/v1/client/sessions/${sessionId}`, { headers: own });
  expect((await session.json()).response).toMatchObject({ id: sessionId, status: 'active' });
  const read = async (path: string): Promise<any> => (await fetch(`${clerk.url}${path}?_clerk_session_id=${sessionId}`, { headers: own })).json();
  expect((await read('/v1/me/sessions')).map((it: { id: string }) => it.id)).toEqual([sessionId]);
  const addresses = await read('/v1/me/email_addresses');
  const [address] = addresses.response ?? addresses;
  expect(address.email_address).toBe(email);
  const one = await read(`/v1/me/email_addresses/${address.id}`);
  expect((one.response ?? one).email_address).toBe(email);
  const merge = new URLSearchParams({ unsafe_metadata: JSON.stringify({ theme: 'dark' }) });
  const merged = await fetch(`${clerk.url}/v1/me/metadata?_method=PATCH&_clerk_session_id=${sessionId}`, { method: 'POST', headers: own, body: merge });
  expect((await merged.json()).response.unsafe_metadata).toEqual({ theme: 'dark' });
});
