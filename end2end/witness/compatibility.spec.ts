// docs/reference/clerk-compatibility.md says what the witnesses saw, and nothing else.
// E2E_WRITE=1 brings it up to date.
import { createClerkClient } from '@clerk/backend';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ABSENT_METHODS, ABSENT_NAMESPACES } from '../support/absent.ts';
import { absent, DIFFERENT, named, operationOf, routes, type Operation } from '../support/operations.ts';
import { everything, type Asked } from '../support/seen.ts';
import { expect, test } from '../support/witness.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/reference/clerk-compatibility.md');
const NOTHING = Object.keys(Object.prototype);
const client = createClerkClient({ secretKey: 'sk_test_none', publishableKey: 'pk_live_MTI3LjAuMC4xOjQwMDAk' });

/** The namespaces of the package, such as `users`. */
const namespaces = Object.entries(client).filter(([name, api]) => typeof api === 'object' && name !== 'telemetry');
/** Methods by name, such as `users.getUser`, of the namespaces that are there. */
const methods = namespaces
  .filter(([name]) => !Object.values(ABSENT_NAMESPACES).some((calls) => name in calls))
  .flatMap(([name, api]) => methodsOf(api).map((method) => `${name}.${method}`));

function methodsOf(api: object): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(api)).filter((name) => name !== 'constructor' && !NOTHING.includes(name));
}

test('every method of @clerk/backend gave an answer, or is said to be absent', () => {
  const { called } = everything();
  const unavailable = Object.values(ABSENT_METHODS).flatMap(Object.keys);
  expect(methods.filter((name) => !called.has(name) && !unavailable.includes(name)), 'nobody called them').toEqual(['sessions.refreshSession']);
  expect(unavailable.filter((name) => called.has(name) || !methods.includes(name)), 'they are there after all').toEqual([]);
  const others = Object.values(ABSENT_NAMESPACES).flatMap(Object.keys);
  expect(others.filter((name) => !namespaces.some(([known]) => known === name)), 'the package has no such namespace').toEqual([]);
});

test('the page says what was seen', () => {
  const page = written();
  if (process.env.E2E_WRITE) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8'), 'bring the page up to date: make compatibility').toBe(page);
});

function written(): string {
  const operations = routes();
  const { asked } = everything();
  const seen = new Map(operations.map((operation): [Operation, Asked[]] => [operation, []]));
  for (const one of asked) {
    const operation = operationOf(operations, one.method, one.path);
    if (operation) seen.get(operation)!.push(one);
  }
  const table = (api: Operation['api']): string =>
    [...seen].filter(([it]) => it.api === api).map(([operation, asked]) => row(operation, asked)).join('\n');
  const missing = [...absent()].flatMap(([why, them]) => them.map((it) => [it.api, named(it), why]));
  const gaps = (api: Operation['api']): string => {
    const byReason = new Map<string, string[]>();
    for (const [of, name, why] of missing) if (of === api) byReason.set(why, [...(byReason.get(why) ?? []), name]);
    return [...byReason].map(([why, names]) => `| ${why} | ${names.map((name) => `\`${name}\``).join('<br>')} |`).join('\n');
  };
  const calls = Object.entries(ABSENT_METHODS).map(([why, calls]) => `| ${why} | ${Object.keys(calls).map((name) => `\`${name}\``).join(', ')} |`);
  const spaces = Object.entries(ABSENT_NAMESPACES).map(([why, calls]) => `| ${why} | ${Object.keys(calls).map((name) => `\`${name}\``).join(', ')} |`);
  const missingCalls = Object.values(ABSENT_METHODS).flatMap(Object.keys);
  return `# What of Clerk the provider has

Written by the tests in [end2end/witness](../../end2end/witness), in which Clerk's own packages work with \`understudy
provider\` (\`make compatibility\` writes it again). An operation **works** when a package, or a test where no package has
it, got from it what it wanted; one that nobody tried fails the tests. What Clerk leaves open is decided in
[ADR 15](../decisions/0015-a-provider-for-browsers.md) and [ADR 17](../decisions/0017-the-backend-api-where-clerk-is-silent.md).

## Backend API

| operation | state | asked by | seen in |
| --- | --- | --- | --- |
${table('Backend API')}

Not there, and so 404 in Clerk's envelope:

| why | operations |
| --- | --- |
${gaps('Backend API')}

## Frontend API

| operation | state | asked by | seen in |
| --- | --- | --- | --- |
${table('Frontend API')}

Not there, and so 404 in Clerk's envelope:

| why | operations |
| --- | --- |
${gaps('Frontend API')}

Everything else that Clerk's two APIs have is not there either, whole: organizations, invitations, OAuth and enterprise
connections, API keys and machines, billing, domains, templates, waitlists.

## @clerk/backend

Of ${methods.length} methods on ${new Set(methods.map((name) => name.split('.')[0])).size} namespaces, ${methods.length - missingCalls.length} are there:
${[...new Set(methods.map((name) => name.split('.')[0]))].map((name) => `\`${name}\``).join(', ')}; so are \`verifyToken\` and \`authenticateRequest\`. The rest is
refused with 404, on which the package throws its \`ClerkAPIResponseError\`:

| why | methods |
| --- | --- |
${calls.join('\n')}

| why | namespaces |
| --- | --- |
${spaces.join('\n')}
`;
}

/** What clerk-js does by itself, whenever it likes: it is looked at in the spec about sessions alone. */
const BY_ITSELF = /^(GET \/v1\/(environment|client)|POST \/v1\/client\/sessions\/\{session_id\}\/(touch|tokens))$/;
/** What every spec does to have somebody to try things with is seen where it is the matter itself. */
const ITS_OWN = { 'Backend API': /^(backend-(users|sessions|requests)|by-hand)/, 'Frontend API': /^(?!tls\.)/ };

function row(operation: Operation, asked: Asked[]): string {
  const name = named(operation);
  const different = DIFFERENT[name];
  const answered = asked.filter(({ status, spec }) => ITS_OWN[operation.api].test(spec) && (status < 400 || different !== undefined));
  // A package is the better witness, then a test that asks for the thing itself; a browser may pass by at any time.
  const witnesses = [answered.filter(({ by }) => by.startsWith('@')), answered.filter(({ by }) => by === 'test'), answered];
  const best = witnesses.find((them) => them.length > 0) ?? [];
  expect(best.length, `somebody got an answer from ${name}`).toBeGreaterThan(0);
  const unique = (values: string[]): string[] => [...new Set(values)].sort();
  const packages = unique(best.map(({ by }) => by)).filter((by) => by.startsWith('@'));
  const specs = BY_ITSELF.test(name) ? ['clerk-js-sessions'] : unique(best.map(({ spec }) => spec.replace('.spec.ts', '')));
  const links = specs.map((spec) => `[${spec}](../../end2end/witness/${spec}.spec.ts)`);
  return `| \`${name}\` | ${different ? `works otherwise: ${different}` : 'works'} | ${packages.join(', ') || 'a test'} | ${links.join(', ')} |`;
}
