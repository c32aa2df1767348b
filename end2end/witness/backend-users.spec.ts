// @clerk/backend: `users` and `emailAddresses`.
import { newSecret, totp } from '../support/codes.ts';
import { backend, expect, newMember, refusal, signInAsBrowser, test } from '../support/witness.ts';

test('users are made, found, counted, changed and deleted', async ({ clerk }) => {
  const { users } = backend(clerk);
  const { id, user, email } = await newMember(clerk, { externalId: `ext-${Date.now()}`, publicMetadata: { plan: 'free' }, username: `una_${Date.now()}` });
  expect(user.fullName).toMatch(/^Una Fenwick-/);
  expect(user.primaryEmailAddress?.emailAddress).toBe(email);
  expect(user.primaryEmailAddress?.verification?.status).toBe('verified');
  expect(await users.getUser(id)).toEqual(user);
  expect((await users.getUserList({ emailAddress: [email] })).data.map((it) => it.id)).toEqual([id]);
  expect(await users.getUserList({ query: email.slice(0, -4), limit: 1, orderBy: '-created_at' })).toMatchObject({ data: [{ id }], totalCount: 1 });
  expect(await users.getCount({ externalId: [user.externalId!] })).toBe(1);

  const changed = await users.updateUser(id, { firstName: 'Ursula', locale: 'en-GB' });
  expect([changed.firstName, changed.lastName, changed.locale]).toEqual(['Ursula', user.lastName, 'en-GB']);
  expect((await users.deleteUser(id)).deleted).toBe(true);
  expect(await refusal(users.getUser(id))).toMatchObject({ status: 404, code: 'resource_not_found', message: 'not found', longMessage: `No user was found with id ${id}` });
});

test('metadata is merged, replaced, and private where it should be', async ({ clerk }) => {
  const { users } = backend(clerk);
  const { id } = await newMember(clerk, { publicMetadata: { plan: { name: 'free', seats: 1 }, beta: true }, unsafeMetadata: { theme: 'dark' } });
  const merged = await users.updateUserMetadata(id, { publicMetadata: { plan: { seats: 2 }, beta: null }, privateMetadata: { note: 'kept' } });
  expect(merged.publicMetadata).toEqual({ plan: { name: 'free', seats: 2 } });
  expect(merged.privateMetadata).toEqual({ note: 'kept' });
  const replaced = await users.replaceUserMetadata(id, { publicMetadata: { plan: 'paid' } });
  expect([replaced.publicMetadata, replaced.unsafeMetadata]).toEqual([{ plan: 'paid' }, { theme: 'dark' }]);
  // The package turns this into the two requests that Clerk has for it by now.
  const both = await users.updateUser(id, { lastName: 'Ferry', unsafeMetadata: {} });
  expect([both.lastName, both.unsafeMetadata]).toEqual(['Ferry', {}]);
});

test('addresses are added, changed, replaced and deleted', async ({ clerk }) => {
  const { users, emailAddresses } = backend(clerk);
  const { id, user, email } = await newMember(clerk);
  const second = await emailAddresses.createEmailAddress({ userId: id, emailAddress: `second.${email}`, verified: true });
  expect(await emailAddresses.getEmailAddress(second.id)).toEqual(second);
  await emailAddresses.updateEmailAddress(second.id, { primary: true });
  expect((await users.getUser(id)).primaryEmailAddressId).toBe(second.id);
  expect((await emailAddresses.deleteEmailAddress(user.primaryEmailAddressId!)).deleted).toBe(true);
  const replaced = await users.replaceUserEmailAddress(id, { emailAddress: `third.${email}` });
  expect(replaced.emailAddress).toBe(`third.${email}`);
  expect((await users.getUser(id)).emailAddresses.map((it) => it.id)).toEqual([replaced.id]);
  expect(await refusal(users.createUser({ emailAddress: [`third.${email}`], skipPasswordRequirement: true }))).toMatchObject({ status: 422, code: 'form_identifier_exists', paramName: 'email_address' });
});

test('passwords are verified, changed and taken away', async ({ clerk }) => {
  const { users } = backend(clerk);
  const { id, password } = await newMember(clerk);
  expect(await users.verifyPassword({ userId: id, password })).toEqual({ verified: true });
  expect(await refusal(users.verifyPassword({ userId: id, password: `not ${password}` }))).toMatchObject({ status: 422, code: 'incorrect_password' });
  await users.updateUser(id, { password: `${password}-new`, skipPasswordChecks: true });
  expect(await users.verifyPassword({ userId: id, password: `${password}-new` })).toEqual({ verified: true });
  expect((await users.removePassword(id)).passwordEnabled).toBe(false);
  expect(await refusal(users.verifyPassword({ userId: id, password }))).toMatchObject({ status: 400, code: 'no_password_set' });
  expect(await refusal(users.createUser({ emailAddress: [`short.${id}@people.example.org`], password: 'short' }))).toMatchObject({ status: 422, code: 'form_password_length_too_short' });
});

test('second factors are verified, and taken away one by one and together', async ({ clerk }) => {
  const { users } = backend(clerk);
  const secret = newSecret();
  const factors = { totpSecret: secret, backupCodes: ['first-code', 'second-code'] };
  const { id, user } = await newMember(clerk, factors);
  expect([user.totpEnabled, user.backupCodeEnabled, user.twoFactorEnabled]).toEqual([true, true, true]);
  expect(await users.verifyTOTP({ userId: id, code: totp(secret) })).toEqual({ verified: true, code_type: 'totp' });
  expect(await users.verifyTOTP({ userId: id, code: 'first-code' })).toEqual({ verified: true, code_type: 'backup_code' });
  expect(await refusal(users.verifyTOTP({ userId: id, code: 'first-code' })), 'it was used').toMatchObject({ status: 422 });

  expect(await users.deleteUserBackupCodes(id)).toMatchObject({ user_id: id });
  expect(await users.getUser(id)).toMatchObject({ backupCodeEnabled: false, totpEnabled: true, twoFactorEnabled: true });
  expect(await users.deleteUserTOTP(id)).toMatchObject({ user_id: id });
  expect(await users.getUser(id)).toMatchObject({ totpEnabled: false, twoFactorEnabled: false });
  await users.updateUser(id, factors);
  expect(await users.disableUserMFA(id)).toMatchObject({ user_id: id });
  expect(await users.getUser(id)).toMatchObject({ backupCodeEnabled: false, totpEnabled: false, twoFactorEnabled: false });
  expect(await refusal(users.verifyTOTP({ userId: id, code: totp(secret) }))).toMatchObject({ status: 400, code: 'totp_disabled' });
});

test('who is banned is signed out, and comes back when the ban is lifted', async ({ clerk }) => {
  const { users, sessions } = backend(clerk);
  const member = await newMember(clerk);
  const { sessionId } = await signInAsBrowser(clerk, member);
  expect((await users.banUser(member.id)).banned).toBe(true);
  expect((await sessions.getSession(sessionId)).status).toBe('revoked');
  const attempt = await fetch(`${clerk.url}/v1/client/sign_ins?_is_native=1`, {
    method: 'POST',
    headers: { authorization: '' },
    body: new URLSearchParams({ strategy: 'password', identifier: member.email, password: member.password }),
  });
  expect([attempt.status, (await attempt.json()).errors[0].code]).toEqual([403, 'user_banned']);
  expect((await users.unbanUser(member.id)).banned).toBe(false);
  await signInAsBrowser(clerk, member);
});

test('who is locked is told for how long, and is unlocked', async ({ clerk }) => {
  const { users } = backend(clerk);
  const { id } = await newMember(clerk);
  const locked = await users.lockUser(id);
  expect(locked.locked).toBe(true);
  expect((locked.raw as { lockout_expires_in_seconds: number }).lockout_expires_in_seconds).toBeGreaterThan(3_500);
  expect((await users.unlockUser(id)).locked).toBe(false);
});
