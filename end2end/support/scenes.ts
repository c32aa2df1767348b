// Every page of the console in every state that looks different, by name.
import { expect, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { deafen, endImpersonation, fillStart, follow, impersonate, open, press, region, sendSignIn, signIn, type Start } from './console.ts';
import { spend, startInShop } from './application.ts';
import { newSecret } from './codes.ts';
import { type Account, lead, newPerson, type Person, support } from './people.ts';
import { said } from './program.ts';

/** A page in a state: how to get there in a fresh browser. */
export interface Scene {
  name: string;
  show: (page: Page) => Promise<unknown>;
}

/** Signed in as the support person, at an address. */
function asSupport(path: string): Scene['show'] {
  return async (page) => {
    await signIn(page, support());
    await open(page, path);
  };
}

/** Inside an impersonation, at an address. */
function inside(path: string, named: Named = {}, start: Start = { caseReference: 'CASE-2041' }): Scene['show'] {
  return async (page) => {
    await signIn(page, support());
    await impersonate(page, newPerson(named), start);
    await open(page, path);
  };
}

interface Named {
  firstName?: string;
  lastName?: string;
}

/** Names that a layout must bear: without end, from right to left, and in both directions at once. */
const NAMES: Record<'long' | 'arabic' | 'hebrew' | 'mixed', Required<Named>> = {
  long: { firstName: 'Wilhelmina', lastName: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6).slice(0, 185) },
  arabic: { firstName: 'عبد الرحمن', lastName: 'الأنصاري' },
  hebrew: { firstName: 'נועה', lastName: 'בן־דוד' },
  mixed: { firstName: 'Ada (עדה)', lastName: '42-لوفلايس, Countess' },
};

/** A reason and a case of the greatest length, without a blank. */
const LONGEST: Start = { reason: 'WhyWhyWhy?'.repeat(50), caseReference: 'C4'.repeat(50) };

/** Inside an impersonation, left alone for a while. */
function leftAlone(minutes: string): Scene['show'] {
  return async (page) => {
    await signIn(page, support());
    await impersonate(page, newPerson());
    await page.clock.install();
    await open(page, '/dashboard');
    await page.clock.fastForward(minutes);
    await expect(region(page).getByText(/nothing (has )?happened/i)).toBeVisible();
  };
}

/** In another application: the link is there, or was opened, or it is over. */
function elsewhere(path: 'page' | '/dashboard', until: 'waiting' | 'running' | 'over', named: Named = {}, start: Start = { caseReference: 'CASE-2041' }): Scene['show'] {
  return async (page) => {
    await signIn(page, support());
    await startInShop(page, newPerson(named), start);
    const own = page.url();
    const link = await page.getByRole('link', { name: /^Open The Shop/ }).getAttribute('href');
    if (until !== 'waiting') await spend(page.request, link ?? '');
    if (until !== 'waiting') await expect(page.getByRole('main')).toContainText('Running');
    if (until === 'over') await press(page, 'End impersonation');
    if (path !== 'page') await open(page, path);
    else if (until !== 'waiting') await open(page, new URL(own).pathname);
  };
}

/** Somebody else begins to act as a user, and closes their browser. */
async function joined(page: Page, who: Account, subject: Person): Promise<void> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page belongs to no browser');
  const context = await browser.newContext({ baseURL: said('CONSOLE') });
  const other = await context.newPage();
  await signIn(other, who);
  await impersonate(other, subject, { reason: 'Looks at the same invoice' });
  await context.close();
}

/** Address and password are typed, and the second step is asked for. */
async function secondStep(page: Page): Promise<void> {
  await open(page, '/sign-in');
  await sendSignIn(page, newPerson({ totpSecret: newSecret(), backupCodes: ['kept-code'] }));
}

export const scenes: Scene[] = [
  { name: 'sign-in', show: (page) => open(page, '/sign-in') },
  {
    name: 'sign-in-refused',
    show: async (page) => {
      await open(page, '/sign-in');
      await sendSignIn(page, { email: 'nobody@example.org', password: 'not the password' });
    },
  },
  { name: 'sign-in-app', show: (page) => secondStep(page) },
  {
    name: 'sign-in-code-refused',
    show: async (page) => {
      await secondStep(page);
      await page.getByLabel('Code', { exact: true }).fill('000000');
      await press(page, 'Continue');
    },
  },
  {
    name: 'sign-in-code-sent',
    show: async (page) => {
      await secondStep(page);
      await follow(page, () => page.getByRole('button', { name: /^Email a code/ }).click());
    },
  },
  { name: 'sign-in-over', show: (page) => open(page, '/sign-in/factor') },
  { name: 'signed-out-404', show: (page) => open(page, '/no-such-page') },
  { name: 'dashboard', show: asSupport('/dashboard') },
  { name: 'dashboard-new', show: (page) => signIn(page, newPerson({ role: 'support' })) },
  { name: 'dashboard-customer', show: (page) => signIn(page, newPerson()) },
  { name: 'users', show: asSupport('/users') },
  { name: 'users-found', show: asSupport('/users?q=an') },
  {
    name: 'users-names',
    show: async (page) => {
      const family = randomBytes(4).toString('hex');
      for (const { firstName, lastName } of Object.values(NAMES)) newPerson({ firstName, lastName: `${lastName} ${family}` });
      await signIn(page, support());
      await open(page, `/users?q=${family}`);
    },
  },
  {
    name: 'users-one-found',
    show: async (page) => {
      await signIn(page, support());
      await open(page, `/users?q=${newPerson().id}`);
    },
  },
  { name: 'users-nobody-found', show: asSupport('/users?q=nobody-is-called-like-this') },
  {
    name: 'user',
    show: async (page) => {
      const person = newPerson();
      await signIn(page, support());
      await impersonate(page, person, { caseReference: 'CASE-2041' });
      await endImpersonation(page);
      await open(page, `/users/${person.id}`);
    },
  },
  {
    name: 'user-new',
    show: async (page) => {
      await signIn(page, support());
      await open(page, `/users/${newPerson().id}`);
    },
  },
  {
    name: 'user-busy',
    show: async (page) => {
      const person = newPerson();
      await signIn(page, support());
      for (const minutes of ['5 minutes', '10 minutes', '15 minutes']) {
        await impersonate(page, person, { duration: minutes, caseReference: 'CASE-2041' });
        await endImpersonation(page);
      }
      await joined(page, lead(), person);
      await joined(page, support(), person);
      await open(page, `/users/${person.id}`);
    },
  },
  {
    name: 'user-long-name',
    show: async (page) => {
      const person = newPerson(NAMES.long);
      await signIn(page, support());
      await impersonate(page, person, LONGEST);
      await endImpersonation(page);
      await joined(page, lead(), person);
      await open(page, `/users/${person.id}`);
    },
  },
  {
    name: 'user-mixed-name',
    show: async (page) => {
      const person = newPerson(NAMES.mixed);
      await signIn(page, support());
      await impersonate(page, person, { reason: 'שלום, the invoice of مريم is wrong' });
      await endImpersonation(page);
      await open(page, `/users/${person.id}`);
    },
  },
  {
    name: 'user-refused',
    show: async (page) => {
      await signIn(page, support());
      await open(page, `/users/${newPerson({ role: 'lead' }).id}`);
    },
  },
  {
    name: 'user-form-refused',
    show: async (page) => {
      await signIn(page, support());
      await open(page, `/users/${newPerson().id}`);
      await fillStart(page, { reason: 'Too short', caseReference: 'C'.repeat(101) });
      await press(page, 'Impersonate');
    },
  },
  { name: 'user-404', show: asSupport('/users/user_2nobody') },
  {
    name: 'impersonations',
    show: async (page) => {
      await signIn(page, lead());
      await impersonate(page, newPerson());
      await endImpersonation(page);
      await impersonate(page, newPerson());
      await press(page, `Switch to ${lead().email}`);
      await open(page, '/impersonations');
    },
  },
  {
    name: 'impersonations-emergency',
    show: async (page) => {
      await signIn(page, lead());
      await open(page, '/impersonations');
      await page.getByText('In an emergency').click();
    },
  },
  { name: 'impersonations-none-older', show: asSupport('/impersonations?before=imp_nothing') },
  {
    name: 'impersonations-names',
    show: async (page) => {
      await signIn(page, support());
      for (const name of [NAMES.arabic, NAMES.mixed, NAMES.long]) {
        await impersonate(page, newPerson(name), LONGEST);
        await endImpersonation(page);
      }
      await impersonate(page, newPerson(NAMES.long), LONGEST);
      await press(page, `Switch to ${support().email}`);
      await open(page, '/impersonations');
    },
  },
  {
    name: 'find',
    show: async (page) => {
      await signIn(page, support());
      await open(page, '/dashboard');
      await page.keyboard.press('/');
      await page.getByRole('searchbox', { name: 'Find a user' }).fill('an');
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    },
  },
  {
    name: 'outdated',
    show: async (page) => {
      await signIn(page, support());
      await open(page, `/users/${newPerson().id}`);
      const tab = await page.context().newPage();
      await impersonate(tab, newPerson());
      await tab.close();
      await expect(page.getByRole('region', { name: 'Another session' })).toBeVisible();
    },
  },
  { name: 'account', show: asSupport('/account') },
  { name: '404', show: asSupport('/no-such-page') },
  {
    name: '403',
    show: async (page) => {
      await signIn(page, newPerson());
      await open(page, '/users');
    },
  },
  {
    name: '409',
    show: async (page) => {
      await deafen(page);
      await signIn(page, support());
      await open(page, `/users/${newPerson().id}`);
      await fillStart(page);
      const tab = await page.context().newPage();
      await impersonate(tab, newPerson());
      await tab.close();
      await press(page, 'Impersonate');
    },
  },
  // In the README.
  { name: 'impersonating-dashboard', show: inside('/dashboard', { firstName: 'Harriet', lastName: 'Whitaker' }) },
  { name: 'impersonating-long-name', show: inside('/dashboard', NAMES.long, LONGEST) },
  { name: 'impersonating-hebrew-name', show: inside('/account', NAMES.hebrew) },
  {
    name: 'impersonating-in-company',
    show: async (page) => {
      const person = newPerson();
      await joined(page, lead(), person);
      await signIn(page, support());
      await impersonate(page, person);
    },
  },
  { name: 'elsewhere-link', show: elsewhere('page', 'waiting') },
  { name: 'elsewhere-running', show: elsewhere('page', 'running') },
  { name: 'elsewhere-over', show: elsewhere('page', 'over') },
  { name: 'elsewhere-dashboard', show: elsewhere('/dashboard', 'running') },
  { name: 'elsewhere-names', show: elsewhere('page', 'waiting', NAMES.long, LONGEST) },
  { name: 'elsewhere-dashboard-names', show: elsewhere('/dashboard', 'running', NAMES.mixed, LONGEST) },
  { name: 'impersonating-idle-soon', show: leftAlone('09:10') },
  { name: 'impersonating-over', show: leftAlone('10:10') },
  { name: 'impersonating-account', show: inside('/account') },
  { name: 'impersonating-403', show: inside('/users') },
  { name: 'impersonating-404', show: inside('/no-such-page') },
  {
    name: 'still-open',
    show: async (page) => {
      await signIn(page, support());
      await impersonate(page, newPerson());
      await press(page, `Switch to ${support().email}`);
    },
  },
];
