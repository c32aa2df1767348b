// @clerk/backend/webhooks: what the provider sends to an application, as Clerk's package verifies and reads it.
import { verifyWebhook, type WebhookEvent } from '@clerk/backend/webhooks';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalClerk } from '../support/local-clerk.ts';
import { backend, expect, newMember, signInAsBrowser, test as base } from '../support/witness.ts';

/** The endpoint of an application: what came, as a web request that can be read any number of times. */
interface Endpoint {
  url: string;
  requests: Request[];
}

const test = base.extend<{ endpoint: Endpoint; told: LocalClerk }>({
  endpoint: async ({}, use) => {
    const requests: Request[] = [];
    const server = createServer(async (incoming, answer) => {
      requests.push(await webRequest(incoming));
      answer.writeHead(204).end();
    });
    await use({ url: await listen(server), requests });
    server.close();
  },
  told: async ({ endpoint }, use) => {
    const clerk = await LocalClerk.start([], { UNDERSTUDY_PROVIDER__WEBHOOK_URLS: endpoint.url });
    await use(clerk);
    await clerk.leave();
  },
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks`;
}

async function webRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = incoming.headers as Record<string, string>;
  return new Request(`http://127.0.0.1${incoming.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) });
}

/** The first so many events, verified with what `understudy env` printed. */
async function events(endpoint: Endpoint, clerk: LocalClerk, count: number): Promise<WebhookEvent[]> {
  await expect.poll(() => endpoint.requests.length).toBe(count);
  const signingSecret = clerk.env.CLERK_WEBHOOK_SIGNING_SECRET;
  return Promise.all(endpoint.requests.map((request) => verifyWebhook(request.clone() as Request, { signingSecret })));
}

test('what is not signed with the secret, or was changed on the way, is refused', async ({ told, endpoint }) => {
  await newMember(told);
  await events(endpoint, told, 1);
  const [request] = endpoint.requests;
  const signingSecret = told.env.CLERK_WEBHOOK_SIGNING_SECRET;
  const refused = async (changed: Request, secret = signingSecret): Promise<void> => {
    await expect(verifyWebhook(changed, { signingSecret: secret })).rejects.toThrow(/Unable to verify|Missing required/);
  };
  await refused(request.clone() as Request, 'whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw');
  const body = await (request.clone() as Request).text();
  await refused(new Request(request.url, { method: 'POST', headers: request.headers, body: body.replace('Una', 'Eva') }));
  for (const name of ['svix-id', 'svix-timestamp', 'svix-signature']) {
    const headers = new Headers(request.headers);
    headers.delete(name);
    await refused(new Request(request.url, { method: 'POST', headers, body }));
    headers.set(name, name === 'svix-timestamp' ? '1700000000' : 'msg_other');
    await refused(new Request(request.url, { method: 'POST', headers, body }));
  }
});

test('what happens to users and sessions arrives in order, signed as Clerk signs', async ({ told, endpoint }) => {
  const { users, sessions } = backend(told);
  const member = await newMember(told);
  const { sessionId } = await signInAsBrowser(told, member);
  await users.updateUser(member.id, { firstName: 'Ute' });
  await sessions.revokeSession(sessionId);
  await users.banUser(member.id);
  await users.deleteUser(member.id);
  const all = await events(endpoint, told, 6);
  expect(all.map(({ type }) => type)).toEqual(['user.created', 'session.created', 'user.updated', 'session.revoked', 'user.updated', 'user.deleted']);
  expect(all.map(({ object }) => object)).toEqual(Array(6).fill('event'));
  expect(all[0].data).toMatchObject({ object: 'user', id: member.id, first_name: 'Una' });
  expect(all[1].data).toMatchObject({ object: 'session', id: sessionId, status: 'active', actor: null, user: { id: member.id } });
  expect(all[2].data).toMatchObject({ first_name: 'Ute' });
  expect(all[3].data).toMatchObject({ id: sessionId, status: 'revoked' });
  expect(all[4].data).toMatchObject({ banned: true });
  expect(all[5].data).toEqual({ object: 'user', id: member.id, deleted: true });
  const asked = all.map(({ event_attributes }) => event_attributes.http_request);
  expect(asked[2]).toEqual({ client_ip: '127.0.0.1', user_agent: expect.stringMatching(/^@clerk\/backend@/) });
});

test('whoever acts as somebody is named in what is told of the session', async ({ told, endpoint }) => {
  const { id: userId } = await newMember(told);
  const { token: ticket } = await backend(told).actorTokens.create({ userId, actor: { sub: 'user_of_support' } });
  const body = new URLSearchParams({ strategy: 'ticket', ticket: ticket! });
  await fetch(`${told.url}/v1/client/sign_ins`, { method: 'POST', headers: { origin: told.origin }, body });
  const [, begun] = await events(endpoint, told, 2);
  expect(begun).toMatchObject({ type: 'session.created', data: { user_id: userId, actor: { sub: 'user_of_support' } } });
});
