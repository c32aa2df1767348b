// The console over plain HTTP: what a program, another site or a curious person gets to see.
import { expect, test } from '@playwright/test';
import { ledger } from '../support/ledger.ts';
import { newPerson, lead, support, demoPerson } from '../support/people.ts';
import { said } from '../support/program.ts';
import { call, ownOrigin, read, serverFunctions, sessionId, signInByHand, statusUnderHost } from '../support/wire.ts';

const REASON = 'Sent by hand, not by a page';

test.describe('signed out', () => {
  for (const path of ['/dashboard', '/users', '/users?q=ada', '/users/user_1', '/impersonations', '/account']) {
    for (const accept of ['text/html', '*/*']) {
      test(`${path} leads to the sign-in with an empty body (${accept})`, async ({ request }) => {
        const response = await request.get(path, { headers: { accept }, maxRedirects: 0 });
        expect(response.status()).toBe(303);
        expect(response.headers().location).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
        expect((await response.body()).length).toBe(0);
      });
    }
  }

  for (const name of serverFunctions()) {
    const status = name === 'sign_in' ? 422 : 401;
    test(`${name} answers ${status} and signs nobody in`, async ({ request }) => {
      const form = { session: '', email: 'nobody@example.org', password: 'not the password' };
      const response = await call(request, name, { form });
      expect(response.status()).toBe(status);
      expect(response.headers()['set-cookie']).toBeUndefined();
      expect(response.headers().location).toBeUndefined();
      const page = await request.get('/dashboard', { maxRedirects: 0 });
      expect(page.headers().location).toBe('/sign-in?next=%2Fdashboard');
    });
  }

  test('the start page leads to the dashboard', async ({ request }) => {
    const response = await request.get('/', { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    expect(response.headers().location).toBe('/dashboard');
  });
});

test.describe('invariant 6: what comes from elsewhere', () => {
  const foreign: Record<string, Record<string, string>> = {
    'another site': { origin: 'https://evil.example' },
    'another port': { origin: 'http://127.0.0.1:1' },
    'an unknown origin': { origin: 'null' },
    'a page across sites': { 'sec-fetch-site': 'cross-site' },
    'a sibling site': { 'sec-fetch-site': 'same-site' },
    'another site that claims ours': { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    'nowhere said': {},
  };
  for (const name of serverFunctions()) {
    test(`${name} answers 403 to every foreign origin, signed in or not`, async ({ request }) => {
      const expectRefused = async (): Promise<void> => {
        for (const [who, headers] of Object.entries(foreign)) {
          const response = await call(request, name, { headers });
          expect(response.status(), who).toBe(403);
          expect(response.headers()['set-cookie'], who).toBeUndefined();
        }
      };
      await expectRefused();
      await signInByHand(request, support());
      await expectRefused();
      expect((await read(request, '/dashboard')).status()).toBe(200);
    });

    test(`${name} does nothing by GET`, async ({ request }) => {
      await signInByHand(request, support());
      const session = await sessionId(request);
      const query = new URLSearchParams({ session, target: session });
      const response = await request.get(`/api/${name}?${query}`, { headers: { origin: ownOrigin() }, maxRedirects: 0 });
      expect([404, 405]).toContain(response.status());
      expect(await sessionId(request)).toBe(session);
    });
  }

  test('everything answers 421 under a foreign host, on both ports', async ({ request }) => {
    const style = (await (await read(request, '/sign-in')).text()).match(/href="(\/pkg\/[^"]+\.css)"/)?.[1] ?? '';
    expect(style).not.toBe('');
    const asked: [base: string, method: string, path: string][] = [
      ...['/', '/sign-in', '/dashboard', '/users', '/healthz', '/readyz', '/favicon.svg', style, '/no-such-page'].map(
        (path): [string, string, string] => [said('CONSOLE'), 'GET', path],
      ),
      ...serverFunctions().map((name): [string, string, string] => [said('CONSOLE'), 'POST', `/api/${name}`]),
      [said('PROVIDER'), 'GET', '/v1/environment'],
      [said('PROVIDER'), 'GET', '/v1/users'],
      [said('PROVIDER'), 'POST', '/v1/client/sign_ins'],
      [said('PROVIDER'), 'GET', '/.well-known/jwks.json'],
    ];
    for (const [base, method, path] of asked) {
      const { host, port } = new URL(base);
      for (const name of ['evil.example', `evil.example:${port}`, `${host}.evil.example`, 'localhost']) {
        expect(await statusUnderHost(base, method, path, name), `${method} ${path} for ${name}`).toBe(421);
      }
      expect(await statusUnderHost(base, method, path, host), `${method} ${path} for ${host}`).not.toBe(421);
    }
  });
});

test.describe('invariants 1, 2 and 3: a start that no page offers', () => {
  test('a customer who posts the form by hand is refused, and that is recorded', async ({ request }) => {
    const [customer, somebody] = [newPerson(), newPerson()];
    await signInByHand(request, customer);
    await expectRefused(request, somebody.id, 'Only support staff may act as a user.');
  });

  test('staff, oneself and a lead are refused by hand as well', async ({ request }) => {
    const colleague = newPerson({ role: 'support' });
    const superior = newPerson({ role: 'lead' });
    const self = newPerson({ role: 'support' });
    await signInByHand(request, self);
    await expectRefused(request, colleague.id, 'Nobody may act as a member of staff.');
    await expectRefused(request, superior.id, 'Nobody may act as a member of staff.');
    await expectRefused(request, self.id, 'You cannot act as yourself.');
  });

  test('from inside an impersonation nobody starts another', async ({ request }) => {
    const [subject, next] = [newPerson(), newPerson()];
    await signInByHand(request, support());
    await start(request, subject.id);
    await expectRefused(request, next.id, 'You are acting as somebody else. End the impersonation first.');
  });

  test('nothing that is sent says who acts', async ({ request }) => {
    const subject = newPerson();
    await signInByHand(request, support());
    const session = await sessionId(request);
    const other = newPerson({ role: 'lead' });
    const form = { session, subject: subject.id, key: 'key_actor', reason: REASON, minutes: '15' };
    const claims = { actor: other.id, actor_id: other.id, user_id: other.id, sub: other.id };
    const response = await call(request, 'start_impersonation', { form: { ...form, ...claims } });
    expect(response.status()).toBe(200);
    const html = await (await read(request, '/dashboard')).text();
    expect(html).toContain(support().email);
    expect(html).not.toContain(other.email);
    const entries = ledger(subject);
    expect(entries.map(({ kind }) => kind)).toEqual(['attempted', 'started']);
    for (const { line } of entries) expect(line).not.toContain(other.id);
  });

  async function start(request: Parameters<typeof call>[0], subject: string): Promise<ReturnType<typeof call>> {
    const form = { session: await sessionId(request), subject, key: `key_${subject}`, reason: REASON, minutes: '15' };
    return call(request, 'start_impersonation', { form });
  }

  async function expectRefused(request: Parameters<typeof call>[0], subject: string, words: string): Promise<void> {
    const before = await sessionId(request);
    const response = await start(request, subject);
    expect(response.status()).toBe(403);
    expect(await response.text()).toContain(words);
    expect(await sessionId(request)).toBe(before);
    expect(ledger({ id: subject }).map(({ kind }) => kind)).toEqual(['refused']);
  }
});

test.describe('invariant 7: cookie and policy', () => {
  test('the cookie is out of reach of scripts and of other sites', async ({ request }) => {
    const response = await signInByHand(request, support());
    const cookies = response.headersArray().filter(({ name }) => name.toLowerCase() === 'set-cookie');
    expect(cookies).toHaveLength(1);
    const [pair, ...attributes] = cookies[0].value.split('; ');
    expect(pair).toMatch(/^understudy_[\w-]+=[\w-]{43,}$/);
    expect(attributes).toContain('HttpOnly');
    expect(attributes).toContain('SameSite=Lax');
    expect(attributes).toContain('Path=/');
    expect(attributes.filter((attribute) => attribute.startsWith('Domain'))).toEqual([]);
  });

  for (const path of ['/sign-in', '/dashboard', '/users', '/no-such-page']) {
    test(`${path} runs nothing but its own scripts, by a nonce of this one answer`, async ({ request }) => {
      await (path === '/sign-in' ? Promise.resolve() : signInByHand(request, support()));
      const nonces = new Set<string>();
      for (let time = 0; time < 2; time += 1) {
        const response = await read(request, path);
        const policy = response.headers()['content-security-policy'];
        expect(policy).toContain("default-src 'none'");
        expect(policy).not.toMatch(/'unsafe-(inline|eval|hashes)'|https?:|\*/);
        const nonce = policy.match(/script-src [^;]*'nonce-([^']{16,})'/)?.[1] ?? '';
        expect(nonce).not.toBe('');
        nonces.add(nonce);

        const html = await response.text();
        const inline = [...html.matchAll(/<script\b([^>]*)>/g)].map((match) => match[1]).filter((attributes) => !attributes.includes('src='));
        expect(inline.length).toBeGreaterThan(0);
        for (const attributes of inline) expect(attributes).toContain(`nonce="${nonce}"`);
        expect(html).not.toMatch(/<style\b|\sstyle=|\son[a-z]+=|javascript:/i);
        for (const [, address] of html.matchAll(/(?:src|href|action)="([^"]*)"/g)) expect(address).toMatch(/^(\/(?!\/)|#)/);
      }
      expect(nonces.size).toBe(2);
    });
  }

  test('every document says what else a browser may not do with it, and is kept nowhere', async ({ request }) => {
    for (const path of ['/sign-in', '/no-such-page', '/dashboard']) {
      const headers = (await read(request, path)).headers();
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
      expect(headers['referrer-policy'], path).toBe('same-origin');
      expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
      expect(headers['cache-control'], path).toBe('no-store');
      expect(headers['x-request-id'], path).toMatch(/^req_\w+$/);
    }
  });

  test('what has a hash in its name is compressed and kept for good', async ({ request }) => {
    const html = await (await read(request, '/sign-in')).text();
    const assets = new Set([...html.matchAll(/["'](\/pkg\/[^"']+)["']/g)].map((match) => match[1]));
    const kinds = [...assets].map((asset) => asset.slice(asset.lastIndexOf('.'))).sort();
    expect(new Set(kinds)).toEqual(new Set(['.css', '.js', '.wasm']));
    for (const asset of assets) {
      const response = await request.get(asset, { headers: { 'accept-encoding': 'br' } });
      expect(response.status(), asset).toBe(200);
      expect(asset).toMatch(/\.[\w-]{16,}\.(css|js|wasm)$/);
      expect(response.headers()['content-encoding'], asset).toBe('br');
      expect(response.headers()['cache-control'], asset).toBe('public, max-age=31536000, immutable');
    }
  });
});

test.describe("the first HTML holds the page's data", () => {
  test('of the users', async ({ request }) => {
    const person = newPerson();
    await signInByHand(request, support());
    expect(await html(request, '/users')).toContain(person.email);
    const found = await html(request, `/users?q=${encodeURIComponent(person.lastName)}`);
    expect(found).toContain(person.email);
    expect(found.match(/<li\b/g)).toHaveLength(1);
  });

  test("of a user's page, the dashboard and the account", async ({ request }) => {
    const person = demoPerson(60);
    await signInByHand(request, support());
    const page = await html(request, `/users/${person.id}`);
    for (const words of [person.email, person.firstName, person.lastName, 'Nobody has acted as this user.', 'Impersonate']) {
      expect(page).toContain(words);
    }
    expect(await html(request, '/dashboard')).toContain(`Sign out of ${support().email}`);
    expect(await html(request, '/account')).toContain(support().email);
  });

  async function html(request: Parameters<typeof read>[0], path: string): Promise<string> {
    const response = await read(request, path);
    expect(response.status()).toBe(200);
    return response.text();
  }
});

test.describe('invariant 8: what never reaches a browser', () => {
  for (const { who, account } of [
    { who: 'a support person', account: support },
    { who: 'a lead', account: lead },
    { who: 'a customer', account: newPerson },
  ]) {
    test(`no page of ${who} holds a key, a token or private data`, async ({ request }) => {
      await signInByHand(request, account());
      await expectNoSecrets(request);
    });
  }

  test('no page inside an impersonation does either', async ({ request }) => {
    const subject = newPerson();
    await signInByHand(request, support());
    const form = { session: await sessionId(request), subject: subject.id, key: 'key_inside', reason: REASON, minutes: '15' };
    expect((await call(request, 'start_impersonation', { form })).status()).toBe(200);
    await expectNoSecrets(request);
  });

  async function expectNoSecrets(request: Parameters<typeof read>[0]): Promise<void> {
    const state = await request.storageState();
    const cookie = state.cookies.find(({ name }) => name.startsWith('understudy_'))?.value ?? '';
    expect(cookie).not.toBe('');
    for (const path of ['/dashboard', '/users', '/users?q=an', `/users/${demoPerson(61).id}`, '/impersonations', '/account', '/no-such-page']) {
      const response = await read(request, path);
      const all = JSON.stringify(response.headersArray()) + (await response.text());
      expect(all, path).toContain('Understudy');
      expect(all, path).not.toMatch(/sk_test_|Authorization|eyJ[\w-]{10,}|\$argon2|private_metadata|client_token/i);
      expect(all, path).not.toContain(cookie);
    }
  }
});

test.describe('limits', () => {
  test('a body that no form of ours could have is refused', async ({ request }) => {
    const form = { session: '', email: 'x'.repeat(100_000), password: 'x' };
    expect((await call(request, 'sign_in', { form })).status()).toBe(413);
  });

  test('a body that cannot be read is refused as that', async ({ request }) => {
    const headers = { origin: ownOrigin(), 'content-type': 'application/x-www-form-urlencoded' };
    const response = await request.post('/api/sign_in', { data: 'nonsense', headers, maxRedirects: 0 });
    expect(response.status()).toBe(400);
  });

  test('an unknown server function is answered 401 signed out and 404 signed in', async ({ request }) => {
    expect((await call(request, 'no_such_function')).status()).toBe(401);
    await signInByHand(request, support());
    expect((await call(request, 'no_such_function')).status()).toBe(404);
  });

  test('the program says that it lives and that it can work', async ({ request }) => {
    for (const path of ['/healthz', '/readyz']) expect((await request.get(path)).status()).toBe(200);
  });
});
