// The customer's own application, built with Clerk's packages: @clerk/express behind, @clerk/clerk-js in front.
import { fillStart, open, place, press, signIn } from '../support/console.ts';
import { backend, expect, expectSignedIn, forgetSessionToken, me, newCustomer, test } from '../support/customer.ts';

// One town is enough for all.
test.describe.configure({ mode: 'default' });

test('the address of a ticket that is none, or was used, leads nowhere', async ({ page, town }) => {
  const customer = await newCustomer(town);
  const { token: ticket, url } = await backend(town).actorTokens.create({ userId: customer.id, actor: { sub: 'user_staff' } as never });

  await page.goto(`${town.origin}/sign-in?__clerk_ticket=a.b.c`);
  await expect(page.getByRole('status')).toContainText('ticket_invalid_code');
  await page.goto(`${town.origin}/sign-in?__clerk_ticket=${ticket}`);
  await expectSignedIn(page, customer);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expectSignedIn(page, null);

  await page.goto(`${town.origin}/sign-in?__clerk_ticket=${ticket}`);
  await expect(page.getByRole('status')).toContainText('actor_token_already_used_code');
  const response = await page.goto(url!);
  expect(response?.status()).toBe(400);
  await page.goto(town.origin);
  await expectSignedIn(page, null);
  expect(await me(page)).toBeNull();
});

test('a customer signs in by password, is known in front and behind, and signs out', async ({ page, request, town }) => {
  const customer = await newCustomer(town);
  await page.goto(`${town.origin}/sign-in`);
  await page.getByLabel('Email').fill(customer.email);
  await page.getByLabel('Password').fill(`not ${customer.password}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('status')).toContainText('form_password_or_identifier_incorrect');
  await page.getByLabel('Password').fill(customer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSignedIn(page, customer);
  await expect(page.getByRole('complementary')).toBeHidden();
  expect(await me(page)).toMatchObject({ userId: customer.id, act: null, azp: town.origin });
  await page.getByRole('button', { name: 'Close the account' }).click();
  await expect(page.getByRole('status')).toContainText('200');
  const token = await page.evaluate(() => (window as any).Clerk.session.getToken());
  const byHeader = await request.get(`${town.origin}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await byHeader.json(), 'in the header as well as in the cookie').toMatchObject({ userId: customer.id });

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expectSignedIn(page, null);
  // clerk-js tells its listeners first, and clears its cookie then.
  await expect.poll(() => me(page)).toBeNull();
});

test('a backend whose session token ran out learns anew who comes, and that nobody does', async ({ page, town }) => {
  const customer = await newCustomer(town);
  const clerk = backend(town);
  const { url } = await clerk.actorTokens.create({ userId: customer.id, actor: { sub: 'user_staff' } as never });
  await page.goto(url!);
  await expectSignedIn(page, customer);
  const { sessionId } = (await me(page))!;

  // On the way to the document the browser goes by the Frontend API, and comes back with a token.
  await page.goto('about:blank');
  await forgetSessionToken(page);
  const response = await page.goto(town.origin);
  const ways: string[] = [];
  for (let request = response!.request().redirectedFrom(); request; request = request.redirectedFrom()) ways.push(new URL(request.url()).pathname);
  expect(ways).toEqual(['/v1/client/handshake', '/']);
  expect(await me(page)).toMatchObject({ sessionId, act: { sub: 'user_staff' } });

  await page.goto('about:blank');
  await clerk.sessions.revokeSession(sessionId);
  await forgetSessionToken(page);
  await page.goto(town.origin);
  await expectSignedIn(page, null);
  expect(await me(page)).toBeNull();
});

test('a session token that another kind of client got is nothing to the application', async ({ request, town }) => {
  const customer = await newCustomer(town);
  const ask = (path: string, form: Record<string, string>, token = '') =>
    request.post(`${town.clerk.CLERK_FAPI_URL}/v1/client/${path}?_is_native=1`, { form, headers: { authorization: token } });
  const signedIn = await ask('sign_ins', { strategy: 'password', identifier: customer.email, password: customer.password });
  const { response } = await signedIn.json();
  const tokens = await ask(`sessions/${response.created_session_id}/tokens`, {}, signedIn.headers().authorization);
  const { jwt } = await tokens.json();
  const answer = await request.get(`${town.origin}/api/me`, { headers: { authorization: `Bearer ${jwt}` } });
  expect(answer.status(), 'it names no origin, and the application takes its own alone').toBe(401);
});

for (const shop of ['The Shop', 'The Shop, directly']) {
  test(`staff act in ${shop} from the console: its backend sees who is there, its front shows it, and the end is the end`, async ({ page, town }) => {
    const customer = await newCustomer(town);
    const staff = town.run('clerk', ['user', 'list', '--query', town.support.email]).split(' ')[0];
    await signIn(page, town.support);
    await open(page, `/users/${customer.id}`);
    await fillStart(page, { reason: 'Their basket loses what they put in' });
    await page.getByLabel('Where').selectOption(shop);
    await press(page, 'Impersonate');
    const impersonation = place(page).split('/').at(-1)!;

    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: `Open ${shop} as ${customer.fullName}` }).click(),
    ]);
    await expectSignedIn(tab, customer);
    expect(tab.url(), 'the ticket is not left in the address').toBe(`${town.origin}/`);
    const actor = { sub: staff, impersonation_id: impersonation };
    const banner = tab.getByRole('complementary', { name: 'Impersonation' });
    expect(JSON.parse(await banner.innerText()), 'session.actor').toEqual(actor);
    expect(await me(tab)).toMatchObject({ userId: customer.id, act: actor, azp: town.origin });
    await tab.getByRole('button', { name: 'Close the account' }).click();
    await expect(tab.getByRole('status')).toContainText('403');

    // The console asks the instance for the session every other second at most.
    await expect(async () => {
      await open(page, `/impersonations/${impersonation}`);
      await expect(page.getByRole('main')).toContainText('Running', { timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    await press(page, 'End impersonation');
    await expect(page.getByRole('main')).toContainText('Ended: by the person acting');

    // The token that is there is good for up to a minute, but there is no other, and clerk-js throws it away.
    await tab.getByRole('button', { name: 'Renew the session token' }).click();
    await expectSignedIn(tab, null);
    expect(await me(tab)).toBeNull();
    await tab.reload();
    await expectSignedIn(tab, null);
    const ledger = town.run('console', ['audit', 'list']).split('\n').filter((line) => line.includes(impersonation));
    expect(ledger.map((line) => line.match(/impersonation\.(\w+)/)?.[1])).toEqual(['ended', 'started', 'attempted']);
  });
}

test('opening a ticket signs out who was signed in to the application in this browser', async ({ page, town }) => {
  const [customer, other] = [await newCustomer(town), await newCustomer(town)];
  await page.goto(`${town.origin}/sign-in`);
  await page.getByLabel('Email').fill(other.email);
  await page.getByLabel('Password').fill(other.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSignedIn(page, other);

  const { url } = await backend(town).actorTokens.create({ userId: customer.id, actor: { sub: 'user_staff' } as never });
  await page.goto(url!);
  await expectSignedIn(page, customer);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expectSignedIn(page, null);
});
