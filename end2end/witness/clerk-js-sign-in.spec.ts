// @clerk/clerk-js: every way to sign in, and every way in which it is refused.
import { expect, loaded, openBlank, refusedSignIn, signInByPassword, signInByTicket, signOut, test, whoAmI } from '../support/browser-witness.ts';
import { newSecret, totp } from '../support/codes.ts';
import { LocalClerk } from '../support/local-clerk.ts';
import { backend, newMember } from '../support/witness.ts';

test('it loads whole, signed out, with what the instance says of itself', async ({ page, clerk }) => {
  await openBlank(page, clerk);
  const seen = await page.evaluate(() => {
    const { loaded, client, user, session, __internal_environment: environment } = window.Clerk;
    return { loaded, user, session, sessions: client.sessions.length, name: environment?.displayConfig.applicationName, single: environment?.authConfig.singleSessionMode };
  });
  expect(seen).toEqual({ loaded: true, user: null, session: null, sessions: 0, name: 'Understudy', single: false });
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('by password at once, and it lasts over a reload', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  const sessionId = await signInByPassword(page, member);
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
  await page.reload();
  await loaded(page);
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
  expect(await page.evaluate(() => [window.Clerk.session.id, window.Clerk.session.actor, window.Clerk.session.factorVerificationAge])).toEqual([sessionId, null, [0, -1]]);
  expect(await page.evaluate(() => window.Clerk.user.primaryEmailAddress.emailAddress)).toBe(member.email);
});

test('by identifier first and then by password, with a mistake between', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  const seen = await page.evaluate(async ([identifier, password]) => {
    const begun = await window.Clerk.client.signIn.create({ identifier });
    const offered = begun.supportedFirstFactors.map((factor: { strategy: string }) => factor.strategy);
    const wrong = await window.refusal(begun.attemptFirstFactor({ strategy: 'password', password: 'not this' }));
    const done = await begun.attemptFirstFactor({ strategy: 'password', password });
    await window.Clerk.setActive({ session: done.createdSessionId });
    return { offered, wrong, status: done.status };
  }, [member.email, member.password]);
  expect(seen).toMatchObject({ status: 'complete', wrong: { status: 422, code: 'form_password_or_identifier_incorrect' } });
  expect(seen.offered.sort()).toEqual(['email_code', 'password']);
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
});

test('with an authenticator app, and with a backup code', async ({ page, clerk }) => {
  const secret = newSecret();
  const member = await newMember(clerk, { totpSecret: secret, backupCodes: ['first-code', 'second-code'] });
  for (const [strategy, code] of [['totp', totp(secret)], ['backup_code', 'first-code']]) {
    await openBlank(page, clerk);
    const seen = await page.evaluate(async ([identifier, password, strategy, code]) => {
      const begun = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
      const { status, supportedSecondFactors } = begun;
      const wrong = await window.refusal(begun.attemptSecondFactor({ strategy, code: '000000' }));
      const done = await begun.attemptSecondFactor({ strategy, code });
      await window.Clerk.setActive({ session: done.createdSessionId });
      return { status, wrong, offered: supportedSecondFactors.map((it: { strategy: string }) => it.strategy), then: done.status, age: window.Clerk.session.factorVerificationAge };
    }, [member.email, member.password, strategy, code]);
    expect(seen).toMatchObject({ status: 'needs_second_factor', then: 'complete', age: [0, 0], wrong: { status: 422, code: 'form_code_incorrect', paramName: 'code' } });
    expect(seen.offered).toEqual(expect.arrayContaining(['totp', 'backup_code']));
    expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
    await signOut(page, clerk);
  }
});

test('by a code in a letter, and with one as the second step', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  await page.evaluate(async (identifier) => {
    const { supportedFirstFactors, prepareFirstFactor } = await window.Clerk.client.signIn.create({ identifier });
    const { emailAddressId } = supportedFirstFactors.find((it: { strategy: string }) => it.strategy === 'email_code');
    await prepareFirstFactor({ strategy: 'email_code', emailAddressId });
  }, member.email);
  const code = clerk.lettersTo(member.email).at(-1)!;
  const seen = await page.evaluate(async (code) => {
    const { signIn } = window.Clerk.client;
    const wrong = await window.refusal(signIn.attemptFirstFactor({ strategy: 'email_code', code: code === '123456' ? '654321' : '123456' }));
    const { status, createdSessionId } = await signIn.attemptFirstFactor({ strategy: 'email_code', code });
    await window.Clerk.setActive({ session: createdSessionId });
    return { wrong, status };
  }, code);
  expect(seen).toMatchObject({ status: 'complete', wrong: { status: 422, code: 'form_code_incorrect' } });
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });

  const careful = await newMember(clerk, { totpSecret: newSecret() });
  await page.evaluate(async ([identifier, password]) => {
    const { supportedSecondFactors, prepareSecondFactor } = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
    const { emailAddressId } = supportedSecondFactors.find((it: { strategy: string }) => it.strategy === 'email_code');
    await prepareSecondFactor({ strategy: 'email_code', emailAddressId });
  }, [careful.email, careful.password]);
  const second = clerk.lettersTo(careful.email).at(-1)!;
  const status = await page.evaluate(async (code) => (await window.Clerk.client.signIn.attemptSecondFactor({ strategy: 'email_code', code })).status, second);
  expect(status).toBe('complete');
});

test('by the ticket of a sign-in token and of an actor token, each once', async ({ page, clerk }) => {
  const { signInTokens, actorTokens } = backend(clerk);
  const member = await newMember(clerk);
  const actor = { sub: 'user_of_support' };
  const own = (await signInTokens.createSignInToken({ userId: member.id, expiresInSeconds: 60 })).token;
  const acting = (await actorTokens.create({ userId: member.id, actor })).token!;
  const late = await actorTokens.create({ userId: member.id, actor });
  await actorTokens.revoke(late.id);
  await openBlank(page, clerk);
  for (const [ticket, who, used] of [[own, null, 'sign_in_token_already_used_code'], [acting, actor, 'actor_token_already_used_code']] as const) {
    expect(await signInByTicket(page, ticket)).toEqual(who);
    expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
    await signOut(page, clerk);
    expect(await refusedSignIn(page, { strategy: 'ticket', ticket })).toMatchObject({ status: 400, code: used });
  }
  expect(await refusedSignIn(page, { strategy: 'ticket', ticket: late.token! })).toMatchObject({ status: 400, code: 'actor_token_revoked_code' });
  expect(await refusedSignIn(page, { strategy: 'ticket', ticket: 'a.b.c' })).toMatchObject({ status: 400, code: 'ticket_invalid_code' });
});

test('the address of an actor token leads to the sign-in page of the application, whoever was there before', async ({ page, clerk }) => {
  const [member, other] = [await newMember(clerk), await newMember(clerk)];
  await openBlank(page, clerk);
  await signInByPassword(page, other);
  const { url } = await backend(clerk).actorTokens.create({ userId: member.id, actor: { sub: 'user_of_support' } });
  await page.goto(url!);
  await page.waitForURL(`${clerk.origin}/`);
  await openBlank(page, clerk);
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
  expect(await page.evaluate(() => window.Clerk.client.signedInSessions.length), 'the other left').toBe(1);
});

test('who is wrong, unknown, locked or banned is told so in the documented words', async ({ page, clerk }) => {
  const { users } = backend(clerk);
  const [member, locked, banned] = [await newMember(clerk), await newMember(clerk), await newMember(clerk)];
  await users.lockUser(locked.id);
  await users.banUser(banned.id);
  await openBlank(page, clerk);
  const attempt = (identifier: string, password: string): ReturnType<Window['refusal']> => refusedSignIn(page, { strategy: 'password', identifier, password });
  const wrong = await attempt(member.email, 'not this password');
  expect(wrong).toMatchObject({ status: 422, code: 'form_password_or_identifier_incorrect' });
  expect(await attempt('nobody@people.example.org', 'not this password'), 'as Clerk, protected against enumeration').toEqual(wrong);
  expect(await attempt(locked.email, locked.password)).toMatchObject({ status: 403, code: 'user_locked' });
  expect(await attempt(banned.email, banned.password)).toMatchObject({ status: 403, code: 'user_banned' });
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('a second sign-in is refused to whoever is there already, and whenever somebody acts as another', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  const begun = { strategy: 'password', identifier: member.email, password: member.password };
  await openBlank(page, clerk);
  const sessionId = await signInByPassword(page, member);
  expect(await refusedSignIn(page, begun)).toMatchObject({ status: 400, code: 'identifier_already_signed_in', sessionId });
  await signOut(page, clerk);
  const { token } = await backend(clerk).actorTokens.create({ userId: member.id, actor: { sub: 'user_of_support' } });
  await signInByTicket(page, token!);
  expect(await refusedSignIn(page, begun)).toMatchObject({ status: 409, code: 'session_creation_not_allowed' });
});

test('where a browser holds one session, the second is refused until the first is over', async ({ page }) => {
  const clerk = await LocalClerk.start(['--single-session']);
  try {
    const [member, other] = [await newMember(clerk), await newMember(clerk)];
    await openBlank(page, clerk);
    expect(await page.evaluate(() => window.Clerk.__internal_environment.authConfig.singleSessionMode)).toBe(true);
    await signInByPassword(page, member);
    const begun = { strategy: 'password', identifier: other.email, password: other.password };
    expect(await refusedSignIn(page, begun)).toMatchObject({ status: 400, code: 'session_exists', longMessage: "You're already signed in." });
    await signOut(page, clerk);
    await signInByPassword(page, other);
    expect(await whoAmI(page)).toEqual({ front: other.id, behind: other.id });
  } finally {
    await clerk.leave();
  }
});
