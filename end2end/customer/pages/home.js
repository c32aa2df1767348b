// Shows who one is here: as Clerk's package in the browser has it, and as the backend has it.
import { loadClerk, outcome, words } from './clerk.js';

const clerk = await loadClerk();
const element = (id) => document.querySelector(`#${id}`);

/** As Clerk's own banner: whom one is signed in as, and by `session.actor` that it is somebody else who is. */
function show() {
  const { user, session } = clerk;
  element('hello').textContent = user ? `Signed in as ${user.fullName ?? user.id}` : 'Signed out';
  element('sign-in').hidden = Boolean(user);
  const actor = session?.actor;
  element('banner').hidden = !actor;
  element('banner').textContent = actor ? JSON.stringify(actor) : '';
}

async function askBackend() {
  const response = await fetch('/api/me');
  element('me').textContent = `${response.status} ${JSON.stringify(await response.json())}`;
}

function onClick(id, act) {
  element(id).addEventListener('click', async () => {
    try {
      await act();
    } catch (error) {
      outcome(words(error));
    }
  });
}

onClick('ask', askBackend);
onClick('renew', async () => {
  const token = await clerk.session?.getToken({ skipCache: true });
  outcome(token ? 'There is a new session token' : 'There is no session token');
});
onClick('close', async () => {
  const response = await fetch('/api/close-account', { method: 'POST' });
  outcome(`${response.status} ${JSON.stringify(await response.json())}`);
});
onClick('sign-out', () => clerk.signOut());

clerk.addListener(show);
show();
element('hello').dataset.status = clerk.status;
await askBackend();
