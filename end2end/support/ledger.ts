// The ledger of the suite, as the program's own command lists it.
import { printed } from './program.ts';

/** One record. */
export interface Entry {
  /** What it happened to, such as `impersonation`. */
  topic: string;
  /** What happened, such as `started`. */
  kind: string;
  /** What it is about, by id. */
  about: string;
  /** The whole line as printed. */
  line: string;
}

/** All records, the oldest first; of one subject, if one is named. */
export function ledger(subject?: { id: string }): Entry[] {
  const entries: Entry[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const lines = printed('audit', 'list', '--limit', '500', '--before', String(before)).split('\n').filter(Boolean);
    if (lines.length === 0) break;
    before = Number.parseInt(lines[lines.length - 1], 10);
    entries.push(...lines.map(entry));
  }
  return entries.reverse().filter(({ line }) => !subject || line.includes(`subject_id="${subject.id}"`));
}

function entry(line: string): Entry {
  const [, topic, kind, about] = line.match(/ (\w+)\.(\w+) +([a-z]+_\w+)/) ?? [];
  if (!topic || !kind || !about) throw new Error(`a record that is about nothing: ${line}`);
  return { topic, kind, about, line };
}
