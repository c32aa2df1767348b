// The operations of Clerk's two APIs on users, sessions and clients: what the provider answers, by its own routes; what it
// answers otherwise than Clerk; and what it does not answer.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** One operation: a method and a path with names for its parts. */
export interface Operation {
  api: 'Backend API' | 'Frontend API';
  method: string;
  path: string;
}

const SOURCES = resolve(import.meta.dirname, '../../crates/provider/src');
const METHODS = /\b(get|post|put|patch|delete)\(/g;

/** Everything that the provider has a route for, read from its source so that nothing is forgotten. */
export function routes(): Operation[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs'));
  const found = files.flatMap((file) => {
    const api = file.startsWith('backend_api') ? 'Backend API' : 'Frontend API';
    const [, ...routes] = readFileSync(resolve(SOURCES, file), 'utf8').split('.route(');
    return routes.flatMap((route) => {
      const path = route.match(/^\s*"(\/[^"]*)"/)?.[1];
      const methods = [...route.matchAll(METHODS)].map(([, method]) => method.toUpperCase());
      return path ? methods.map((method): Operation => ({ api, method, path })) : [];
    });
  });
  if (found.length < 70) throw new Error(`only ${found.length} routes were found in ${SOURCES}`);
  return found.sort((one, other) => `${one.path} ${one.method}`.localeCompare(`${other.path} ${other.method}`, 'en'));
}

/** How an operation is named: `GET /v1/users/{user_id}`. */
export function named({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** The operation that a request is of: literal parts go before parameters, and a slash at the end is none. */
export function operationOf(operations: Operation[], method: string, asked: string): Operation | undefined {
  const path = asked.replace(/(?<=.)\/$/, '');
  return operations
    .filter((it) => it.method === method && new RegExp(`^${it.path.replace(/\./g, String.raw`\.`).replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
}

/** What works otherwise than at Clerk. */
export const DIFFERENT: Record<string, string> = {
  'PATCH /v1/instance': '`allowed_origins` is kept and acts; everything else is checked and changes nothing',
  'POST /v1/sessions/{session_id}/refresh': 'no refresh tokens are handed out: 401 `refresh_token_not_found`, on which Clerk’s packages fall back to the handshake',
  'POST /v1/sessions/{session_id}/tokens/{template_name}': 'there are no JWT templates: 404',
  'POST /v1/testing_tokens': 'made and never looked at: there is no protection against bots',
  'GET /v1/client/handshake': 'always answers with a token in a cookie, never with a nonce; leads back only to an allowed origin',
  'GET /v1/client/touch': 'is in no published description, but `@clerk/clerk-js` leads there',
  'POST /v1/client/sessions/{session_id}/tokens/{template_name}': 'there are no JWT templates: 404',
  'POST /v1/client/sessions/{session_id}/verify/prepare_second_factor': 'neither of the second factors wants to be prepared: 400 `strategy_for_user_invalid`',
  'GET /v1/tickets/accept': 'only for a ticket that could be redeemed at that moment, else 400 and nobody is signed out',
};

const ORGANIZATIONS = 'there are no organizations';
const SERVICES = 'nobody signs in through another service';
const OTHER_WAYS = 'nobody signs in by phone number, passkey or wallet';
const PICTURES = 'there are no pictures';
const SOLD = 'nothing is sold';
const NOBODY_SIGNS_UP = 'nobody signs up: users are made by the Backend API or `understudy user`';

/** What there is no route for, by the reason: of the parts of Clerk's APIs that the provider has otherwise. */
export const ABSENT: Record<string, string[]> = {
  [ORGANIZATIONS]: [
    'GET /v1/users/{user_id}/organization_memberships',
    'GET /v1/users/{user_id}/organization_invitations',
    'GET /v1/instance/organization_settings',
    'PATCH /v1/instance/organization_settings',
    'GET /v1/me/organization_creation_defaults',
    'GET /v1/me/organization_memberships',
    'DELETE /v1/me/organization_memberships/{organization_id}',
    'GET /v1/me/organization_invitations',
    'POST /v1/me/organization_invitations/{invitation_id}/accept',
    'GET /v1/me/organization_suggestions',
    'POST /v1/me/organization_suggestions/{suggestion_id}/accept',
  ],
  [SERVICES]: [
    'GET /v1/users/{user_id}/oauth_access_tokens/{provider}',
    'DELETE /v1/users/{user_id}/external_accounts/{external_account_id}',
    'GET /v1/instance/oauth_application_settings',
    'PATCH /v1/instance/oauth_application_settings',
    'POST /v1/me/external_accounts',
    'PATCH /v1/me/external_accounts/{external_account_id}/reauthorize',
    'DELETE /v1/me/external_accounts/{external_account_id}',
    'DELETE /v1/me/external_accounts/{external_account_id}/tokens',
    'GET /v1/me/oauth/consent/{client_id}',
    'POST /v1/me/oauth/consent/{client_id}',
    'GET /v1/me/enterprise_connections',
    'POST /v1/me/enterprise_connections',
    'PATCH /v1/me/enterprise_connections/{enterprise_connection_id}',
    'DELETE /v1/me/enterprise_connections/{enterprise_connection_id}',
    'GET /v1/me/enterprise_connections/{enterprise_connection_id}/test_runs',
    'POST /v1/me/enterprise_connections/{enterprise_connection_id}/test_runs',
    'GET /.well-known/oauth-authorization-server',
  ],
  [OTHER_WAYS]: [
    'PUT /v1/users/{user_id}/phone_number',
    'DELETE /v1/users/{user_id}/passkeys/{passkey_identification_id}',
    'DELETE /v1/users/{user_id}/web3_wallets/{web3_wallet_identification_id}',
    'GET /v1/me/phone_numbers',
    'POST /v1/me/phone_numbers',
    'GET /v1/me/phone_numbers/{phone_number_id}',
    'PATCH /v1/me/phone_numbers/{phone_number_id}',
    'DELETE /v1/me/phone_numbers/{phone_number_id}',
    'POST /v1/me/phone_numbers/{phone_number_id}/attempt_verification',
    'POST /v1/me/phone_numbers/{phone_number_id}/prepare_verification',
    'GET /v1/me/web3_wallets',
    'POST /v1/me/web3_wallets',
    'GET /v1/me/web3_wallets/{web3_wallet_id}',
    'DELETE /v1/me/web3_wallets/{web3_wallet_id}',
    'POST /v1/me/web3_wallets/{web3_wallet_id}/prepare_verification',
    'POST /v1/me/web3_wallets/{web3_wallet_id}/attempt_verification',
    'POST /v1/me/passkeys',
    'GET /v1/me/passkeys/{passkey_id}',
    'PATCH /v1/me/passkeys/{passkey_id}',
    'DELETE /v1/me/passkeys/{passkey_id}',
    'POST /v1/me/passkeys/{passkey_id}/attempt_verification',
    'GET /.well-known/webauthn',
    'GET /.well-known/assetlinks.json',
    'GET /.well-known/apple-app-site-association',
  ],
  [PICTURES]: [
    'POST /v1/users/{user_id}/profile_image',
    'DELETE /v1/users/{user_id}/profile_image',
    'POST /v1/me/profile_image',
    'DELETE /v1/me/profile_image',
  ],
  'passwords are not held against lists of stolen ones': [
    'POST /v1/users/{user_id}/password/set_compromised',
    'POST /v1/users/{user_id}/password/unset_compromised',
  ],
  'no device is trusted more than another': [
    'GET /v1/users/{user_id}/trusted_devices',
    'DELETE /v1/users/{user_id}/trusted_devices/{trusted_device_id}',
    'GET /v1/me/trusted_devices',
    'POST /v1/me/trusted_devices/prepare',
    'POST /v1/me/trusted_devices/attempt',
    'DELETE /v1/me/trusted_devices/{trusted_device_id}',
    'POST /v1/client/trusted_devices/validate',
  ],
  [SOLD]: [
    'GET /v1/users/{user_id}/billing/subscription',
    'GET /v1/users/{user_id}/billing/credits',
    'POST /v1/users/{user_id}/billing/credits',
    'GET /v1/me/billing/subscription',
    'GET /v1/me/billing/subscription_items',
    'DELETE /v1/me/billing/subscription_items/{subscriptionItemID}',
    'GET /v1/me/billing/payment_methods',
    'POST /v1/me/billing/payment_methods',
    'POST /v1/me/billing/payment_methods/initialize',
    'DELETE /v1/me/billing/payment_methods/{paymentMethodID}',
    'POST /v1/me/billing/checkouts',
    'GET /v1/me/billing/checkouts/{checkoutID}',
    'PATCH /v1/me/billing/checkouts/{checkoutID}',
    'PATCH /v1/me/billing/checkouts/{checkoutID}/confirm',
    'GET /v1/me/billing/payment_attempts',
    'GET /v1/me/billing/payment_attempts/{paymentAttemptID}',
    'PUT /v1/me/billing/payers/default_payment_method',
    'GET /v1/me/billing/statements',
    'GET /v1/me/billing/statements/{statementID}',
  ],
  [NOBODY_SIGNS_UP]: [
    'PATCH /v1/instance/restrictions',
    'POST /v1/client/sign_ups',
    'GET /v1/client/sign_ups/{sign_up_id}',
    'PATCH /v1/client/sign_ups/{sign_up_id}',
    'POST /v1/client/sign_ups/{sign_up_id}/prepare_verification',
    'POST /v1/client/sign_ups/{sign_up_id}/attempt_verification',
  ],
  'an address is verified when it is added behind': [
    'POST /v1/email_addresses/{email_address_id}/prepare_verification',
    'POST /v1/email_addresses/{email_address_id}/attempt_verification',
  ],
  'nobody deletes themselves or their password, or resets it': [
    'DELETE /v1/me',
    'POST /v1/me/remove_password',
    'POST /v1/client/sign_ins/{sign_in_id}/reset_password',
  ],
  'there are no JWT templates': ['POST /v1/me/tokens'],
  'the publishable key is a live one, with which no development browser is set up': [
    'POST /v1/dev_browser',
    'POST /v1/dev_browser/set_first_party_cookie',
    'GET /v1/dev_browser/init',
  ],
  'it is one instance on one host': [
    'POST /v1/instance/change_domain',
    'GET /v1/instance/protect',
    'PATCH /v1/instance/protect',
    'GET /v1/instance/communication',
    'PATCH /v1/instance/communication',
    'GET /v1/client/sync',
    'GET /v1/client/link',
  ],
  'agents have no tasks': ['POST /v1/agents/tasks', 'POST /v1/agents/tasks/{agent_task_id}/revoke', 'GET /v1/agents/tasks'],
};

/** What is not there by now, by the reason. */
export function absent(): Map<string, Operation[]> {
  const there = new Set(routes().map(named));
  const frontend = /^\/v1\/(client|me|dev_browser|environment|tickets)\b|^\/\.well-known/;
  const entries = Object.entries(ABSENT).map(([why, operations]): [string, Operation[]] => [
    why,
    operations
      .filter((name) => !there.has(name))
      .map((name) => {
        const [method, path] = name.split(' ');
        // Two tasks of agents have one path, on two APIs; GET is the browser's.
        const isFrontend = frontend.test(path) || name === 'GET /v1/agents/tasks';
        return { api: isFrontend ? 'Frontend API' : 'Backend API', method, path };
      }),
  ]);
  return new Map(entries.filter(([, operations]) => operations.length > 0));
}
