// What time does: the provider is stopped and started again with its clock put forward.
import { expect, loaded, openBlank, refusedSignIn, signInByPassword, test, whoAmI } from '../support/browser-witness.ts';
import { LocalClerk } from '../support/local-clerk.ts';
import { backend, newMember } from '../support/witness.ts';

test('tickets, proofs, locks and sessions are over when their time has come', async ({ page }) => {
  const clerk = await LocalClerk.start();
  try {
    const { users, signInTokens, actorTokens, sessions } = backend(clerk);
    const [member, locked] = [await newMember(clerk), await newMember(clerk)];
    await users.lockUser(locked.id);
    const own = await signInTokens.createSignInToken({ userId: member.id, expiresInSeconds: 600 });
    const acting = await actorTokens.create({ userId: member.id, actor: { sub: 'user_of_support' }, expiresInSeconds: 600 });
    await openBlank(page, clerk);
    const sessionId = await signInByPassword(page, member);

    await clerk.again(['--clock', '+11m']);
    for (const { token } of [own, acting]) {
      expect(await refusedSignIn(page, { strategy: 'ticket', ticket: token! })).toMatchObject({ status: 400, code: 'ticket_expired_code' });
    }
    await openBlank(page, clerk);
    const update = page.evaluate(() => window.refusal(window.Clerk.user.update({ username: `una${Date.now()}` })));
    expect(await update, 'the password was given too long ago').toMatchObject({ status: 403, code: 'session_reverification_required' });
    await page.evaluate(async (password) => {
      await window.Clerk.session.startVerification({ level: 'first_factor' });
      await window.Clerk.session.attemptFirstFactorVerification({ strategy: 'password', password });
      await window.Clerk.user.update({ username: `una${Date.now()}` });
    }, member.password);
    expect((await users.getUser(member.id)).username).toMatch(/^una/);
    expect((await users.getUser(locked.id)).locked).toBe(true);

    await clerk.again(['--clock', '+8d']);
    expect((await users.getUser(locked.id)).locked).toBe(false);
    expect((await sessions.getSession(sessionId)).status).toBe('expired');
    await page.reload();
    await loaded(page);
    expect(await whoAmI(page)).toMatchObject({ front: null });
    await signInByPassword(page, locked);
  } finally {
    await clerk.leave();
  }
});
