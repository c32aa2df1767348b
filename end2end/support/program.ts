// The program under test, and what it said when it started.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What the program printed or the configuration set, by its name in the environment. */
export function said(name: string): string {
  const value = process.env[`E2E_${name}`];
  if (!value) throw new Error(`the program did not print ${name}: it was not started by playwright.config.ts`);
  return value;
}

/** One run of the program. */
export interface Run {
  /** What it exited with. */
  code: number | null;
  /** What it wrote to standard output. */
  output: string;
  /** What it wrote to standard error. */
  complaint: string;
}

/** What the provider keeps. Where it is embedded, the console's directory is its own too. */
const PROVIDERS = ['user', 'provider.db', 'demo-sign-in.txt'];

function dataDirOf(what: string): string {
  return said(PROVIDERS.includes(what) ? 'PROVIDER_DATA_DIR' : 'DATA_DIR');
}

/** Where the program keeps a file. */
export function kept(file: string): string {
  return join(dataDirOf(file), file);
}

/** Runs a command of the program on a data directory, that of whoever it is about unless another is named. */
export function understudy(words: string[], { dataDir = dataDirOf(words[0]), input = '' } = {}): Run {
  const run = spawnSync(said('PROGRAM'), [...words, '--data-dir', dataDir], { input, encoding: 'utf8', timeout: 30_000 });
  if (run.error) throw run.error;
  return { code: run.status, output: run.stdout, complaint: run.stderr };
}

/** The same, for a command that must succeed: what it printed. */
export function printed(...words: string[]): string {
  const run = understudy(words);
  if (run.code !== 0) throw new Error(`understudy ${words.join(' ')} failed: ${run.complaint}`);
  return run.output;
}
