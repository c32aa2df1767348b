// A customer's application as they are built with Clerk: @clerk/express behind, @clerk/clerk-js in front.
import { clerkMiddleware, getAuth } from '@clerk/express';
import express from 'express';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const pages = resolve(import.meta.dirname, 'pages');
const clerkJs = dirname(fileURLToPath(import.meta.resolve('@clerk/clerk-js')));

/**
 * The application at `origin`, on the Clerk instance that `clerk` names: the variables that `understudy env` prints.
 *
 * @param {string} origin
 * @param {Record<string, string>} clerk
 * @returns {import('express').Express}
 */
export function application(origin, clerk) {
  const { CLERK_PUBLISHABLE_KEY: publishableKey, CLERK_PROXY_URL: proxyUrl } = clerk;
  const app = express();
  app.disable('x-powered-by');
  app.use('/clerk-js', express.static(clerkJs, { index: false }));
  app.use(
    clerkMiddleware({
      secretKey: clerk.CLERK_SECRET_KEY,
      publishableKey,
      apiUrl: clerk.CLERK_API_URL,
      proxyUrl,
      // A token that another origin got is not for this application.
      authorizedParties: [origin],
      signInUrl: '/sign-in',
    }),
  );

  // What the front needs to know of the instance; none of it is secret.
  app.get('/settings.json', (_, response) => {
    response.json({ publishableKey, proxyUrl });
  });

  // Who the backend takes the caller for: `act` says who is really there.
  app.get('/api/me', (request, response) => {
    const { userId, sessionId, actor, sessionClaims } = getAuth(request);
    if (!userId) return response.status(401).json({ error: 'signed out' });
    return response.json({ userId, sessionId, act: actor ?? null, azp: sessionClaims.azp });
  });

  // What nobody may do in another's name: the rule that every application should have for such things.
  app.post('/api/close-account', (request, response) => {
    const { userId, actor } = getAuth(request);
    if (!userId) return response.status(401).json({ error: 'signed out' });
    if (actor) return response.status(403).json({ error: 'not while impersonating' });
    return response.json({ closed: userId });
  });

  app.use(express.static(pages, { extensions: ['html'] }));
  return app;
}
