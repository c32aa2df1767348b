// What of @clerk/backend the provider does not answer, each with its reason. A test calls all of them, and expects 404 in
// Clerk's envelope.
import type { ClerkClient } from '@clerk/backend';

/** A call that finds nothing. */
type Absent = (clerk: ClerkClient, user: string) => Promise<unknown>;

const picture = new Blob(['not a picture']);

/** Methods of the namespaces that are there otherwise, by their reason. */
export const ABSENT_METHODS: Record<string, Record<string, Absent>> = {
  'there are no organizations': {
    'users.getOrganizationMembershipList': (clerk, userId) => clerk.users.getOrganizationMembershipList({ userId }),
    'users.getOrganizationInvitationList': (clerk, userId) => clerk.users.getOrganizationInvitationList({ userId }),
    'instance.getOrganizationSettings': (clerk) => clerk.instance.getOrganizationSettings(),
    'instance.updateOrganizationSettings': (clerk) => clerk.instance.updateOrganizationSettings({ enabled: true }),
  },
  'nobody signs in through another service': {
    'users.getUserOauthAccessToken': (clerk, user) => clerk.users.getUserOauthAccessToken(user, 'google'),
    'users.deleteUserExternalAccount': (clerk, userId) => clerk.users.deleteUserExternalAccount({ userId, externalAccountId: 'eac_none' }),
  },
  'there are no pictures': {
    'users.updateUserProfileImage': (clerk, user) => clerk.users.updateUserProfileImage(user, { file: picture }),
    'users.deleteUserProfileImage': (clerk, user) => clerk.users.deleteUserProfileImage(user),
  },
  'nobody signs in by phone number, passkey or wallet': {
    'users.replaceUserPhoneNumber': (clerk, user) => clerk.users.replaceUserPhoneNumber(user, { phoneNumber: '+15555550100' }),
    'users.deleteUserPasskey': (clerk, userId) => clerk.users.deleteUserPasskey({ userId, passkeyIdentificationId: 'idn_none' }),
    'users.deleteUserWeb3Wallet': (clerk, userId) => clerk.users.deleteUserWeb3Wallet({ userId, web3WalletIdentificationId: 'idn_none' }),
  },
  'passwords are not held against lists of stolen ones': {
    'users.setPasswordCompromised': (clerk, user) => clerk.users.setPasswordCompromised(user),
    'users.unsetPasswordCompromised': (clerk, user) => clerk.users.unsetPasswordCompromised(user),
  },
  'Clerk has it no more: a session token says the same': {
    'sessions.verifySession': (clerk) => clerk.sessions.verifySession('sess_none', 'a.b.c'),
  },
  'the directives of a handshake travel in its token': {
    'clients.getHandshakePayload': (clerk) => clerk.clients.getHandshakePayload({ nonce: 'none' }),
  },
  'there is no sign-up to restrict': {
    'instance.updateRestrictions': (clerk) => clerk.instance.updateRestrictions({ allowlist: true }),
  },
};

/** Whole namespaces, by their reason, each with one of its calls. */
export const ABSENT_NAMESPACES: Record<string, Record<string, Absent>> = {
  'there are no organizations': {
    organizations: (clerk) => clerk.organizations.getOrganizationList(),
    organizationPermissions: (clerk) => clerk.organizationPermissions.getOrganizationPermissionList(),
    organizationRoles: (clerk) => clerk.organizationRoles.getOrganizationRoleList(),
    roleSets: (clerk) => clerk.roleSets.getRoleSetList(),
  },
  'nobody signs up or is invited': {
    invitations: (clerk) => clerk.invitations.getInvitationList(),
    allowlistIdentifiers: (clerk) => clerk.allowlistIdentifiers.getAllowlistIdentifierList(),
    blocklistIdentifiers: (clerk) => clerk.blocklistIdentifiers.getBlocklistIdentifierList(),
    signUps: (clerk) => clerk.signUps.get('sua_none'),
    waitlistEntries: (clerk) => clerk.waitlistEntries.list(),
  },
  'nobody signs in through another service': {
    enterpriseConnections: (clerk) => clerk.enterpriseConnections.getEnterpriseConnectionList(),
    samlConnections: (clerk) => clerk.samlConnections.getSamlConnectionList(),
    redirectUrls: (clerk) => clerk.redirectUrls.getRedirectUrlList(),
  },
  'it is no service for machines and other applications': {
    agentTasks: (clerk, user) =>
      clerk.agentTasks.create({ onBehalfOf: { userId: user }, permissions: '*', agentName: 'a', taskDescription: 'b', redirectUrl: 'http://127.0.0.1/' }),
    apiKeys: (clerk, subject) => clerk.apiKeys.list({ subject }),
    idPOAuthAccessToken: (clerk) => clerk.idPOAuthAccessToken.verify('oat_none'),
    m2m: (clerk) => clerk.m2m.verify({ token: 'mt_none' }),
    machines: (clerk) => clerk.machines.list(),
    oauthApplications: (clerk) => clerk.oauthApplications.list(),
  },
  'nobody signs in by phone number': {
    phoneNumbers: (clerk) => clerk.phoneNumbers.getPhoneNumber('idn_none'),
  },
  'there are no JWT templates': {
    jwtTemplates: (clerk) => clerk.jwtTemplates.list(),
  },
  'nothing is sold': {
    billing: (clerk) => clerk.billing.getPlanList(),
  },
  'it is one instance on one host': {
    __experimental_accountlessApplications: (clerk) => clerk.__experimental_accountlessApplications.createAccountlessApplication(),
    betaFeatures: (clerk) => clerk.betaFeatures.changeDomain({ homeUrl: 'http://127.0.0.1/' }),
    domains: (clerk) => clerk.domains.list(),
    proxyChecks: (clerk) => clerk.proxyChecks.verify({ domainId: 'dmn_none', proxyUrl: 'http://127.0.0.1/' }),
  },
  'letters are written to a file, and only those with codes': {
    emails: (clerk) => clerk.emails.create({ to: { address: 'a@example.com' }, from: { address: 'b@example.com' }, subject: 'c', text: 'd' }),
  },
  'who gets webhooks is said in the configuration': {
    webhooks: (clerk) => clerk.webhooks.createSvixApp(),
  },
};
