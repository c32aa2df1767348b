// The browser tests run against the release build, on free ports and with data of their own.
import { defineConfig, devices } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const target = resolve(import.meta.dirname, '../target');
process.env.E2E_PROGRAM ??= resolve(target, 'release/understudy');
process.env.E2E_DATA_DIR ??= resolve(import.meta.dirname, '.data');
process.env.CHROMIUM ??= execFileSync(resolve(import.meta.dirname, '../scripts/lib/chromium.sh'), { encoding: 'utf8' }).trim();
// A developer's own settings must not lead the tests to another instance.
for (const name of Object.keys(process.env)) {
  if (/^(CLERK|UNDERSTUDY|LEPTOS)_/.test(name)) delete process.env[name];
}

// What must work without JavaScript as well as with it.
const everywhere = ['journey', 'sessions', 'guard', 'forms', 'two-operators', 'users', 'keyboard', 'times', 'destinations'];

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    // Known when the console has said where it is; the workers read this file after that.
    baseURL: process.env.E2E_CONSOLE,
    ...devices['Desktop Chrome'],
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: /(hostile|ledger|tampering)\.spec/ },
    {
      name: 'no-javascript',
      testMatch: everywhere.map((subject) => `${subject}.spec.ts`),
      use: { javaScriptEnabled: false },
    },
    // People with strange names, who would stand first in every list of the others.
    { name: 'hostile', testMatch: 'hostile.spec.ts', dependencies: ['chromium', 'no-javascript'] },
    {
      name: 'hostile-no-javascript',
      testMatch: 'hostile.spec.ts',
      grepInvert: /@javascript/,
      dependencies: ['chromium', 'no-javascript'],
      use: { javaScriptEnabled: false },
    },
    // What the others left behind.
    { name: 'ledger', testMatch: /(ledger|tampering)\.spec/, dependencies: ['hostile', 'hostile-no-javascript'] },
  ],
  webServer: {
    name: 'understudy',
    // Its log is kept for the tests to read, and shown when it does not start.
    command:
      'rm -rf "$E2E_DATA_DIR" && mkdir -m 700 "$E2E_DATA_DIR" && ' +
      '{ "$E2E_PROGRAM" serve --data-dir "$E2E_DATA_DIR" --listen 127.0.0.1:0 --provider-listen 127.0.0.1:0 --demo-users 200 ' +
      '2>"$E2E_DATA_DIR/serve.log" || { cat "$E2E_DATA_DIR/serve.log" >&2; exit 1; }; }',
    // Applications in which one can act. `shop.localhost` is a page that a test serves to its own browser.
    env: {
      UNDERSTUDY_APPLICATION: JSON.stringify([
        { name: 'The Shop', id: 'shop', ticket: 'sign_in_url', sign_in_url: 'http://shop.localhost/sign-in' },
        { name: 'The Forum', id: 'forum', ticket: 'url', sign_in_url: 'http://forum.localhost/' },
      ]),
    },
    stderr: 'pipe',
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    // What it prints is all that anybody knows: each named part is kept in the environment under its name.
    wait: {
      stdout: new RegExp(
        String.raw`^Console   (?<e2e_console>http\S+)\nProvider  (?<e2e_provider>http\S+)\n` +
          String.raw`Support   (?<e2e_support_email>\S+)  (?<e2e_support_password>\S+)\n` +
          String.raw`Lead      (?<e2e_lead_email>\S+)  (?<e2e_lead_password>\S+)\n`,
      ),
    },
  },
});
