// What a person has at hand for the second step: an authenticator app, and letters.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { said } from './program.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The secret of a new authenticator app, in base32. */
export function newSecret(): string {
  return Array.from(randomBytes(32), (byte) => LETTERS[byte % 32]).join('');
}

/** What an authenticator app shows now (RFC 6238: SHA-1, six digits, thirty seconds). */
export function totp(secret: string): string {
  const bits = Array.from(secret, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The codes of the letters that somebody got, the oldest first. */
export function lettersTo(email: string): string[] {
  const lines = readFileSync(resolve(said('PROVIDER_DATA_DIR'), 'mail.jsonl'), 'utf8').trim().split('\n');
  const letters = lines.map((line) => JSON.parse(line) as { to: string; code: string });
  return letters.filter(({ to }) => to === email).map(({ code }) => code);
}
