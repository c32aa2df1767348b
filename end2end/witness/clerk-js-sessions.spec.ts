// @clerk/clerk-js: sessions side by side, their tokens, and every way out.
import { expect, loaded, openBlank, signInByPassword, signOut, test, whoAmI } from '../support/browser-witness.ts';
import { backend, newMember } from '../support/witness.ts';

test('two people in one browser: one is the active one, either can be, and each leaves alone', async ({ page, clerk }) => {
  const [one, other] = [await newMember(clerk), await newMember(clerk)];
  await openBlank(page, clerk);
  const first = await signInByPassword(page, one);
  const second = await signInByPassword(page, other);
  expect(await page.evaluate(() => window.Clerk.client.signedInSessions.map((it: { id: string }) => it.id).sort())).toEqual([first, second].sort());
  expect(await whoAmI(page)).toEqual({ front: other.id, behind: other.id });
  await page.evaluate((session) => window.Clerk.setActive({ session }), first);
  expect(await whoAmI(page)).toEqual({ front: one.id, behind: one.id });
  await page.reload();
  await loaded(page);
  expect(await whoAmI(page), 'the last active one is remembered').toEqual({ front: one.id, behind: one.id });

  await page.evaluate((sessionId) => window.Clerk.signOut({ sessionId }), second);
  expect(await whoAmI(page), 'the other left').toEqual({ front: one.id, behind: one.id });
  expect(await page.evaluate(() => window.Clerk.client.signedInSessions.length)).toBe(1);
  const { sessions } = backend(clerk);
  expect((await sessions.getSession(second)).status).toBe('removed');
  await signOut(page, clerk);
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
  expect((await sessions.getSession(first)).status).toBe('removed');
});

test('the active one of two leaves, and the other is chosen; then all leave at once', async ({ page, clerk }) => {
  const [one, other] = [await newMember(clerk), await newMember(clerk)];
  await openBlank(page, clerk);
  const first = await signInByPassword(page, one);
  const second = await signInByPassword(page, other);
  await signOut(page, clerk, { sessionId: second });
  await page.evaluate((session) => window.Clerk.setActive({ session }), first);
  expect(await whoAmI(page)).toEqual({ front: one.id, behind: one.id });
  await signInByPassword(page, other);
  await signOut(page, clerk);
  expect(await page.evaluate(() => window.Clerk.client.signedInSessions.length)).toBe(0);
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('a session is ended and removed by itself', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  const { sessions } = backend(clerk);
  for (const [act, status] of [['end', 'ended'], ['remove', 'removed']]) {
    const id = await signInByPassword(page, member);
    await page.evaluate((act) => window.Clerk.session[act](), act);
    expect((await sessions.getSession(id)).status).toBe(status);
    await page.reload();
    await loaded(page);
    expect(await whoAmI(page)).toEqual({ front: null, behind: null });
  }
});

test('the client itself is thrown away with everything in it', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  const id = await signInByPassword(page, member);
  await page.evaluate(() => window.Clerk.client.destroy());
  expect((await backend(clerk).sessions.getSession(id)).status).not.toBe('active');
  await page.reload();
  await loaded(page);
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('a session token is kept while it is fresh, made anew on request, and replaced when it has run out', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await page.clock.install();
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/tokens')) asked.push(new URL(request.url()).pathname);
  });
  const token = (options = {}): Promise<string> => page.evaluate((options) => window.Clerk.session.getToken(options), options);
  const first = await token();
  expect(await token()).toBe(first);
  expect(asked, 'it is fresh').toHaveLength(0);
  expect((await token({ skipCache: true })).split('.')).toHaveLength(3);
  expect(asked).toHaveLength(1);
  // The person leaves the tab for a while, in which nothing is asked.
  await page.clock.fastForward(65_000);
  const before = asked.length;
  expect((await token()).split('.')).toHaveLength(3);
  expect(before + asked.length, 'it had run out').toBeGreaterThan(1);
  expect(await whoAmI(page)).toEqual({ front: member.id, behind: member.id });
});

test('a session that was revoked behind is over in front as soon as a token is wanted', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  const id = await signInByPassword(page, member);
  await backend(clerk).sessions.revokeSession(id);
  await page.evaluate(() => window.Clerk.session.getToken({ skipCache: true }).catch(() => null));
  await expect.poll(() => page.evaluate(() => window.Clerk.user)).toBeNull();
  await page.reload();
  await loaded(page);
  expect(await whoAmI(page)).toEqual({ front: null, behind: null });
});

test('the sessions of a user are listed with what is known of them, and ended from another device', async ({ page, browser, clerk }) => {
  const member = await newMember(clerk);
  const elsewhere = await browser.newContext();
  const far = await elsewhere.newPage();
  await openBlank(far, clerk);
  const farSession = await signInByPassword(far, member);
  await openBlank(page, clerk);
  const own = await signInByPassword(page, member);
  const listed = await page.evaluate(async () => (await window.Clerk.user.getSessions()).map((it: any) => ({ id: it.id, mobile: it.latestActivity.isMobile })));
  expect(listed.map((it: { id: string }) => it.id).sort()).toEqual([farSession, own].sort());
  expect(listed[0]).toMatchObject({ mobile: false });
  await page.evaluate(async (id) => {
    const session = (await window.Clerk.user.getSessions()).find((it: { id: string }) => it.id === id);
    await session.revoke();
  }, farSession);
  expect((await backend(clerk).sessions.getSession(farSession)).status).toBe('revoked');
  await far.evaluate(() => window.Clerk.session.getToken({ skipCache: true }).catch(() => null));
  await expect.poll(() => far.evaluate(() => window.Clerk.user)).toBeNull();
  await elsewhere.close();
});
