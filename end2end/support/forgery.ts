// Meddling with a copy of the suite's ledger, as somebody could who has the files and not the signing key.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlJs, { type Database } from 'sql.js';
import { said, understudy, type Run } from './program.ts';

/** Changes a copy of the ledger with `meddle`, and says what `audit verify` thinks of it. */
export async function verifyAfter(meddle: (database: Database) => void): Promise<Run> {
  const copy = mkdtempSync(join(said('DATA_DIR'), '..', '.data-copy-'));
  try {
    cpSync(said('DATA_DIR'), copy, { recursive: true, filter: (path) => !path.includes('provider.db') });
    // Whoever closes the database last brings what is in the write-ahead log into its one file.
    const before = understudy(['audit', 'verify'], { dataDir: copy });
    if (before.code !== 0) throw new Error(`the copy was refused before it was changed: ${before.complaint}`);
    const path = join(copy, 'console.db');
    if (existsSync(`${path}-wal`)) throw new Error('the copy still has a write-ahead log');
    const bytes = readFileSync(path);
    bytes.fill(1, 18, 20); // Not in write-ahead mode, which needs shared memory that sql.js has not.
    const { Database } = await initSqlJs();
    const database = new Database(bytes);
    meddle(database);
    writeFileSync(path, database.export());
    database.close();
    return understudy(['audit', 'verify'], { dataDir: copy });
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The number of a row somewhere in the middle, and of the last. */
export function rows(database: Database): { middle: number; last: number } {
  const last = Number(database.exec('SELECT MAX(seq) FROM ledger')[0].values[0][0]);
  return { middle: Math.floor(last / 2), last };
}

/** Computes the hashes of all rows from `first` on anew, each following the one before: all that can be done without the key. */
export function chainAnew(database: Database, first: number): void {
  const one = (sql: string): unknown => database.exec(sql)[0].values[0][0];
  let previous = String(one(`SELECT previous FROM ledger WHERE seq = ${first}`));
  const found = database.exec(
    `SELECT seq, at, kind, about, details, commitments FROM ledger WHERE seq >= ${first} ORDER BY seq`,
  );
  for (const [seq, at, ...texts] of found[0].values) {
    const parts = [number(seq), number(at), ...texts.map((text) => Buffer.from(String(text))), Buffer.from(previous)];
    const hash = digest('understudy ledger row 1', parts);
    database.run('UPDATE ledger SET previous = ?, hash = ? WHERE seq = ?', [previous, hash, Number(seq)]);
    previous = hash;
  }
}

/** The commitment that a row holds in the place of a personal value. */
export function commitment(salt: string, field: string, value: string): string {
  return digest('understudy ledger value 1', [salt, field, value].map((text) => Buffer.from(text)));
}

/** SHA-256 over parts that each carry their length in eight bytes. */
function digest(tag: string, parts: Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of [Buffer.from(tag), ...parts]) hash.update(number(part.length)).update(part);
  return hash.digest('hex');
}

function number(value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value as number));
  return bytes;
}
