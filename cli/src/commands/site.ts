import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { portNumber } from '../main/arguments.ts';
import { CliError, exitCode } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { listenError } from '../main/listen-error.ts';

const examples = `
It has a page for each requirement, whose request can be changed and sent to a
server in the page. A checkout builds it first.
Stop it with Ctrl-C.

Examples:
  parsec-spec site --port 8080

Exit codes: 0 stopped, 1 it cannot listen or build, 2 wrong usage, 74 stdout
  cannot be written.
`;

/** Adds `site`, which shows the specification as a website at a local address. */
export function register(program: Command): void {
  program
    .command('site')
    .description('show the specification as a website at a local address')
    .option('--port <port>', 'port to listen on, 0 = any free one', portNumber, 8056)
    .addHelpText('after', examples)
    .action(async ({ port }) => {
      await showSite(port);
    });
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

async function showSite(port: number): Promise<void> {
  const { signal } = listenForInterruption(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const folder = isCheckout ? await mkdtemp(join(tmpdir(), 'parsec-spec-site-')) : join(tree, 'dist', 'site');
  const server = await serveFolder(folder);
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    if (isCheckout) await build(folder, signal);
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    const hint = 'choose another --port; 0 takes any free one';
    throw listenError(error, `127.0.0.1:${port}`, hint, exitCode.fail);
  } finally {
    server.close();
    server.closeAllConnections();
    if (isCheckout) await rm(folder, { recursive: true });
  }
}

/** The root of the checkout, or the package. */
const tree = fileURLToPath(new URL('../../../', import.meta.url));
const isCheckout = existsSync(join(tree, 'launch.mjs'));

/** Builds the site of the checkout. */
async function build(folder: string, signal: AbortSignal): Promise<void> {
  process.stderr.write('building the site …\n');
  const args = [join(tree, 'launch.mjs'), 'site/src/main.ts', '--out', folder];
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const child = spawn(process.execPath, args, { cwd: tree, stdio: [...stdio], signal });
  const [code] = await once(child, 'close').catch(() => [signal.aborted ? 0 : 1]);
  if (code !== 0 && !signal.aborted)
    throw new CliError(
      'cannot-build',
      'the site could not be built',
      'correct what is named above',
      exitCode.fail,
    );
}

/** A web host of a folder, which serves nothing else. */
async function serveFolder(folder: string): Promise<Server> {
  // Imported here, because every start of the command line would wait for the modules of HTTP.
  const { createServer } = await import('node:http');
  return createServer(async (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (!path.endsWith('/') && existsSync(join(folder, path, 'index.html'))) {
      // As static hosts do: the links of a page are relative to its folder.
      response.writeHead(301, { Location: encodeURI(`${path}/`) }).end();
      return;
    }
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const content = await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': TYPES[content === undefined ? '.html' : extname(file)] ?? 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(content ?? (await missingPage(folder)));
  });
}

/** The page for an unknown address. Here the site begins at `/`, whatever the address. */
async function missingPage(folder: string): Promise<string> {
  const file = join(folder, '404.html');
  // During the build there is none yet.
  if (!existsSync(file)) return 'no such page (yet)';
  return (await readFile(file, 'utf8')).replace('<head>', '<head><base href="/404/">');
}

/** The path of a request, without `..`. */
function pathOf(target: string): string {
  try {
    const path = decodeURIComponent(target.replace(/[?#].*$/, ''));
    // On Windows a backslash separates folders, too.
    return posix.normalize(`/${path.replaceAll('\\', '/')}`);
  } catch {
    // No file has this name.
    return '/%';
  }
}
