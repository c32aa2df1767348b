// Clerk in the browser, from the application's own address, on the instance that its settings name.

/** What Clerk says of the person at this browser, loaded. */
export async function loadClerk() {
  const { publishableKey, proxyUrl } = await (await fetch('/settings.json')).json();
  const script = document.createElement('script');
  script.src = '/clerk-js/clerk.browser.js';
  script.dataset.clerkPublishableKey = publishableKey;
  // An instance over https needs none.
  if (proxyUrl) script.dataset.clerkProxyUrl = proxyUrl;
  const loaded = new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error('clerk-js did not load')));
  });
  document.head.append(script);
  await loaded;
  await window.Clerk.load({ telemetry: false });
  return window.Clerk;
}

/** Shows what came of something. */
export function outcome(text) {
  document.querySelector('#outcome').textContent = text;
}

/** Clerk's own words for an error, or its code where it has one. */
export function words(error) {
  const [first] = error?.errors ?? [];
  return first ? `${first.code}: ${first.longMessage ?? first.message}` : String(error);
}
