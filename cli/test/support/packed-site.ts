import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** A built page on loopback. */
export interface Site {
  readonly url: string;
  /** The scripts, as one text. */
  readonly script: string;
  stop(): Promise<void>;
}

/** Bundles `page.ts` with the packages installed in `place`, as their user would, and serves it. */
export async function serveBundle(place: string): Promise<Site> {
  const root = join(place, 'site');
  await mkdir(place, { recursive: true });
  await cp(join(import.meta.dirname, 'page'), root, { recursive: true });
  await writeFile(
    join(root, 'index.html'),
    '<!doctype html><title>Parsec</title><link rel="icon" href="data:,"><script type="module" src="page.ts"></script>',
  );
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: join(place, 'built'), emptyOutDir: true, target: 'es2022', modulePreload: false },
    worker: { format: 'es' },
  });
  const built = new Map<string, Buffer>();
  for (const entry of await readdir(join(place, 'built'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    built.set(path.slice(join(place, 'built').length).replaceAll('\\', '/'), await readFile(path));
  }
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : String(request.url);
    const content = built.get(path);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      // As strict as the site can be: WebAssembly, and nothing from other hosts.
      'Content-Security-Policy': "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'",
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    script: [...built].map(([path, content]) => (path.endsWith('.js') ? content.toString() : '')).join('\n'),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
