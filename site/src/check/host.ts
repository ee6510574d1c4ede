import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** A web host on loopback. */
export interface Host {
  readonly url: string;
  close(): void;
}

/** A static host that serves the site in a subfolder, and 404.html for unknown addresses. */
export async function startHost(folder: string): Promise<Host> {
  const server = createServer(async (request, response) => {
    const path = new URL(String(request.url), 'http://host').pathname.replace(/^\/parsec/, '');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const content = await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type':
        content === undefined ? 'text/html; charset=utf-8' : (types[extname(file)] ?? 'text/plain'),
    });
    response.end(content ?? (await readFile(join(folder, '404.html'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/parsec/`, close: () => server.close() };
}

/** What the sample is drawn by: PARSEC_SPEC_SAMPLE, else the commit, or nothing where git does not answer. */
function seedOfSample(): string {
  const { PARSEC_SPEC_SAMPLE: seed } = process.env;
  if (seed !== undefined) return seed;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname, stdio: 'pipe' }).toString();
  } catch {
    return '';
  }
}

/** Texts drawn by the commit. */
export function drawByCommit(texts: readonly string[], count: number): readonly string[] {
  const seed = seedOfSample();
  const digest = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('hex');
  return [...texts].sort((left, right) => (digest(left) < digest(right) ? -1 : 1)).slice(0, count);
}
