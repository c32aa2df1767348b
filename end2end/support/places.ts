// Where text stands on a page: inside its box, on a page that fits, and never over a control.
import { expect, type Page } from '@playwright/test';

/** What a page may be as wide as. */
export const WIDTHS = [360, 1280];

/**
 * Fails when text leaves the box it belongs to, when the page is wider than the window, or when a button or a
 * link is covered by something else. On a telephone and on a laptop.
 */
export async function expectInPlace(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(misplaced), `${what}, ${width} wide`).toEqual([]);
  }
}

/** Runs in the page: what is not where it belongs, in words. */
function misplaced(): string[] {
  const problems: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) problems.push(`the page is ${root.scrollWidth} wide`);

  const boxes = '.card, .impersonation, .top, .users, .problem, .page-head, .notice, main';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const around = text.parentElement;
    const box = around?.closest(boxes);
    if (!around || !box || !text.textContent?.trim() || clips(around, box)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const [inner, outer] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.width === 0 || inner.height === 0) continue;
    // The letters of a font are higher than a dense line.
    const out = Math.max(outer.left - inner.left, inner.right - outer.right, outer.top - inner.top - 6, inner.bottom - outer.bottom - 6);
    if (out > 2) problems.push(`"${text.textContent.trim().slice(0, 40)}" is ${Math.round(out)} out of its ${box.className || box.tagName}`);
  }

  const banner = document.querySelector('.impersonation');
  for (const control of document.querySelectorAll<HTMLElement>('button:not(:disabled), main a, .top a')) {
    if (!control.checkVisibility({ visibilityProperty: true })) continue;
    if (!banner?.contains(control)) control.scrollIntoView({ block: 'center', behavior: 'instant' });
    // A link of several lines has its middle between them.
    const [line] = control.getClientRects();
    if (!line) continue;
    const there = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    if (!there || !(control.contains(there) || there.contains(control))) {
      problems.push(`"${control.textContent?.trim().slice(0, 40)}" is covered by ${there?.outerHTML.slice(0, 80) ?? 'the edge of the window'}`);
    }
  }
  window.scrollTo(0, 0);
  return problems;

  /** Whether something between the text and its box cuts it off on purpose. */
  function clips(from: Element, box: Element): boolean {
    for (let element: Element | null = from; element && element !== box; element = element.parentElement) {
      if (getComputedStyle(element).overflow !== 'visible') return true;
    }
    return false;
  }
}

/** Fails when the texts of an element do not stand in the order in which they are read: to the right, or further down. */
export async function expectReadInOrder(page: Page, selector: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  const lines = await page.locator(selector).first().evaluate((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found: { first: DOMRect; last: DOMRect }[] = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const rects = [...range.getClientRects()];
      if (text.textContent?.trim() && rects.length > 0) found.push({ first: rects[0], last: rects[rects.length - 1] });
    }
    return found;
  });
  expect(lines.length, selector).toBeGreaterThan(1);
  for (const [place, { first }] of lines.entries()) {
    const before = lines[place - 1]?.last;
    if (before) expect(first.top > before.bottom - 4 || first.left >= before.left, `${selector}, text ${place}`).toBe(true);
  }
}
