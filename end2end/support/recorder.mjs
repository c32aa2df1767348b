// Stands between the console and the provider, passes everything on as it is, and writes down what the console asked and
// was answered: one request a line, for the last tests to hold against Clerk's published descriptions.
import { createWriteStream } from 'node:fs';
import { Agent, createServer, request as ask } from 'node:http';

const provider = new URL(process.env.E2E_PROVIDER);
const record = createWriteStream(process.env.E2E_REQUESTS, { mode: 0o600 });
const agent = new Agent({ keepAlive: true });

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const chunks = [];
  const write = (answered) => record.write(`${JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString(), ...answered })}\n`);
  const onward = ask({
    agent,
    hostname: provider.hostname,
    port: provider.port,
    method,
    path: url,
    // The provider answers under its own name only, as Clerk does.
    headers: { ...headers, host: provider.host },
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => write({ status: answer.statusCode, answer: Buffer.concat(parts).toString() }));
    answer.pipe(response);
  });
  onward.on('error', () => {
    write({});
    response.destroy();
  });
  response.on('close', () => onward.destroy());
  request.on('data', (chunk) => chunks.push(chunk));
  request.pipe(onward);
});

server.listen(0, '127.0.0.1', () => console.log(`Recorder  http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit());
