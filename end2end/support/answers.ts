// Holds what the provider answers against Clerk's published descriptions of its two APIs.
import Ajv, { type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { descriptions, pattern, VERSION } from './openapi.ts';

/** A request, and its answer. */
export interface Answered {
  method: string;
  url: URL;
  /** Whether it was sent with the secret key, so that it is of the Backend API. */
  withKey: boolean;
  status: number;
  body: string;
}

type Json = Record<string, any>;

/** What is wrong with an answer, in words; nothing where the descriptions are not at hand. */
export function wrongWith(answered: Answered): string[] {
  const folder = descriptions();
  if (!folder) return [];
  const name = answered.withKey ? 'bapi' : 'fapi';
  apis[name] ??= new Api(parse(readFileSync(resolve(folder, name, `${VERSION}.yml`), 'utf8')), answered.withKey);
  return apis[name].wrongWith(answered);
}

/** Read when they are first asked for: that takes a moment. */
const apis: Partial<Record<'bapi' | 'fapi', Api>> = {};

class Api {
  readonly #root: Json;
  readonly #isBackend: boolean;
  readonly #ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(root: Json, isBackend: boolean) {
    this.#root = readable(root);
    this.#isBackend = isBackend;
  }

  wrongWith({ method, url, status, body }: Answered): string[] {
    const verb = url.searchParams.get('_method') ?? method;
    const path = this.#isBackend ? url.pathname.replace(/^\/v1(?=\/)/, '') : url.pathname;
    const template = Object.keys(this.#root.paths)
      .filter((known) => pattern(known).test(path) && this.#root.paths[known][verb.toLowerCase()])
      .sort((one, other) => one.split('{').length - other.split('{').length)[0];
    if (!template) return [];
    const { responses } = this.#root.paths[template][verb.toLowerCase()];
    const what = `${verb} ${template} ${status}`;
    // Descriptions do not list every refusal; what they leave out may only be Clerk's envelope.
    const isUnlisted = !responses[status];
    if (isUnlisted && (status < 400 || status > 499)) return [`${what} is not listed`];
    const schema = isUnlisted ? this.#root.components.schemas.ClerkErrors : this.#resolve(responses[status]).content?.['application/json']?.schema;
    if (!schema) return [];
    let value: unknown;
    try {
      value = body === '' ? null : JSON.parse(body);
    } catch {
      return [`${what} is not JSON`];
    }
    // The envelope of pages is in no description: Clerk's packages read it, and the list is in it.
    if (url.searchParams.get('paginated') === 'true' && status === 200) value = (value as Json).data;
    return this.#problems(what, schema, value);
  }

  #resolve(thing: Json): Json {
    if (!thing.$ref) return thing;
    const steps = String(thing.$ref).replace('#/', '').split('/');
    return this.#resolve(steps.reduce((at, step) => at[step], this.#root));
  }

  #problems(what: string, schema: Json, value: unknown): string[] {
    let validate = this.#compiled.get(what);
    if (!validate) {
      // References lead to the components, which are therefore part of it.
      validate = this.#ajv.compile({ properties: { value: schema }, components: this.#root.components });
      this.#compiled.set(what, validate);
    }
    if (validate({ value })) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${what}${instancePath.replace('/value', '')} ${message} ${JSON.stringify(params)}`);
  }
}

/** The same description as JSON Schema reads it: what may be null says so, and of several forms one is enough. */
function readable(thing: any): any {
  if (Array.isArray(thing)) return thing.map(readable);
  if (typeof thing !== 'object' || thing === null) return thing;
  const { nullable, oneOf, ...rest } = Object.fromEntries(Object.entries(thing).map(([name, value]) => [name, readable(value)]));
  const schema = Array.isArray(oneOf) ? { ...rest, anyOf: oneOf } : oneOf ? { ...rest, oneOf } : rest;
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : nullable === undefined ? schema : { ...schema, nullable };
}

/** What was wrong with answers that this process got since it was last asked. The runner loads some modules twice, so it is kept here. */
const heard: { problems: string[] } = ((globalThis as Json).answersHeard ??= { problems: [] });

/** What was wrong with answers to `fetch` since this was last asked. */
export function problemsHeard(): string[] {
  return heard.problems.splice(0);
}

/** From now on every answer of a provider to `fetch` is held against its description; before Clerk's packages take hold of it. */
export function hearAnswers(): void {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const answer = await plain(input, init);
    const asked = input instanceof Request ? input : undefined;
    const url = new URL(asked?.url ?? String(input));
    if (/^\/(v1|\.well-known)\//.test(url.pathname)) {
      const headers = new Headers(init?.headers ?? asked?.headers);
      const withKey = headers.get('authorization')?.startsWith('Bearer sk_') ?? false;
      const method = init?.method ?? asked?.method ?? 'GET';
      heard.problems.push(...wrongWith({ method, url, withKey, status: answer.status, body: await answer.clone().text() }));
    }
    return answer;
  };
}
