// Serves the application alone: eval "$(understudy env)" && PORT=4000 node server.js
import { application } from './application.js';

const port = Number(process.env.PORT ?? 4000);
const origin = `http://127.0.0.1:${port}`;
application(origin, process.env).listen(port, '127.0.0.1', () => console.log(`Customer  ${origin}`));
