// The files that the page "A local Clerk for your tests" shows, as somebody would copy them.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { said } from './program.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/guides/local-clerk.md');
const BLOCK = /^```(\w*) ?(\S*)\n([\s\S]*?)^```$/gm;

/** A block of code of the page, and the file that it is; blocks without a name are no files. */
export interface Block {
  file: string;
  code: string;
}

/** All of them, in their order. */
export function blocks(): Block[] {
  return [...readFileSync(PAGE, 'utf8').matchAll(BLOCK)].map(([, , file, code]) => ({ file, code }));
}

/** Writes files of the page to a folder that is a package of its own, each as it stands there but for the ports, which the machine has free. */
export function copy(folder: string, files: string[], ports: Record<string, number>): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  for (const file of files) {
    const block = blocks().find((it) => it.file === file);
    if (!block) throw new Error(`the page has no ${file}`);
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Object.entries(ports).reduce((code, [shown, free]) => code.replaceAll(shown, String(free)), block.code));
  }
}

/** A port on which nobody listens now. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

/** The environment of somebody who has `understudy` on the path, and nothing of the runner that runs them. */
export function environment(folder: string): Record<string, string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(said('PROGRAM'), join(bin, 'understudy'));
  const own = Object.entries(process.env).filter(([name]) => !/^(E2E|TEST|PW|PLAYWRIGHT|NODE|npm)_/.test(name));
  return { ...(Object.fromEntries(own) as Record<string, string>), PATH: `${bin}:${process.env.PATH}` };
}
