// A company with everything that it has in life, each a program of its own: its Clerk instance (which `understudy
// provider` plays), its application, and a console that works on the instance over the network.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { application } from '../customer/application.js';
import type { Account } from './people.ts';
import { said } from './program.ts';

/** Variables by name, as `understudy env` prints them. */
export type Variables = Record<string, string>;

export class Town {
  readonly #folder = mkdtempSync(join(said('DATA_DIR'), '..', '.data-town-'));
  readonly #application: Server = createServer();
  readonly #programs: ChildProcess[] = [];

  /** Where the application is. */
  origin = '';
  /** Where the provider is, and its keys. */
  clerk: Variables = {};
  /** Where the console is. */
  console = '';
  /** The support person of the instance's demo data. */
  support: Account = { email: '', password: '' };

  /** Builds it. Each part has to know of the one before, and its address: so the application listens first. */
  static async build(): Promise<Town> {
    const town = new Town();
    try {
      await new Promise<void>((resolve) => town.#application.listen(0, '127.0.0.1', resolve));
      town.origin = `http://127.0.0.1:${(town.#application.address() as AddressInfo).port}`;
      const lines = await town.#start('clerk', ['provider', '--demo-users', '20'], 'Keys', {
        UNDERSTUDY_PROVIDER__SIGN_IN_URL: `${town.origin}/sign-in`,
        // Everybody here comes from one address.
        UNDERSTUDY_PROVIDER__LIMITS: 'false',
      });
      const [, email, password] = lines.get('Support')?.split(/ +/) ?? [];
      town.support = { email, password };
      town.clerk = variables(town.run('clerk', ['env']));
      town.#application.on('request', application(town.origin, town.clerk));
      const serve = await town.#start('console', ['serve'], 'Clerk', {
        ...town.clerk,
        UNDERSTUDY_APPLICATION: JSON.stringify(town.applications()),
      });
      town.console = serve.get('Console')?.split(/ +/)[1] ?? '';
      return town;
    } catch (error) {
      await town.leave();
      throw error;
    }
  }

  /** The application, for the console: once by the address that comes with a ticket, once by its own sign-in page. */
  applications(): Record<string, string>[] {
    const sign_in_url = `${this.origin}/sign-in`;
    return [
      { id: 'shop', name: 'The Shop', sign_in_url, ticket: 'url' },
      { id: 'shop-directly', name: 'The Shop, directly', sign_in_url, ticket: 'sign_in_url' },
    ];
  }

  /** Runs a command of the program on one of the data directories: what it printed. */
  run(data: 'clerk' | 'console', words: string[]): string {
    const run = spawnSync(said('PROGRAM'), [...words, '--data-dir', join(this.#folder, data)], { encoding: 'utf8', timeout: 30_000 });
    if (run.status !== 0) throw run.error ?? new Error(`understudy ${words.join(' ')} failed: ${run.stderr}`);
    return run.stdout;
  }

  /** Stops everything, and leaves nothing behind. */
  async leave(): Promise<void> {
    for (const program of this.#programs.reverse()) {
      if (program.exitCode !== null) continue;
      const over = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGTERM');
      await over;
    }
    this.#application.closeAllConnections();
    await new Promise((resolve) => this.#application.close(resolve));
    rmSync(this.#folder, { recursive: true });
  }

  /** Starts a program, and gives the lines that it printed by their first word when `last` is among them. */
  #start(data: string, words: string[], last: string, variables: Variables): Promise<Map<string, string>> {
    const program = spawn(said('PROGRAM'), [...words, '--listen', '127.0.0.1:0', '--data-dir', join(this.#folder, data)], {
      env: { ...process.env, UNDERSTUDY_LOG__LEVEL: 'error', ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#programs.push(program);
    const lines = new Map<string, string>();
    return new Promise((resolve, reject) => {
      program.once('exit', (code) => reject(new Error(`understudy ${words[0]} ended with ${code}`)));
      createInterface({ input: program.stdout }).on('line', (line) => {
        const word = line.split(' ')[0];
        lines.set(word, line);
        if (word === last) resolve(lines);
      });
    });
  }
}

function variables(lines: string): Variables {
  return Object.fromEntries(lines.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
}
