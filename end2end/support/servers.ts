// What the tests run against: the console with the provider inside it, the console on a provider that is reached over TCP
// as if it were Clerk, or the provider alone, which each test starts for itself. Everything is started on free ports; what is printed is all that anybody knows of it:
// each named part is kept in the environment under its name.
import type { PlaywrightTestConfig } from '@playwright/test';

type Server = Extract<NonNullable<PlaywrightTestConfig['webServer']>, { command: string }>;

/**
 * What the console can work on: its own provider, or one over TCP that lets a browser hold many sessions or one. On
 * `provider` there is no console: Clerk's own packages bear witness to the provider.
 */
const INSTANCES = ['embedded', 'clerk', 'clerk-single', 'provider'] as const;

/** Which of them this run is about. */
export function instance(): (typeof INSTANCES)[number] {
  const asked = process.env.E2E_ON ?? 'embedded';
  const known = INSTANCES.find((name) => name === asked);
  if (!known) throw new Error(`E2E_ON is ${asked} but must be one of ${INSTANCES.join(', ')}`);
  return known;
}

const STAFF =
  String.raw`Support   (?<e2e_support_email>\S+)  (?<e2e_support_password>\S+)\n` +
  String.raw`Lead      (?<e2e_lead_email>\S+)  (?<e2e_lead_password>\S+)\n`;
const LISTEN = '--listen 127.0.0.1:0';
/** Applications in which one can act. `shop.localhost` is a page that a test serves to its own browser. */
const APPLICATIONS = {
  UNDERSTUDY_APPLICATION: JSON.stringify([
    { name: 'The Shop', id: 'shop', ticket: 'sign_in_url', sign_in_url: 'http://shop.localhost/sign-in' },
    { name: 'The Forum', id: 'forum', ticket: 'url', sign_in_url: 'http://forum.localhost/' },
  ]),
};

/** How the console is set for the tests, all of which are wrong about passwords from the same address. */
const CONSOLE = { ...APPLICATIONS, UNDERSTUDY_SIGN_IN__TRIES_PER_ADDRESS: '1000' };

/** Everything to start, in this order. */
export function servers(): Server[] {
  if (instance() === 'provider') return [];
  if (instance() === 'embedded') {
    const serve = program('DATA_DIR', `serve ${LISTEN} --provider-listen 127.0.0.1:0 --demo-users 200`);
    const says = String.raw`^Console   (?<e2e_console>http\S+)\nProvider  (?<e2e_provider>http\S+)\n${STAFF}`;
    return [server('understudy', serve, says, CONSOLE)];
  }
  const sessions = instance() === 'clerk-single' ? ' --single-session' : '';
  const provide = program('PROVIDER_DATA_DIR', `provider ${LISTEN} --demo-users 200${sessions}`);
  const keys = '"$E2E_PROGRAM" env --data-dir "$E2E_PROVIDER_DATA_DIR"';
  const serve = program('DATA_DIR', `serve ${LISTEN}`);
  return [
    // All tests come from one address and with one key: they would spend their time waiting for Clerk's limits.
    server('provider', provide, String.raw`^Provider  (?<e2e_provider>http\S+)\n${STAFF}`, { UNDERSTUDY_PROVIDER__LIMITS: 'false' }),
    server('recorder', 'exec node support/recorder.mjs', String.raw`^Recorder  (?<e2e_recorder>http\S+)\n`),
    // Clerk's own variables point the console there, as they would to Clerk; the people of the tests are customers too.
    server(
      'understudy',
      `keys=$(${keys}) && eval "$keys" && export CLERK_SECRET_KEY CLERK_PUBLISHABLE_KEY && ` +
        'export CLERK_API_URL="$E2E_RECORDER" CLERK_FAPI_URL="$E2E_RECORDER" UNDERSTUDY_SIGN_IN__AUDIENCE=everyone && ' +
        serve,
      String.raw`^Console   (?<e2e_console>http\S+)\nClerk     `,
      CONSOLE,
    ),
  ];
}

/** Runs the program on a data directory of its own. Its log is kept there for the tests to read, and shown when it does not start. */
function program(directory: string, words: string): string {
  const data = `"$E2E_${directory}"`;
  return (
    `rm -rf ${data} && mkdir -m 700 ${data} && ` +
    `{ "$E2E_PROGRAM" ${words} --data-dir ${data} 2>${data}/serve.log || { cat ${data}/serve.log >&2; exit 1; }; }`
  );
}

function server(name: string, command: string, says: string, env: Record<string, string> = {}): Server {
  return {
    name,
    command,
    env,
    stderr: 'pipe',
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    wait: { stdout: new RegExp(says) },
  };
}
