// Over https: Clerk's packages find the provider by the publishable key alone, in front and behind. The application
// shows the same certificate: to a browser a page over plain http would be another site, even on the same host.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect, loaded, openBlank, signInByPassword, signOut, test, whoAmI } from '../support/browser-witness.ts';
import { Programs } from '../support/programs.ts';

// A browser of one's own would be told to trust the authority instead.
test.use({ ignoreHTTPSErrors: true });

test('no proxy URL is needed', async ({ page }) => {
  const programs = new Programs();
  try {
    const port = await freePort();
    const origin = `https://127.0.0.1:${port}`;
    const settings = { UNDERSTUDY_PROVIDER__ALLOWED_ORIGINS: origin, UNDERSTUDY_PROVIDER__LIMITS: 'false' };
    await programs.understudy('clerk', ['provider', '--no-demo', '--tls'], 'Keys', settings);
    const added = programs.run('clerk', ['user', 'add', 'ann@example.com']);
    const [id, password] = [added.split(' ')[0], /^Password +(\S+)$/m.exec(added)![1]];
    const env = programs.env('clerk');
    expect(env).toMatchObject({ CLERK_API_URL: expect.stringMatching(/^https:/), NODE_EXTRA_CA_CERTS: expect.any(String) });
    expect(env.CLERK_PROXY_URL).toBeUndefined();
    const shown = { CERTIFICATE: programs.path('clerk', 'certificate.pem'), KEY: programs.path('clerk', 'certificate.key') };
    await programs.start(process.execPath, ['server.js'], 'Customer', { ...env, ...shown, PORT: String(port) }, resolve(import.meta.dirname, '../customer'));

    await openBlank(page, { origin });
    expect(await page.evaluate(() => window.Clerk.proxyUrl)).toBeFalsy();
    expect(await whoAmI(page)).toEqual({ front: null, behind: null });
    await signInByPassword(page, { email: 'ann@example.com', password });
    expect(await whoAmI(page)).toEqual({ front: id, behind: id });
    // What the browser keeps for the provider comes back to it, and what it gives out is verified behind.
    await page.reload();
    await loaded(page);
    await page.evaluate(() => window.Clerk.session.getToken({ skipCache: true }));
    expect(await whoAmI(page)).toEqual({ front: id, behind: id });
    // The backend asks for nothing but what the handshake brings.
    await page.context().clearCookies({ name: /^__session/ });
    await openBlank(page, { origin });
    expect(await whoAmI(page)).toEqual({ front: id, behind: id });
    await signOut(page, { origin });
    expect(await whoAmI(page)).toEqual({ front: null, behind: null });
  } finally {
    await programs.leave();
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
