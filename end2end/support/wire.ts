// The console as programs see it: requests whose every header is ours to choose.
import { expect, type APIRequestContext, type APIResponse } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { resolve } from 'node:path';
import type { Account } from './people.ts';
import { said } from './program.ts';

/** The console's own origin. */
export function ownOrigin(): string {
  return new URL(said('CONSOLE')).origin;
}

/** The names of all server functions, read from their source so that none is forgotten. */
export function serverFunctions(): string[] {
  const folder = resolve(import.meta.dirname, '../../app/src/api');
  const names = readdirSync(folder)
    .map((file) => readFileSync(resolve(folder, file), 'utf8'))
    .flatMap((source) => [...source.matchAll(/#\[server\([^)]*endpoint = "(\w+)"/g)])
    .map((match) => match[1]);
  if (names.length < 8) throw new Error(`only ${names.length} server functions were found in ${folder}`);
  return names.sort();
}

/** Calls a server function as a program, with a form's body, and follows no redirect. */
export function call(
  request: APIRequestContext,
  name: string,
  { form = {}, headers = { origin: ownOrigin() } }: { form?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<APIResponse> {
  return request.post(`/api/${name}`, { form, headers, maxRedirects: 0 });
}

/** Reads a page as a browser would that runs nothing, and follows no redirect. */
export function read(request: APIRequestContext, path: string): Promise<APIResponse> {
  return request.get(path, { headers: { accept: 'text/html' }, maxRedirects: 0 });
}

/** The session that the dashboard is rendered for: every form carries it. */
export async function sessionId(request: APIRequestContext): Promise<string> {
  const html = await (await read(request, '/dashboard')).text();
  const id = html.match(/name="session" value="(sess_\w+)"/)?.[1];
  if (!id) throw new Error('no form of the dashboard carries a session');
  return id;
}

/** Signs in; the answer carries the cookie. */
export async function signInByHand(request: APIRequestContext, { email, password }: Account): Promise<APIResponse> {
  const answer = await request.post('/api/sign_in', {
    form: { session: '', email, password },
    headers: { origin: ownOrigin(), accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
  return answer;
}

/** The status of a request that claims to be for another host. */
export function statusUnderHost(base: string, method: string, path: string, host: string): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((answered, failed) => {
    const request = httpRequest({ hostname, port, method, path, headers: { host, origin: `http://${host}` } }, (response) => {
      response.resume();
      response.on('end', () => answered(response.statusCode ?? 0));
    });
    request.on('error', failed);
    request.end();
  });
}
