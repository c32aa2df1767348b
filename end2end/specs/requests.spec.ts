// What the console asked of Clerk in all the other tests, and what it was answered, held against Clerk's own descriptions of its APIs.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { wrongWith } from '../support/answers.ts';
import { descriptions, Referee, type Sent } from '../support/openapi.ts';
import { said } from '../support/program.ts';

/** What the console asks at the least: each of its journeys has its part in this. */
const ASKED = [
  'GET /jwks',
  'GET /users',
  'GET /users/{user_id}',
  'GET /sessions',
  'POST /sessions/{session_id}/revoke',
  'POST /actor_tokens',
  'POST /v1/client/sign_ins',
  'POST /v1/client/sessions/{session_id}/touch',
  'POST /v1/client/sessions/{session_id}/end',
];

const folder = descriptions();

/** Every request of the other tests; without a status where the answer never came. */
function sent(): (Sent & { status?: number; answer?: string })[] {
  const lines = readFileSync(said('REQUESTS'), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

test('every request that the console sent is as Clerk describes it', () => {
  if (!folder) {
    console.log('Clerk’s API descriptions are not at hand: requests are not held against them.');
    return;
  }
  const referee = new Referee(folder);
  const problems = new Map<string, number>();
  const operations = new Map<string, number>();
  const count = (counts: Map<string, number>, what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const request of sent()) {
    const { operation, problems: found } = referee.check(request);
    count(operations, operation);
    for (const problem of found) count(problems, `${operation}: ${problem}`);
  }
  console.log([...operations].map(([operation, times]) => `${String(times).padStart(6)}  ${operation}`).sort().join('\n'));
  expect([...problems].map(([problem, times]) => `${problem} (${times} times)`)).toEqual([]);
  expect([...operations.keys()]).toEqual(expect.arrayContaining(ASKED));
});

test('every answer that the console got is as Clerk describes it', () => {
  const problems = new Set<string>();
  let answered = 0;
  for (const { method, url, headers, status, answer: body = '' } of sent()) {
    if (status === undefined) continue;
    answered += 1;
    const withKey = headers.authorization?.startsWith('Bearer sk_') ?? false;
    for (const problem of wrongWith({ method, url: new URL(url, 'http://clerk'), withKey, status, body })) problems.add(problem);
  }
  expect([...problems]).toEqual([]);
  expect(answered).toBeGreaterThan(100);
});

test('an answer that differs from its description is noticed', () => {
  if (!folder) return;
  const wrong = (status: number, body: string, path = '/v1/users/user_1/verify_password'): string =>
    wrongWith({ method: path.endsWith('password') ? 'POST' : 'GET', url: new URL(path, 'http://clerk'), withKey: true, status, body }).join('; ');
  const envelope = '{"errors":[{"message":"m","long_message":"l","code":"c"}],"clerk_trace_id":"t"}';
  expect(wrong(200, '{"verified":true}')).toBe('');
  expect(wrong(418, envelope), 'a refusal that is not listed').toBe('');
  for (const [status, body] of [[200, '{"verified":"yes"}'], [200, ''], [200, 'verified'], [202, '{}'], [503, envelope], [418, '{}']] as const) {
    expect(wrong(status, body), `${status} ${body}`).not.toBe('');
  }
  expect(wrong(200, '{"id":"user_1"}', '/v1/users/user_1'), 'members are missing').not.toBe('');
});

test('a request that differs from its description is noticed', () => {
  if (!folder) return;
  const referee = new Referee(folder);
  const backend = { authorization: 'Bearer sk_test_x', 'clerk-api-version': '2026-05-12', 'user-agent': 'x', 'content-type': 'application/json' };
  const frontend = { authorization: '', 'user-agent': 'x', 'content-type': 'application/x-www-form-urlencoded' };
  const native = '__clerk_api_version=2026-05-12&_is_native=1';
  const ask = (method: string, url: string, body = '', headers: Sent['headers'] = url.includes('_is_native') ? frontend : backend): string =>
    referee.check({ method, url, headers, body }).problems.join('; ');
  const signIn = `/v1/client/sign_ins?${native}`;
  const good: [string, string, string?][] = [
    ['GET', '/v1/users?limit=26&user_id=user_1&user_id=user_2&query=a'],
    ['POST', '/v1/actor_tokens', '{"user_id":"user_1","actor":{"sub":"user_2","impersonation_id":"imp_1"},"expires_in_seconds":60}'],
    ['POST', signIn, 'strategy=password&identifier=a&password=b'],
    ['POST', `/v1/client?${native}&_method=DELETE`],
  ];
  for (const [method, url, body] of good) expect(ask(method, url, body), url).toBe('');
  const bad: [string, string, string?][] = [
    ['GET', '/v1/user'],
    ['DELETE', '/v1/jwks'],
    ['GET', '/v1/users?limit=many'],
    ['GET', '/v1/users?limit=501'],
    ['GET', '/v1/users?limits=5'],
    ['GET', '/v1/users?limit=5&limit=6'],
    ['POST', '/v1/actor_tokens'],
    ['POST', '/v1/actor_tokens', '{"user_id":"user_1"}'],
    ['POST', '/v1/actor_tokens', '{"user_id":7,"actor":{"sub":"user_2"}}'],
    ['POST', '/v1/actor_tokens', '{"user_id":"user_1","actor":{"sub":"user_2"},"minutes":5}'],
    ['POST', signIn, 'strategy=password&horoscope=good'],
    ['POST', `/v1/client/sessions/sess_1/touch?${native}`, 'intent=horoscope'],
    ['POST', '/v1/client/sign_ins', 'strategy=password'],
    ['POST', `/v1/client/sign_ins?${native}&more=1`, 'strategy=password'],
    ['GET', `/v1/users?${native}`],
  ];
  for (const [method, url, body] of bad) expect(ask(method, url, body), `${method} ${url} ${body}`).not.toBe('');
  for (const headers of [
    { ...backend, 'clerk-api-version': undefined },
    { ...backend, 'user-agent': undefined },
    { ...backend, cookie: 'a=b' },
    { ...backend, authorization: 'Bearer sk_' },
  ]) {
    expect(ask('GET', '/v1/users', '', headers), JSON.stringify(headers)).not.toBe('');
  }
  expect(ask('POST', '/v1/actor_tokens', '{}', { ...backend, 'content-type': 'text/plain' })).toContain('text/plain');
});
