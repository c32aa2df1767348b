// Looks over the shoulder of every browser of a test: a clean test leaves a clean console.
import type { BrowserContext } from '@playwright/test';

const REFUSED_DOCUMENT = /^Failed to load resource: the server responded with a status of 4\d\d/;

const FAILED_FETCH = /^Failed to load resource: (the server responded with a status of 5\d\d|net::ERR_INTERNET_DISCONNECTED)/;

/** Collects what browsers complained about. */
export class Watch {
  readonly #origin: string;
  readonly #problems: string[] = [];
  /** Documents that were refused on purpose: their status is for the test to check. */
  readonly #refused = new Set<string>();
  readonly #expected: { status: number; path: string }[] = [];
  readonly #failing = new Set<string>();
  readonly #visited = new Set<string>();
  readonly #withJavaScript: boolean;

  constructor(console: string, withJavaScript: boolean) {
    this.#origin = new URL(console).origin;
    this.#withJavaScript = withJavaScript;
  }

  /** Says that a fetch of `path` will be answered with `status`, which is what the test is about. */
  expectRefusedFetch(path: string, status: number): void {
    this.#expected.push({ path, status });
  }

  /** Says that a fetch of `path` will fail on the way or on the server, which is what the test is about. */
  expectFailedFetch(path: string): void {
    this.#failing.add(path);
  }

  /** Says that the browser goes to another origin, which is what the test is about. */
  expectVisit(origin: string): void {
    this.#visited.add(origin);
  }

  /** Watches all pages of a browser context. */
  follow(context: BrowserContext): void {
    context.on('dialog', (dialog) => {
      this.#problems.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('weberror', (error) => this.#problems.push(`uncaught: ${error.error().stack ?? error.error().message}`));
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      const { url } = message.location();
      // A browser that runs no script does not use what it loads ahead for one.
      if (!this.#withJavaScript && message.text().includes('was preloaded using link preload but not used')) return;
      if (this.#refused.has(url) && REFUSED_DOCUMENT.test(message.text())) return;
      if (URL.canParse(url) && this.#failing.has(new URL(url).pathname) && FAILED_FETCH.test(message.text())) return;
      this.#problems.push(`console ${message.type()}: ${message.text()} (${url})`);
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (!['about:', 'data:', 'blob:'].includes(url.protocol) && url.origin !== this.#origin && !this.#visited.has(url.origin)) {
        this.#problems.push(`another origin was asked: ${request.url()}`);
      }
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A browser without JavaScript refuses scripts that the page would load ahead.
      if (!this.#withJavaScript && why === 'csp' && request.url().endsWith('.js')) return;
      if (this.#failing.has(new URL(request.url()).pathname)) return;
      // A navigation cancels what the page before it was still loading.
      if (why !== 'net::ERR_ABORTED') this.#problems.push(`${request.method()} ${request.url()} failed: ${why}`);
    });
    context.on('response', (response) => {
      const status = response.status();
      if (status < 400) return;
      const request = response.request();
      const { pathname } = new URL(response.url());
      const onPurpose =
        this.#failing.has(pathname) ||
        (status < 500 &&
        (request.isNavigationRequest() || this.#expected.some((refusal) => refusal.path === pathname && refusal.status === status)));
      if (onPurpose) this.#refused.add(response.url());
      else this.#problems.push(`${request.method()} ${response.url()} answered ${status}`);
    });
  }

  /** What was wrong, one complaint each. */
  get problems(): readonly string[] {
    return this.#problems;
  }
}
