// Signs in: with the ticket of an actor token in the address (`__clerk_ticket`), or by password.
import { loadClerk, outcome, words } from './clerk.js';

const clerk = await loadClerk();
const ticket = new URLSearchParams(location.search).get('__clerk_ticket');

/** Begins a sign-in that is complete at once, and goes home with its session. */
async function signIn(parameters) {
  try {
    const { createdSessionId } = await clerk.client.signIn.create(parameters);
    await clerk.setActive({ session: createdSessionId });
    location.replace('/');
  } catch (error) {
    outcome(words(error));
  }
}

document.querySelector('#form').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  void signIn({ strategy: 'password', identifier: form.get('identifier'), password: form.get('password') });
});
if (ticket) {
  // Out of the address before anything else: a ticket must not stay in the history.
  history.replaceState(null, '', location.pathname);
  await signIn({ strategy: 'ticket', ticket });
}
