// What the witnesses saw: every request to the provider with its answer, and every method of @clerk/backend that gave
// one. The last project reads it and writes the page about compatibility.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { said } from './program.ts';

/** A request, and its answer. */
export interface Asked {
  /** The package that asked, `browser` for a document that was led there, `test` for a test by itself. */
  by: string;
  /** The method that is meant: `_method` where one is named. */
  method: string;
  path: string;
  status: number;
  /** The spec of the test, without its folder. */
  spec: string;
}

/** A method of @clerk/backend that was called and gave an answer, such as `users.getUser`. */
export interface Called {
  called: string;
}

/** Writes one down. */
export function note(what: Asked | Called): void {
  appendFileSync(said('SEEN'), `${JSON.stringify(what)}\n`);
}

/** Everything that was written down in this run. */
export function everything(): { asked: Asked[]; called: Set<string> } {
  const lines = existsSync(said('SEEN')) ? readFileSync(said('SEEN'), 'utf8').trim().split('\n') : [];
  const all = lines.map((line) => JSON.parse(line) as Asked | Called);
  return {
    asked: all.filter((it) => 'path' in it),
    called: new Set(all.filter((it) => 'called' in it).map((it) => it.called)),
  };
}

/** One request as it is written down. */
export function asked(url: URL, method: string, status: number, by: string, spec: string): Asked {
  return { by, method: url.searchParams.get('_method') ?? method, path: url.pathname, status, spec };
}

/** The package that sends a request, by what it says of itself. */
export function sender(url: URL, userAgent: string | undefined): string {
  if (url.searchParams.has('_clerk_js_version')) return '@clerk/clerk-js';
  return userAgent?.match(/^(@clerk\/[\w-]+)/)?.[1] ?? 'test';
}
