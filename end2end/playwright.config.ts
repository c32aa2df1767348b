// The browser tests run against the release build, on free ports and with data of their own.
import { defineConfig, devices, type PlaywrightTestProject } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { hearAnswers } from './support/answers.ts';
import { instance, servers } from './support/servers.ts';

const target = resolve(import.meta.dirname, '../target');
process.env.E2E_PROGRAM ??= resolve(target, 'release/understudy');
const isEmbedded = instance() === 'embedded';
process.env.E2E_DATA_DIR ??= resolve(import.meta.dirname, isEmbedded ? '.data' : `.data-${instance()}`);
process.env.E2E_PROVIDER_DATA_DIR = isEmbedded ? process.env.E2E_DATA_DIR : `${process.env.E2E_DATA_DIR}-provider`;
process.env.E2E_REQUESTS = `${process.env.E2E_DATA_DIR}-requests.jsonl`;
process.env.E2E_SEEN = `${process.env.E2E_DATA_DIR}-seen.jsonl`;
process.env.CHROMIUM ??= execFileSync(resolve(import.meta.dirname, '../scripts/lib/chromium.sh'), { encoding: 'utf8' }).trim();
// A developer's own settings must not lead the tests to another instance.
for (const name of Object.keys(process.env)) {
  if (/^(CLERK|UNDERSTUDY|LEPTOS)_/.test(name) && name !== 'CLERK_OPENAPI_DIR') delete process.env[name];
}

// What must work without JavaScript as well as with it.
const everywhere = ['journey', 'sessions', 'guard', 'forms', 'two-operators', 'users', 'keyboard', 'times', 'destinations', 'factors', 'orders'];
// The journeys: who one is, and how that changes. E2E_PART=journeys runs these alone.
const journeys = ['journey', 'sessions', 'guard', 'two-operators', 'users', 'ends', 'leaving', 'recent', 'destinations', 'factors', 'orders'];
const alone = process.env.E2E_PART === 'journeys';
const specs = (subjects: string[]): string[] => subjects.map((subject) => `${subject}.spec.ts`);

const isWitness = instance() === 'provider';
// Workers read this file too, and only its first reading, by the runner, begins a new record.
if (isWitness && process.env.TEST_WORKER_INDEX === undefined) rmSync(process.env.E2E_SEEN, { force: true });
if (isWitness) hearAnswers();
const witnesses: PlaywrightTestProject[] = [
  { name: 'witness', testDir: 'witness', testIgnore: 'compatibility.spec.ts' },
  // What the others saw.
  { name: 'compatibility', testDir: 'witness', testMatch: 'compatibility.spec.ts', dependencies: ['witness'] },
];

const projects: PlaywrightTestProject[] = [
  { name: 'chromium', testMatch: specs(alone ? journeys : ['*']), testIgnore: /(hostile|ledger|tampering|requests)\.spec/ },
  {
    name: 'no-javascript',
    testMatch: specs(alone ? journeys.filter((subject) => everywhere.includes(subject)) : everywhere),
    grepInvert: /@javascript/,
    use: { javaScriptEnabled: false },
  },
];
let last = projects.map((project) => project.name ?? '');
if (!alone) {
  projects.push(
    // People with strange names, who would stand first in every list of the others.
    { name: 'hostile', testMatch: 'hostile.spec.ts', dependencies: last },
    {
      name: 'hostile-no-javascript',
      testMatch: 'hostile.spec.ts',
      grepInvert: /@javascript/,
      dependencies: last,
      use: { javaScriptEnabled: false },
    },
    // What the others left behind.
    { name: 'ledger', testMatch: /(ledger|tampering)\.spec/, dependencies: ['hostile', 'hostile-no-javascript'] },
  );
  last = ['ledger'];
}
// What the console asked of the provider meanwhile.
if (instance().startsWith('clerk')) projects.push({ name: 'requests', testMatch: 'requests.spec.ts', dependencies: last });

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
  projects: isWitness ? witnesses : projects,
  webServer: servers(),
});
