// Every page of the console in every state that looks different, by name.
import type { Page } from '@playwright/test';
import { endImpersonation, fillStart, impersonate, open, press, sendSignIn, signIn } from './console.ts';
import { lead, newPerson, support } from './people.ts';

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
function inside(path: string): Scene['show'] {
  return async (page) => {
    await signIn(page, support());
    await impersonate(page, newPerson(), { caseReference: 'CASE-2041' });
    await open(page, path);
  };
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
  { name: 'signed-out-404', show: (page) => open(page, '/no-such-page') },
  { name: 'dashboard', show: asSupport('/dashboard') },
  { name: 'dashboard-customer', show: (page) => signIn(page, newPerson()) },
  { name: 'users', show: asSupport('/users') },
  { name: 'users-found', show: asSupport('/users?q=an') },
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
      await signIn(page, support());
      await open(page, `/users/${newPerson().id}`);
      await fillStart(page);
      const tab = await page.context().newPage();
      await impersonate(tab, newPerson());
      await tab.close();
      await press(page, 'Impersonate');
    },
  },
  { name: 'impersonating-dashboard', show: inside('/dashboard') },
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
