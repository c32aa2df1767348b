// The page "A local Clerk for your tests": every file that it shows runs.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { signInByTicket } from '../support/browser-witness.ts';
import { blocks, copy, environment, freePort } from '../support/guide.ts';
import { LocalClerk } from '../support/local-clerk.ts';
import { Programs } from '../support/programs.ts';
import { backend, expect, newMember, test as witness } from '../support/witness.ts';

const EXPRESS = ['server.mjs', 'playwright.config.ts', 'global-setup.ts', 'shop.spec.ts'];
const NEXT = ['next.config.mjs', 'proxy.js', 'app/layout.jsx', 'app/page.jsx', 'app/hello.jsx'];
const WEBHOOKS = ['webhooks.mjs'];
const nodeModules = (name: string): string => dirname(fileURLToPath(import.meta.resolve(name)));

const test = witness.extend<{ programs: Programs; folder: string }>({
  programs: async ({}, use) => {
    const programs = new Programs();
    await use(programs);
    await programs.leave();
  },
  folder: async ({ programs }, use) => {
    mkdirSync(programs.path('shop'));
    await use(programs.path('shop'));
  },
});

test('every block of code is a file that one of these tests runs', () => {
  expect(blocks().map(({ file }) => file).sort()).toEqual([...EXPRESS, ...NEXT, ...WEBHOOKS].sort());
});

test('Express, and Playwright with @clerk/testing', async ({ folder }) => {
  test.setTimeout(120_000);
  const [provider, application] = [await freePort(), await freePort()];
  copy(folder, EXPRESS, { 3010: provider, 4000: application });
  // The one thing that the page leaves out: which browser this machine has.
  const browser = { executablePath: chromium(), args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] };
  writeFileSync(
    join(folder, 'here.config.ts'),
    `import config from './playwright.config.ts';\nexport default { ...config, use: { ...config.use, launchOptions: ${JSON.stringify(browser)} } };\n`,
  );
  const cli = join(nodeModules('@playwright/test'), 'cli.js');
  const env = { ...environment(folder), UNDERSTUDY_PROVIDER__LISTEN: `127.0.0.1:${provider}`, UNDERSTUDY_LOG__LEVEL: 'error' };
  const run = spawnSync(process.execPath, [cli, 'test', '--config', 'here.config.ts', '--reporter', 'line'], { cwd: folder, env, encoding: 'utf8', timeout: 110_000 });
  expect(stripVTControlCharacters(run.stdout + run.stderr)).toContain('3 passed');
  expect(run.status).toBe(0);
});

test('Next.js, in front and behind', async ({ page, programs, folder }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const clerk = await LocalClerk.start([], { UNDERSTUDY_PROVIDER__ALLOWED_ORIGINS: origin });
  try {
    copy(folder, NEXT, { 4000: port });
    cpSync(nodeModules('@clerk/clerk-js'), join(folder, 'public/clerk-js'), { recursive: true });
    const next = join(nodeModules('next/package.json'), 'dist/bin/next');
    await programs.start(process.execPath, [next, 'dev', '--port', String(port)], '✓', { ...environment(folder), ...clerk.env, NEXT_TELEMETRY_DISABLED: '1' }, folder);
    await page.goto(origin, { timeout: 90_000 });
    await expect(page.getByRole('heading'), 'compiled, and clerk-js has loaded').toHaveText('Signed out', { timeout: 60_000 });
    await expect(page.getByText('nobody')).toBeVisible();

    const member = await newMember(clerk);
    const { token } = await backend(clerk).actorTokens.create({ userId: member.id, actor: { sub: 'user_of_support' } });
    expect(await signInByTicket(page, token!)).toEqual({ sub: 'user_of_support' });
    await expect(page.getByRole('heading')).toHaveText('Hello Una');
    await page.reload();
    await expect(page.getByText(member.id), 'the server knows too').toBeVisible({ timeout: 30_000 });
  } finally {
    await clerk.leave();
  }
});

test('webhooks are verified with what `understudy env` prints', async ({ programs, folder }) => {
  const port = await freePort();
  const clerk = await LocalClerk.start([], { UNDERSTUDY_PROVIDER__WEBHOOK_URLS: `http://127.0.0.1:${port}/api/webhooks` });
  try {
    copy(folder, WEBHOOKS, { 4000: port });
    const said = programs.start(process.execPath, ['webhooks.mjs'], 'user.created', { ...environment(folder), ...clerk.env }, folder);
    // Whether it listens by then or not: an event is sent until it was taken.
    const { id } = await newMember(clerk);
    expect((await said).get('user.created')).toBe(`user.created ${id}`);
  } finally {
    await clerk.leave();
  }
});

function chromium(): string {
  const path = process.env.CHROMIUM;
  if (!path) throw new Error('there is no Chromium: playwright.config.ts finds it');
  return path;
}
