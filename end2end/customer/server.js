// Serves the application alone: eval "$(understudy env)" && PORT=4000 node server.js
// With CERTIFICATE and KEY, two files, it is served over https.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { application } from './application.js';

const { PORT = '4000', CERTIFICATE, KEY } = process.env;
const origin = `${CERTIFICATE ? 'https' : 'http'}://127.0.0.1:${PORT}`;
const app = application(origin, process.env);
const server = CERTIFICATE ? createSecureServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, app) : createServer(app);
server.listen(Number(PORT), '127.0.0.1', () => console.log(`Customer  ${origin}`));
