// @clerk/testing with Playwright, as its documents use it, as far as it lets its host be set.
import { clerk as testing, clerkSetup, createAgentTestingTask, setupClerkTestingToken } from '@clerk/testing/playwright';
import { expect, loaded, openBlank, test, whoAmI } from '../support/browser-witness.ts';
import { LocalClerk } from '../support/local-clerk.ts';
import { backend, newMember } from '../support/witness.ts';

test.beforeEach(async ({ clerk }) => {
  // What `understudy env` prints.
  Object.assign(process.env, clerk.env);
  await clerkSetup({ dotenv: false });
});

test.afterEach(forget);

/** Takes from this process what says which instance is meant. */
function forget(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('CLERK_') && name !== 'CLERK_OPENAPI_DIR') delete process.env[name];
}

test('it finds the instance, and gets a testing token', ({ clerk }) => {
  expect(process.env.CLERK_FAPI).toBe(new URL(clerk.url).host);
  expect(process.env.CLERK_TESTING_TOKEN).toBeTruthy();
});

test('it signs in by password, and out of everything', async ({ page, clerk }) => {
  const { id, email, password } = await newMember(clerk);
  await openBlank(page, clerk);
  await testing.signIn({ page, signInParams: { strategy: 'password', identifier: email, password } });
  expect(await whoAmI(page)).toEqual({ front: id, behind: id });
  await Promise.all([page.waitForURL(`${clerk.origin}/`), testing.signOut({ page })]);
  await openBlank(page, clerk);
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('it signs in with the ticket of a sign-in token and of an actor token, and out of one session', async ({ page, clerk }) => {
  const { signInTokens, actorTokens } = backend(clerk);
  const { id } = await newMember(clerk);
  const other = await newMember(clerk);
  const own = await signInTokens.createSignInToken({ userId: other.id, expiresInSeconds: 60 });
  const acting = await actorTokens.create({ userId: id, actor: { sub: 'user_of_support' } });
  await openBlank(page, clerk);
  await testing.signIn({ page, signInParams: { strategy: 'ticket', ticket: own.token } });
  expect(await whoAmI(page)).toEqual({ front: other.id, behind: other.id });
  const sessionId = await page.evaluate(() => window.Clerk.session.id);
  await testing.signIn({ page, signInParams: { strategy: 'ticket', ticket: acting.token! } });
  expect(await page.evaluate(() => window.Clerk.session.actor)).toEqual({ sub: 'user_of_support' });
  await testing.signOut({ page, signOutOptions: { sessionId } });
  expect(await whoAmI(page), 'the other left').toEqual({ front: id, behind: id });
});

test('a mistake is told in the words of the instance', async ({ page, clerk }) => {
  const { email } = await newMember(clerk);
  await openBlank(page, clerk);
  const attempt = testing.signIn({ page, signInParams: { strategy: 'password', identifier: email, password: 'not this' } });
  await expect(attempt).rejects.toThrow(/Failed to sign in: .*password is incorrect/i);
});

test('the testing token is for requests by https alone, and what it passes by is not there', async ({ page, clerk }) => {
  await setupClerkTestingToken({ page });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await openBlank(page, clerk);
  expect(asked.filter((url) => url.startsWith(clerk.url)).length).toBeGreaterThan(1);
  expect(asked.filter((url) => url.includes('__clerk_testing_token'))).toEqual([]);
  const bypassed = await fetch(`${clerk.url}/v1/environment?__clerk_testing_token=${process.env.CLERK_TESTING_TOKEN}`, { headers: { origin: clerk.origin } });
  expect((await bypassed.json()).display_config.captcha_public_key).toBeNull();
});

test('agents have no tasks here', async ({ clerk }) => {
  const { id: userId } = await newMember(clerk);
  const task = { onBehalfOf: { userId }, permissions: '*', agentName: 'a', taskDescription: 'b', redirectUrl: clerk.origin } as const;
  await expect(createAgentTestingTask(task)).rejects.toThrow(/Failed to create agent task: Not Found/);
});

test.describe('by https', () => {
  // Whoever asks in a browser has to trust the authority, or not to ask.
  test.use({ ignoreHTTPSErrors: true });

  test('clerk-js finds the instance by its key alone, and its requests go by way of the testing token', async ({ page }) => {
    forget();
    const clerk = await LocalClerk.start(['--tls']);
    try {
      const [account, secret] = clerk.run(['user', 'add', 'una@people.example.org', '--first-name', 'Una']).split('\n');
      const password = secret.split(/ +/)[1];
      // This process does not trust the authority, so it fetches no token.
      process.env.CLERK_TESTING_TOKEN = 'a-testing-token';
      await clerkSetup({ dotenv: false, publishableKey: clerk.env.CLERK_PUBLISHABLE_KEY });
      await setupClerkTestingToken({ page });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await openBlank(page, clerk);
      await testing.signIn({ page, signInParams: { strategy: 'password', identifier: 'una@people.example.org', password } });
      expect(await page.evaluate(() => window.Clerk.user.id)).toBe(account.split(' ')[0]);
      await page.reload();
      await loaded(page);
      expect(await page.evaluate(() => window.Clerk.user?.id)).toBe(account.split(' ')[0]);
      expect(asked.filter((url) => url.startsWith(`${clerk.env.CLERK_FAPI_URL}/v1/`)).length).toBeGreaterThan(3);
    } finally {
      await clerk.leave();
    }
  });
});
