// @clerk/clerk-js: what a person changes of themselves, and how they prove anew that it is they.
import { expect, loaded, openBlank, signInByPassword, test } from '../support/browser-witness.ts';
import { backend, newMember } from '../support/witness.ts';

test('name and unsafe metadata are changed, and known behind at once', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  const seen = await page.evaluate(async () => {
    await window.Clerk.user.update({ firstName: 'Ursula', unsafeMetadata: { theme: 'dark' } });
    return [window.Clerk.user.firstName, window.Clerk.user.unsafeMetadata];
  });
  expect(seen).toEqual(['Ursula', { theme: 'dark' }]);
  const { firstName, unsafeMetadata } = await backend(clerk).users.getUser(member.id);
  expect([firstName, unsafeMetadata]).toEqual(['Ursula', { theme: 'dark' }]);
  await backend(clerk).users.updateUser(member.id, { lastName: 'Ferry' });
  expect(await page.evaluate(async () => (await window.Clerk.user.reload()).lastName)).toBe('Ferry');
});

test('a password is changed with the one before, and other devices are signed out', async ({ page, browser, clerk }) => {
  const member = await newMember(clerk);
  const elsewhere = await browser.newContext();
  const far = await elsewhere.newPage();
  await openBlank(far, clerk);
  const farSession = await signInByPassword(far, member);
  await openBlank(page, clerk);
  const own = await signInByPassword(page, member);
  const change = (currentPassword: string, newPassword: string): Promise<any> =>
    page.evaluate(([currentPassword, newPassword]) => window.refusal(window.Clerk.user.updatePassword({ currentPassword, newPassword, signOutOfOtherSessions: true })), [currentPassword, newPassword]);
  expect(await change('not this', `${member.password}-new`)).toMatchObject({ status: 422, code: 'form_password_incorrect' });
  expect(await change(member.password, 'short')).toMatchObject({ status: 422, code: 'form_password_length_too_short' });
  await page.evaluate(([currentPassword, newPassword]) => window.Clerk.user.updatePassword({ currentPassword, newPassword, signOutOfOtherSessions: true }), [member.password, `${member.password}-new`]);
  const { sessions, users } = backend(clerk);
  expect(await users.verifyPassword({ userId: member.id, password: `${member.password}-new` })).toEqual({ verified: true });
  expect([(await sessions.getSession(own)).status, (await sessions.getSession(farSession)).status]).toEqual(['active', 'revoked']);
  await elsewhere.close();
});

test('who it is gets proven anew, not with a wrong password', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  const seen = await page.evaluate(async (password) => {
    const { session } = window.Clerk;
    const begun = await session.startVerification({ level: 'first_factor' });
    const wrong = await window.refusal(session.attemptFirstFactorVerification({ strategy: 'password', password: 'not this' }));
    const done = await session.attemptFirstFactorVerification({ strategy: 'password', password });
    return { begun: begun.status, offered: begun.supportedFirstFactors.map((it: { strategy: string }) => it.strategy), wrong, done: done.status };
  }, member.password);
  expect(seen).toMatchObject({ begun: 'needs_first_factor', offered: expect.arrayContaining(['password']), wrong: { status: 422, code: 'form_password_incorrect' }, done: 'complete' });
});

test('whoever acts as somebody changes neither their password nor what names them', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  const { token } = await backend(clerk).actorTokens.create({ userId: member.id, actor: { sub: 'user_of_support' } });
  await openBlank(page, clerk);
  const refused = await page.evaluate(async ([ticket, currentPassword]) => {
    const { createdSessionId } = await window.Clerk.client.signIn.create({ strategy: 'ticket', ticket });
    await window.Clerk.setActive({ session: createdSessionId });
    const { user } = window.Clerk;
    return [await window.refusal(user.updatePassword({ currentPassword, newPassword: 'a new password' })), await window.refusal(user.update({ username: 'another' }))];
  }, [token!, member.password]);
  for (const one of refused) expect(one).toMatchObject({ status: 403, code: 'session_reverification_required' });
  await page.reload();
  await loaded(page);
});
