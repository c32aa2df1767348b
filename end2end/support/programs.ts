// Programs that run beside a test, each on a data directory of its own, and what they say.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { said } from './program.ts';

/** Variables by name, as `understudy env` prints them. */
export type Variables = Record<string, string>;

/** What is started together and stopped together. */
export class Programs {
  readonly #folder = mkdtempSync(join(dirname(said('DATA_DIR')), '.data-town-'));
  readonly #running: ChildProcess[] = [];

  /** Where a program keeps a file. */
  path(data: string, file = ''): string {
    return join(this.#folder, data, file);
  }

  /** Runs a command of Understudy on one of the data directories: what it printed. */
  run(data: string, words: string[]): string {
    const run = spawnSync(said('PROGRAM'), [...words, '--data-dir', this.path(data)], { encoding: 'utf8', timeout: 30_000 });
    if (run.status !== 0) throw run.error ?? new Error(`understudy ${words.join(' ')} failed: ${run.stderr}`);
    return run.stdout;
  }

  /** The variables that `understudy env` prints. */
  env(data: string): Variables {
    return Object.fromEntries(this.run(data, ['env']).trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  /** Starts Understudy, and gives the lines that it printed by their first word when `last` is among them. */
  understudy(data: string, words: string[], last: string, variables: Variables = {}): Promise<Map<string, string>> {
    const address = words.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
    return this.start(said('PROGRAM'), [...words, ...address, '--data-dir', this.path(data)], last, { UNDERSTUDY_LOG__LEVEL: 'error', ...variables });
  }

  /** The same for any program. */
  start(command: string, words: string[], last: string, variables: Variables, folder?: string): Promise<Map<string, string>> {
    const program = spawn(command, words, { cwd: folder, env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#running.push(program);
    const lines = new Map<string, string>();
    return new Promise((resolve, reject) => {
      program.once('error', reject);
      program.once('exit', (code) => reject(new Error(`${command} ${words[0]} ended with ${code}`)));
      createInterface({ input: program.stdout }).on('line', (coloured) => {
        const line = stripVTControlCharacters(coloured);
        const word = line.trim().split(' ')[0];
        lines.set(word, line);
        if (word === last) resolve(lines);
      });
    });
  }

  /** Stops all of them, the last first. What they kept stays until they leave. */
  async stop(): Promise<void> {
    for (let program = this.#running.pop(); program; program = this.#running.pop()) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      const over = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGTERM');
      await over;
    }
  }

  /** Stops all of them, and leaves nothing behind. */
  async leave(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
