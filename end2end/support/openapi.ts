// Holds requests against Clerk's published descriptions of its two APIs. They are found by CLERK_OPENAPI_DIR, else beside
// the repository.
import Ajv, { type ValidateFunction } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

export const VERSION = '2026-05-12';

/**
 * What Clerk's own SDKs send and the descriptions do not list for each operation:
 * the version of the API, as a query in place of the header; the mark of a native application (a security scheme there,
 * for which "true" is written and 1 is sent); another method than the POST that carries it; the session that speaks.
 */
const UNLISTED = new Set(['__clerk_api_version', '_is_native', '_method', '_clerk_session_id']);

/** One request as it was sent. */
export interface Sent {
  method: string;
  /** Path and query. */
  url: string;
  /** By name in small letters. */
  headers: Record<string, string | undefined>;
  body: string;
}

type Json = Record<string, any>;

/** Where the descriptions are, if they are at hand. */
export function descriptions(): string | undefined {
  const folder = process.env.CLERK_OPENAPI_DIR ?? resolve(import.meta.dirname, '../../../shared/clerk-openapi');
  return existsSync(resolve(folder, 'bapi')) ? folder : undefined;
}

/** Knows both APIs. */
export class Referee {
  readonly #apis: { backend: Api; frontend: Api };

  constructor(folder: string) {
    const api = (name: string): Api => new Api(parse(readFileSync(resolve(folder, name, `${VERSION}.yml`), 'utf8')));
    this.#apis = { backend: api('bapi'), frontend: api('fapi') };
  }

  /** The operation that a request is of (`POST /users`), and what is wrong with it, in words. */
  check(sent: Sent): { operation: string; problems: string[] } {
    const url = new URL(sent.url, 'http://clerk');
    // The key tells which API is meant: on the Frontend API nobody shows it.
    const isBackend = sent.headers.authorization?.startsWith('Bearer sk_') ?? false;
    const api = isBackend ? this.#apis.backend : this.#apis.frontend;
    const path = isBackend ? url.pathname.replace(/^\/v1(?=\/)/, '') : url.pathname;
    const method = (isBackend ? null : url.searchParams.get('_method')) ?? sent.method;
    const found = api.find(method.toLowerCase(), path);
    const operation = `${method} ${found?.template ?? path}`;
    if (!found) return { operation, problems: ['there is no such operation'] };
    const problems = [
      ...(isBackend ? backendHeaders(sent) : frontendHeaders(sent, url)),
      ...found.parameters(url, path),
      ...found.body(sent),
    ];
    return { operation, problems };
  }
}

function backendHeaders({ url, headers }: Sent): string[] {
  const problems = common(headers);
  if (!/^Bearer sk_(test|live)_[\w-]+$/.test(headers.authorization ?? '')) problems.push('authorization is no secret key');
  if (headers['clerk-api-version'] !== VERSION) problems.push(`clerk-api-version is ${headers['clerk-api-version']}`);
  // One way or the other, says Clerk, never both.
  if (url.includes('__clerk_api_version')) problems.push('the version is also in the query');
  return problems;
}

function frontendHeaders({ headers }: Sent, url: URL): string[] {
  const problems = common(headers);
  if (url.searchParams.get('_is_native') !== '1') problems.push('it does not say that it is native');
  if (url.searchParams.get('__clerk_api_version') !== VERSION) problems.push('it does not say which version it speaks');
  // Nothing yet, or the client's token as it was given.
  if (!/^$|^[\w-]+(\.[\w-]+)*$/.test(headers.authorization ?? '-.')) problems.push('authorization is no token of a client');
  return problems;
}

function common(headers: Sent['headers']): string[] {
  const problems = [];
  if (!headers['user-agent']) problems.push('it does not say what program it is');
  for (const name of ['cookie', 'origin', 'referer']) if (headers[name] !== undefined) problems.push(`it has a header ${name}`);
  return problems;
}

class Api {
  readonly #root: Json;
  readonly #ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false, coerceTypes: 'array', allErrors: true });
  readonly #exact = new Ajv({ strict: false, validateSchema: false, validateFormats: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(root: Json) {
    this.#root = root;
  }

  /** The operation with a method and a path: literal segments go before parameters. */
  find(method: string, path: string): Operation | undefined {
    const templates = Object.keys(this.#root.paths)
      .filter((template) => pattern(template).test(path) && this.#root.paths[template][method])
      .sort((one, other) => one.split('{').length - other.split('{').length);
    return templates.length > 0 ? new Operation(this, templates[0], this.#root.paths[templates[0]], method) : undefined;
  }

  /** What a reference leads to. */
  resolve(thing: Json): Json {
    if (!thing.$ref) return thing;
    const steps = String(thing.$ref).replace('#/', '').split('/');
    return this.resolve(steps.reduce((at, step) => at[step], this.#root));
  }

  /** What is wrong with a value. What came as text (`coerce`) may stand for numbers, truth and lists. */
  problems(name: string, schema: Json, value: unknown, coerce: boolean): string[] {
    let validate = this.#compiled.get(name);
    if (!validate) {
      // References lead to the components, which are therefore part of it.
      validate = (coerce ? this.#ajv : this.#exact).compile({ properties: { value: schema }, components: this.#root.components });
      this.#compiled.set(name, validate);
    }
    if (validate({ value })) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${name}${instancePath.replace('/value', '')} ${message} ${JSON.stringify(params)}`);
  }
}

class Operation {
  readonly template: string;
  readonly #api: Api;
  readonly #name: string;
  readonly #operation: Json;
  readonly #parameters: Json[];

  constructor(api: Api, template: string, path: Json, method: string) {
    this.#api = api;
    this.template = template;
    this.#name = `${method} ${template}`;
    this.#operation = path[method];
    this.#parameters = [...(path.parameters ?? []), ...(this.#operation.parameters ?? [])].map((it) => api.resolve(it));
  }

  /** What is wrong with the path's parts and the query. */
  parameters(url: URL, path: string): string[] {
    const problems: string[] = [];
    const parts = path.match(pattern(this.template))?.groups ?? {};
    for (const name of new Set(url.searchParams.keys())) {
      const known = this.#parameters.some((it) => it.in === 'query' && it.name === name);
      if (!known && !UNLISTED.has(name)) problems.push(`the query parameter ${name} is not listed`);
    }
    for (const parameter of this.#parameters.filter((it) => it.in === 'query' || it.in === 'path')) {
      const { name, in: place, required, schema = {} } = parameter;
      const values = place === 'path' ? [parts[name]] : url.searchParams.getAll(name);
      if (values.length === 0) {
        if (required) problems.push(`${name} is missing`);
        continue;
      }
      const isList = this.#api.resolve(schema).type === 'array';
      if (values.length > 1 && !isList) problems.push(`${name} is there more than once`);
      problems.push(...this.#api.problems(`${this.#name} ${name}`, schema, isList ? values : values[0], true));
    }
    return problems;
  }

  /** What is wrong with the body. */
  body({ headers, body }: Sent): string[] {
    const described = this.#operation.requestBody && this.#api.resolve(this.#operation.requestBody);
    const kind = headers['content-type'] ?? '';
    // SDKs name the type without a body, too.
    if (body === '') {
      const schemas = Object.values<Json>(described?.content ?? {}).map((content) => this.#api.resolve(content.schema ?? {}));
      return described?.required || schemas.some((schema) => schema.required?.length > 0) ? ['the body is missing'] : [];
    }
    const content = described?.content?.[kind];
    if (!content) return [`a body of the type ${kind} is not listed`];
    const isForm = kind === 'application/x-www-form-urlencoded';
    const name = `${this.#name} body`;
    const schema = this.#api.resolve(content.schema ?? {});
    const fields: Json = isForm ? form(body) : JSON.parse(body);
    // Where a description does not say that more is welcome, nothing is sent that it does not list.
    const strange = Object.keys(fields).filter((field) => schema.properties && !(field in schema.properties));
    return [...strange.map((field) => `${name} ${field} is not listed`), ...this.#api.problems(name, schema, fields, isForm)];
  }
}

/** A form, in which a name that is there more than once is a list. */
function form(body: string): Json {
  const fields = new URLSearchParams(body);
  return Object.fromEntries([...new Set(fields.keys())].map((name) => {
    const values = fields.getAll(name);
    return [name, values.length > 1 ? values : values[0]];
  }));
}

/** The paths that a template stands for, with a named part for each parameter. */
export function pattern(template: string): RegExp {
  const source = template.replace(/[.]/g, String.raw`\.`).replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

/** Every operation of both APIs, by method and path; those of the Backend API with the `/v1` that its address ends in. */
export function operations(folder: string): { method: string; path: string }[] {
  return ['bapi', 'fapi'].flatMap((name) => {
    const { paths } = parse(readFileSync(resolve(folder, name, `${VERSION}.yml`), 'utf8')) as Json;
    return Object.entries<Json>(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
        .map((method) => ({ method: method.toUpperCase(), path: name === 'bapi' ? `/v1${path}` : path })),
    );
  });
}
