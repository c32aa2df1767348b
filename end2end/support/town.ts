// A company with everything that it has in life, each a program of its own: its Clerk instance (which `understudy
// provider` plays), its application, and a console that works on the instance over the network.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { application } from '../customer/application.js';
import type { Account } from './people.ts';
import { Programs, type Variables } from './programs.ts';

export class Town {
  readonly #application: Server = createServer();
  readonly #programs = new Programs();

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
      const lines = await town.#programs.understudy('clerk', ['provider', '--demo-users', '20'], 'Keys', {
        UNDERSTUDY_PROVIDER__SIGN_IN_URL: `${town.origin}/sign-in`,
        // Everybody here comes from one address.
        UNDERSTUDY_PROVIDER__LIMITS: 'false',
      });
      const [, email, password] = lines.get('Support')?.split(/ +/) ?? [];
      town.support = { email, password };
      town.clerk = town.#programs.env('clerk');
      town.#application.on('request', application(town.origin, town.clerk));
      const serve = await town.#programs.understudy('console', ['serve'], 'Clerk', {
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
    return this.#programs.run(data, words);
  }

  /** Stops everything, and leaves nothing behind. */
  async leave(): Promise<void> {
    await this.#programs.stop();
    this.#application.closeAllConnections();
    await new Promise((resolve) => this.#application.close(resolve));
    await this.#programs.leave();
  }
}
