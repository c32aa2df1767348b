// What the other tests left behind: the ledger, the log and the files of the data directory.
import { expect, test } from '@playwright/test';
import { readFileSync, statSync } from 'node:fs';
import { ledger } from '../support/ledger.ts';
import { lead, support } from '../support/people.ts';
import { kept, printed, said } from '../support/program.ts';

test('audit verify accepts the ledger of the whole suite', () => {
  const rows = Number(printed('audit', 'verify').match(/^Verified {2}(\d+) rows/)?.[1]);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBe(ledger().length);
});

test('invariant 13: what was started was attempted before, and ended at most once', () => {
  const kinds = new Map<string, string[]>();
  const lived = ledger().filter(({ topic }) => topic === 'impersonation');
  for (const { kind, about } of lived) kinds.set(about, [...(kinds.get(about) ?? []), kind]);
  expect(kinds.size).toBeGreaterThan(0);
  const lives = new Set([...kinds.values()].map((life) => life.join(', ')));
  // An attempt fails where nobody opened its link, or its actor ended it before.
  const possible = ['refused', 'attempted, failed', 'attempted, started', 'attempted, started, ended'];
  for (const life of lives) expect(possible).toContain(life);
  expect(lives).toContain('refused');
  expect(lives).toContain('attempted, started, ended');
});

test('neither the ledger nor the log nor the store of browser sessions holds a password, a token or a key', () => {
  const secrets = [support().password, lead().password];
  const sources: [name: string, text: string][] = [
    ['the ledger', ledger().map(({ line }) => line).join('\n')],
    ...['serve.log', 'console.db', 'console.db-wal'].map((file): [string, string] => {
      const path = kept(file);
      return [file, statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'latin1') : ''];
    }),
  ];
  for (const [name, text] of sources) {
    if (name !== 'console.db-wal') expect(text.length, name).toBeGreaterThan(0);
    for (const secret of secrets) expect(text.includes(secret), name).toBe(false);
    expect(text.match(/eyJ[\w-]{20,}\.[\w-]{20,}/g), name).toBeNull();
    expect(text.match(/sk_test_\w+/g), name).toBeNull();
  }
});

test('the log tells of no fault', () => {
  const log = readFileSync(kept('serve.log'), 'utf8');
  expect(log.split('\n').filter((line) => /\bERROR\b|panicked/.test(line))).toEqual([]);
});

test('what is private on disk is readable by its owner alone', () => {
  const mode = (file: string): number => statSync(kept(file)).mode & 0o777;
  expect(statSync(said('DATA_DIR')).mode & 0o777).toBe(0o700);
  for (const file of ['console.db', 'provider.db', 'ledger.key', 'sealing.key', 'demo-sign-in.txt', 'runtime.json']) {
    expect(mode(file), file).toBe(0o600);
  }
});

test('the sign-ins that were printed are noted for later', () => {
  const note = readFileSync(kept('demo-sign-in.txt'), 'utf8');
  for (const { email, password } of [support(), lead()]) expect(note).toContain(`${email}  ${password}`);
});
