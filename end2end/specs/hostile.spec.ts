// People who want to be taken for something else: whatever stands in a name, an address or a reason is text, in
// its place, and means what was typed.
import type { Page } from '@playwright/test';
import {
  endImpersonation, expectProblem, fillStart, impersonate, impersonationsOf, open, place, press, region, sendSignIn, sessions, signIn, userRow,
} from '../support/console.ts';
import { ledger } from '../support/ledger.ts';
import { newPerson, support } from '../support/people.ts';
import { expectInPlace, expectReadInOrder } from '../support/places.ts';
import { printed } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

/** Somebody, and what the console makes of what they typed. */
interface Hostile {
  what: string;
  firstName: string;
  lastName: string;
  /** First and last name, as they are shown. */
  shown: string;
  /** What stands before the `@`. */
  mailbox?: string;
  reason: string;
  /** The reason as it is shown; without it, as it was typed. */
  shownReason?: string;
  caseReference: string;
}

const MARKUP = '</textarea></title></script><script>alert(1)</script>';
const BREAKERS = `"'><img src=x onerror=alert(2)>{{7*7}}\${7*7}&lt;b&gt;<!--`;

const PEOPLE: Hostile[] = [
  {
    what: 'markup',
    firstName: MARKUP,
    lastName: BREAKERS,
    shown: `${MARKUP} ${BREAKERS}`,
    mailbox: `"'><svg/onload=alert(3)>`,
    reason: `${MARKUP} ${BREAKERS} "}]}</script><iframe srcdoc=alert(4)>`,
    caseReference: '"onfocus=alert(5) autofocus x="<i>C</i>',
  },
  {
    what: 'letters that turn the words around them',
    firstName: '\u202eegap siht dnE',
    lastName: '\u2069\u2069\u202d\u2067x',
    shown: '�egap siht dnE ����x',
    reason: 'Turned \u202enoitanosrepmi dnE\u2066 and never back',
    shownReason: 'Turned �noitanosrepmi dnE� and never back',
    caseReference: '\u2067\u202eCASE-1',
  },
  {
    what: 'words without an end',
    firstName: 'W'.repeat(256),
    lastName: '﷽'.repeat(256),
    shown: `${'W'.repeat(200)}…`,
    mailbox: 'w'.repeat(200),
    reason: 'M'.repeat(500),
    caseReference: 'W'.repeat(100),
  },
  {
    what: 'piled marks, joined emoji and the invisible',
    firstName: `Z${'\u0310\u0321\u0489'.repeat(60)}o\u200be`,
    lastName: '👩\u200d👩\u200d👧\u200d👦🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\ufeff',
    shown: 'Z\u0310\u0321\u0489\u0310oe 👩\u200d👩\u200d👧\u200d👦🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    reason: `Piled a${'\u0301'.repeat(100)} 🇩🇪 ❤\ufe0f\u200d🔥`,
    shownReason: `Piled a${'\u0301'.repeat(4)} 🇩🇪 ❤\ufe0f\u200d🔥`,
    caseReference: `1\ufe0f\u20e3${'\u0301'.repeat(90)}`,
  },
  {
    what: 'scripts from right to left',
    firstName: 'דָּוִד',
    lastName: '(١٢) محمد!',
    shown: 'דָּוִד (١٢) محمد!',
    reason: 'החשבונית (מס׳ 12) לא נכונה, see INV-7!',
    caseReference: 'תיק-12 (ב)',
  },
];

test.beforeEach(async ({ context }) => {
  // The policy of pages refuses every script and style that is not ours: to be asked at all is a fault.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`refused by ${violatedDirective}: ${blockedURI} ${sample}`);
    });
  });
});

/** Nothing that was typed has become an element, and all text is where it belongs. */
async function expectHarmless(page: Page, what: string): Promise<void> {
  await expect(page.locator('[onerror], [onload], [onfocus], [onclick], [srcdoc], [src="x"], main script, main i, main b')).toHaveCount(0);
  await expect(page.getByRole('main')).toHaveCount(1);
  await expectInPlace(page, what);
}

for (const { what, mailbox, shown, ...hostile } of PEOPLE) {
  const { firstName, lastName, reason, shownReason = reason, caseReference } = hostile;

  test(`${what}: the pages about somebody and while acting as them`, async ({ page }) => {
    const { id, email } = newPerson({ firstName, lastName, mailbox });
    const subject = { id, fullName: shown };
    await signIn(page, support());

    await open(page, `/users?q=${encodeURIComponent(id)}`);
    await expect(userRow(page, email).getByRole('link', { name: shown, exact: true })).toBeVisible();
    await expectHarmless(page, 'the list');

    await open(page, `/users/${id}`);
    await expect(page.getByRole('heading', { level: 1, name: shown, exact: true })).toBeVisible();
    await expect(page).toHaveTitle(`${shown} · Understudy`);
    // Nothing is lost of a form that is refused.
    const tooLong = `${caseReference}${'x'.repeat(101)}`;
    await fillStart(page, { reason, caseReference: tooLong });
    await press(page, 'Impersonate');
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByLabel('Reason')).toHaveValue(reason);
    await expect(page.getByLabel('Case reference')).toHaveValue(tooLong);
    await expectHarmless(page, 'the refused form');

    await impersonate(page, subject, { reason, caseReference });
    await expect(region(page)).toContainText(shownReason);
    await expectReadInOrder(page, '.impersonation-who');
    for (const path of ['/dashboard', '/account', '/users']) {
      await open(page, path);
      await expect(region(page).getByRole('button', { name: 'End impersonation' })).toBeInViewport({ ratio: 1 });
      await expectHarmless(page, `${path} as them`);
    }

    await open(page, '/dashboard');
    await expect(sessions(page).first()).toContainText(shown);
    await press(page, `Switch to ${support().email}`);
    await expect(region(page)).toContainText(`acting as ${shown}`);
    await expectHarmless(page, 'still open');

    await endImpersonation(page);
    await open(page, `/users/${id}`);
    await expect(impersonationsOf(page)).toContainText(shownReason);
    await expectReadInOrder(page, '.impersonation-line');
    await expectHarmless(page, 'their page afterwards');
    await open(page, '/impersonations');
    await expect(impersonationsOf(page).filter({ hasText: shown }).first()).toBeVisible();
    await expectHarmless(page, 'the impersonations');

    // The record has it as it was typed, on lines that a terminal only shows.
    const lines = ledger(subject).map(({ line }) => line);
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(printed('user', 'list', '--query', id)).toBe(`${id}  ${email}  ${terminal(firstName, lastName)}\n`);
  });

  test(`${what}: somebody's own pages`, async ({ page }) => {
    const person = newPerson({ firstName, lastName, mailbox });
    await signIn(page, person);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
    await expect(page.getByRole('button', { name: `Sign out of ${person.email}`, exact: true })).toBeVisible();
    await expectHarmless(page, 'their dashboard');
    await open(page, '/account');
    await expect(page.getByRole('main')).toContainText(shown);
    await expectHarmless(page, 'their account');
    await expectProblem(page, await open(page, '/impersonations'), 403, /may|staff/i);
    await expectHarmless(page, 'what they may not see');
  });
}

/** A name as the program prints it, which cuts nothing off. */
function terminal(firstName: string, lastName: string): string {
  const calm = `${firstName} ${lastName}`.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '�').replace(/[\u200b\ufeff]/gu, '');
  return calm.replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

test('a hostile sign-in, a hostile way on and a hostile search are text', async ({ page }) => {
  const next = `/users?q=${MARKUP}${BREAKERS}\u202e`;
  await open(page, `/sign-in?next=${encodeURIComponent(next)}`);
  await expect(page.locator('input[name="next"]')).toHaveValue(next);
  await sendSignIn(page, { email: `${MARKUP}${BREAKERS}\u202e@example.org`, password: MARKUP });
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Email address')).toHaveValue(`${MARKUP}${BREAKERS}\u202e@example.org`);
  await expect(page.locator('input[name="next"]')).toHaveValue(next);
  await expectHarmless(page, 'the refused sign-in');

  await sendSignIn(page, support());
  expect(place(page), 'a way on with letters that no address has').toBe('/dashboard');
  for (const query of [`${MARKUP}${BREAKERS}`, '\u202e\u2069%00', 'W'.repeat(2_000)]) {
    await open(page, `/users?q=${encodeURIComponent(query)}`);
    await expect(page.getByLabel('Search users')).toHaveValue(query);
    await expect(page.getByRole('status')).toHaveText('Nobody found.');
    await expectHarmless(page, 'the search');
  }
});

test('a search while typing shows and keeps what is hostile as text', { tag: '@javascript' }, async ({ page }) => {
  const { id, email } = newPerson({ firstName: MARKUP, lastName: BREAKERS });
  await signIn(page, support());
  await open(page, '/users');
  await page.getByLabel('Search users').fill(id);
  await expect(userRow(page, email).getByRole('link')).toHaveText(`${MARKUP} ${BREAKERS}`);
  const query = `${BREAKERS}\u202e&q=a#b`;
  await page.getByLabel('Search users').fill(query);
  await expect(page.getByRole('status')).toHaveText('Nobody found.');
  expect(new URL(page.url()).searchParams.get('q')).toBe(query);
  await expectHarmless(page, 'the search');
});
