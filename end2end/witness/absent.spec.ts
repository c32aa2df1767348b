// What is not there answers 404 in Clerk's envelope, on both APIs; and nothing of Clerk's is left unsaid.
import { absent, ABSENT, DIFFERENT, named, routes, type Operation } from '../support/operations.ts';
import { descriptions, operations } from '../support/openapi.ts';
import { expect, newMember, signInAsBrowser, test } from '../support/witness.ts';

for (const [why, them] of absent()) {
  test(`404: ${why}`, async ({ clerk }) => {
    const { id, cookies, sessionId } = await newMember(clerk).then(async (member) => ({ ...member, ...(await signInAsBrowser(clerk, member)) }));
    for (const { api, method, path } of them) {
      const filled = path.replace('{user_id}', id).replace('{session_id}', sessionId).replace(/\{\w+\}/g, 'none_1');
      const headers: Record<string, string> =
        api === 'Backend API'
          ? { authorization: `Bearer ${clerk.env.CLERK_SECRET_KEY}` }
          : { origin: clerk.origin, cookie: `__client=${cookies.__client}` };
      const answer = await fetch(`${clerk.url}${filled}`, { method, headers });
      expect(answer.headers.get('content-type'), `${method} ${path}`).toBe('application/json');
      expect([answer.status, (await answer.json()).errors?.[0]?.code], `${method} ${path}`).toEqual(expect.arrayContaining([expect.any(Number), expect.stringMatching(/^(resource_not_found|method_not_allowed)$/)]));
      expect([404, 405], `${method} ${path}`).toContain(answer.status);
    }
  });
}

test('every operation of Clerk on users, sessions and clients is there or said to be absent', () => {
  const said = new Set([...routes().map(named), ...Object.values(ABSENT).flat()]);
  const different = Object.keys(DIFFERENT).filter((name) => !said.has(name));
  expect(different, 'what works otherwise is there').toEqual([]);
  const folder = descriptions();
  test.skip(!folder, 'Clerk’s published descriptions are not at hand');
  const slice = /^\/v1\/(users|sessions|clients|email_addresses|actor_tokens|sign_in_tokens|testing_tokens|jwks|instance|agents|client|me|dev_browser|environment|tickets|health)\b|^\/\.well-known/;
  const official = operations(folder!).filter((it: Pick<Operation, 'method' | 'path'>) => slice.test(it.path)).map(named);
  // One way is in no description, and clerk-js goes it all the same.
  const known = new Set([...official, 'GET /v1/client/touch'].map(shape));
  expect(official.filter((name) => ![...said].map(shape).includes(shape(name))), 'it is neither there nor said to be absent').toEqual([]);
  expect([...said].filter((name) => slice.test(name.split(' ')[1]) && !known.has(shape(name))), 'Clerk has no such operation').toEqual([]);
});

/** A name whose parameters have none of their own. */
function shape(name: string): string {
  return name.replace(/\{\w+\}/g, '{}');
}
