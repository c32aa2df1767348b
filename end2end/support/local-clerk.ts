// A local Clerk as somebody's tests would have one: `understudy provider`, known by nothing but what `understudy env`
// prints, and beside it the application that it is for.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { application } from '../customer/application.js';
import { Programs, type Variables } from './programs.ts';

export class LocalClerk {
  readonly #settings: Variables;
  readonly #programs = new Programs();
  readonly #application: Server = createServer();

  /** What `understudy env` prints. */
  env: Variables = {};
  /** Where the application is. */
  origin = '';

  /** Starts both; `words` go to `understudy provider`, `settings` are its configuration by the environment. */
  static async start(words: string[] = [], settings: Variables = {}): Promise<LocalClerk> {
    const clerk = new LocalClerk(settings);
    try {
      await new Promise<void>((resolve) => clerk.#application.listen(0, '127.0.0.1', resolve));
      clerk.origin = `http://127.0.0.1:${(clerk.#application.address() as AddressInfo).port}`;
      await clerk.#provide(words);
      clerk.env = clerk.#programs.env('clerk');
      clerk.#application.on('request', application(clerk.origin, clerk.env));
      return clerk;
    } catch (error) {
      await clerk.leave();
      throw error;
    }
  }

  private constructor(settings: Variables) {
    this.#settings = settings;
  }

  async #provide(words: string[]): Promise<void> {
    await this.#programs.understudy('clerk', ['provider', '--no-demo', ...words], 'Keys', {
      UNDERSTUDY_PROVIDER__SIGN_IN_URL: `${this.origin}/sign-in`,
      // All tests come from one address and with one key.
      UNDERSTUDY_PROVIDER__LIMITS: 'false',
      ...this.#settings,
    });
  }

  /** Stops the provider, and starts it again where it was with other words. */
  async again(words: string[]): Promise<void> {
    await this.#programs.stop();
    await this.#provide(['--listen', new URL(this.url).host, ...words]);
  }

  /** Where both APIs are, without a path. */
  get url(): string {
    return this.env.CLERK_API_URL;
  }

  /** Runs a command of the program on the same data. */
  run(words: string[]): string {
    return this.#programs.run('clerk', words);
  }

  /** The codes of the letters that somebody got, the oldest first. */
  lettersTo(email: string): string[] {
    const file = this.#programs.path('clerk', 'mail.jsonl');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const letters = lines.map((line) => JSON.parse(line) as { to: string; code: string });
    return letters.filter(({ to }) => to === email).map(({ code }) => code);
  }

  /** Stops both, and leaves nothing behind. */
  async leave(): Promise<void> {
    await this.#programs.stop();
    this.#application.closeAllConnections();
    await new Promise((resolve) => this.#application.close(resolve));
    await this.#programs.leave();
  }
}
