// @clerk/clerk-js: what people set up for themselves, and how they prove by it that it is they.
import { expect, openBlank, signInByPassword, test } from '../support/browser-witness.ts';
import { newSecret, totp } from '../support/codes.ts';
import { backend, newMember } from '../support/witness.ts';

test('an address is added, proven by the code in a letter, made the primary one, and another taken away', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  const added = `second.${member.email}`;
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  await page.evaluate(async (email) => {
    const address = await window.Clerk.user.createEmailAddress({ email });
    await address.prepareVerification({ strategy: 'email_code' });
  }, added);
  const code = clerk.lettersTo(added).at(-1)!;
  const seen = await page.evaluate(async ([email, code]) => {
    await window.Clerk.user.reload();
    const find = (): any => window.Clerk.user.emailAddresses.find((it: any) => it.emailAddress === email);
    const wrong = await window.refusal(find().attemptVerification({ code: code === '123456' ? '654321' : '123456' }));
    const proven = await find().attemptVerification({ code });
    await window.Clerk.user.update({ primaryEmailAddressId: find().id });
    await window.Clerk.user.emailAddresses.find((it: any) => it.emailAddress !== email).destroy();
    return { wrong, status: proven.verification.status };
  }, [added, code]);
  expect(seen).toMatchObject({ status: 'verified', wrong: { status: 422, code: 'form_code_incorrect' } });
  const { emailAddresses, primaryEmailAddress } = await backend(clerk).users.getUser(member.id);
  expect([emailAddresses.length, primaryEmailAddress?.emailAddress]).toEqual([1, added]);
});

test('an authenticator app and backup codes are set up, used, made anew and taken away', async ({ page, clerk }) => {
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  const { secret, uri } = await page.evaluate(async () => {
    const { secret, uri } = await window.Clerk.user.createTOTP();
    return { secret, uri };
  });
  expect(uri).toContain(secret);
  const seen = await page.evaluate(async (code) => {
    const { user } = window.Clerk;
    const wrong = await window.refusal(user.verifyTOTP({ code: '000000' }));
    const { verified, backupCodes } = await user.verifyTOTP({ code });
    const { codes } = await user.createBackupCode();
    await user.reload();
    return { wrong, verified, first: backupCodes, codes, enabled: [user.totpEnabled, user.backupCodeEnabled, user.twoFactorEnabled] };
  }, totp(secret));
  expect(seen).toMatchObject({ wrong: { status: 422 }, verified: true, enabled: [true, true, true] });
  expect([seen.first.length, seen.codes.length]).toEqual([10, 10]);
  expect(await backend(clerk).users.verifyTOTP({ userId: member.id, code: seen.codes[0] })).toMatchObject({ code_type: 'backup_code' });
  const after = await page.evaluate(async () => {
    await window.Clerk.user.disableTOTP();
    await window.Clerk.user.reload();
    return window.Clerk.user.twoFactorEnabled;
  });
  expect(after).toBe(false);
});

test('who it is gets proven anew by a code in a letter, and by both factors', async ({ page, clerk }) => {
  const secret = newSecret();
  const member = await newMember(clerk);
  await openBlank(page, clerk);
  await signInByPassword(page, member);
  await page.evaluate(async () => {
    const { session } = window.Clerk;
    const { supportedFirstFactors } = await session.startVerification({ level: 'first_factor' });
    const { emailAddressId } = supportedFirstFactors.find((it: { strategy: string }) => it.strategy === 'email_code');
    await session.prepareFirstFactorVerification({ strategy: 'email_code', emailAddressId });
  });
  const letter = clerk.lettersTo(member.email).at(-1)!;
  expect(await page.evaluate(async (code) => (await window.Clerk.session.attemptFirstFactorVerification({ strategy: 'email_code', code })).status, letter)).toBe('complete');

  await backend(clerk).users.updateUser(member.id, { totpSecret: secret });
  const seen = await page.evaluate(async ([password, code]) => {
    const { session } = window.Clerk;
    const begun = await session.startVerification({ level: 'multi_factor' });
    const half = await session.attemptFirstFactorVerification({ strategy: 'password', password });
    const letters = await window.refusal(session.prepareSecondFactorVerification({ strategy: 'phone_code', phoneNumberId: 'idn_none' }));
    const done = await session.attemptSecondFactorVerification({ strategy: 'totp', code });
    return { statuses: [begun.status, half.status, done.status], letters };
  }, [member.password, totp(secret)]);
  expect(seen.statuses).toEqual(['needs_first_factor', 'needs_second_factor', 'complete']);
  expect(seen.letters).toMatchObject({ status: 400, code: 'strategy_for_user_invalid' });
});

test('there are no templates for session tokens', async ({ page, clerk }) => {
  await openBlank(page, clerk);
  await signInByPassword(page, await newMember(clerk));
  const refused = await page.evaluate(() => window.refusal(window.Clerk.session.getToken({ template: 'hasura' })));
  expect(refused).toMatchObject({ status: 404, code: 'resource_not_found' });
});

test('a browser whose client cookie is about to run out is led by way of the provider, and comes back with a new one', async ({ page, clerk }) => {
  await openBlank(page, clerk);
  await signInByPassword(page, await newMember(clerk));
  const back = `${clerk.origin}/blank`;
  const client = async (): Promise<number> => (await page.context().cookies(clerk.url)).find(({ name }) => name === '__client')!.expires;
  const before = await client();
  await page.goto(`${clerk.url}/v1/client/touch?redirect_url=${encodeURIComponent(back)}`);
  expect(page.url()).toBe(back);
  expect(await client()).toBeGreaterThanOrEqual(before);
});
