// The program under test, and what it said when it started.
import { spawnSync } from 'node:child_process';

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

/** Runs a command of the program on a data directory, the suite's own unless another is named. */
export function understudy(words: string[], { dataDir = said('DATA_DIR'), input = '' } = {}): Run {
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
