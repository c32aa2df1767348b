// The people of the tests: the demo's staff, as printed, and customers made by the program's own command.
import { randomBytes } from 'node:crypto';
import { printed, said } from './program.ts';

/** Somebody who can sign in. */
export interface Account {
  email: string;
  password: string;
}

/** Somebody whom the tests know everything of. */
export interface Person extends Account {
  id: string;
  firstName: string;
  lastName: string;
  fullName: string;
}

/** The support person of the demo data, as it was printed. */
export function support(): Account {
  return { email: said('SUPPORT_EMAIL'), password: said('SUPPORT_PASSWORD') };
}

/** The lead of the demo data, as it was printed. */
export function lead(): Account {
  return { email: said('LEAD_EMAIL'), password: said('LEAD_PASSWORD') };
}

const FIRST_NAMES = ['Ada', 'Boris', 'Chiara', 'Dmitri', 'Élodie', 'Farid', 'Greta', 'Hamza', 'Íñigo', 'Juno'];

interface NewPerson {
  firstName?: string;
  lastName?: string;
  role?: string;
  mailbox?: string;
  /** The secret of an authenticator app, in base32. */
  totpSecret?: string;
  backupCodes?: string[];
}

/** A new person whom no other test knows. */
export function newPerson({ firstName, lastName, role = 'none', mailbox = 'person', totpSecret, backupCodes = [] }: NewPerson = {}): Person {
  const unique = randomBytes(4).toString('hex');
  const first = firstName ?? FIRST_NAMES[randomBytes(1)[0] % FIRST_NAMES.length];
  const last = lastName ?? `Fenwick-${unique}`;
  const email = `${mailbox}.${unique}@people.example.org`;
  const app = totpSecret === undefined ? [] : ['--totp-secret', totpSecret];
  const codes = backupCodes.flatMap((code) => ['--backup-code', code]);
  const output = printed('user', 'add', email, '--first-name', first, '--last-name', last, '--role', role, ...app, ...codes);
  const [line, secret] = output.split('\n');
  const id = line.split('  ')[0];
  const password = secret?.match(/^Password {2}(\S+)$/)?.[1];
  if (!id.startsWith('user_') || !password) throw new Error('`user add` printed neither an id nor a password');
  return { id, email, password, firstName: first, lastName: last, fullName: `${first} ${last}` };
}

/** Somebody of the demo data, whom no test made; `place` picks one of the list. */
export function demoPerson(place: number): Omit<Person, 'password'> {
  // A name of two words tells which is the first.
  const rows = printed('user', 'list', '--query', '@example.', '--limit', '500')
    .split('\n')
    .map((line) => line.match(/^(user_\w+) {2}(\S+@example\.(?:com|org|net)) {2}(\S+) (\S+)$/))
    .filter((match) => match !== null)
    .map(([, id, email, firstName, lastName]) => ({ id, email, firstName, lastName, fullName: `${firstName} ${lastName}` }));
  if (rows.length < 100) throw new Error(`only ${rows.length} demo people were found`);
  return rows[place % rows.length];
}
