import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { CDPSession } from 'puppeteer-core';
import { buildApp, type Replacement } from '../test/support/app-pages.ts';

/** The built pages in base64, by their path below `/client/`. */
export type Pages = ReadonlyMap<string, string>;

/** Builds the pages of the app. */
export async function buildPages(replacements: readonly Replacement[]): Promise<Pages> {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-pages-'));
  try {
    await buildApp(folder, replacements);
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => extname(name) !== '');
    return new Map(
      await Promise.all(
        files.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The policy of `serve`, without `--client-connect`. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "connect-src 'self'",
].join('; ');

/**
 * Answers requests for the pages at `/client/` of any origin, so that each server of the suite seems
 * to offer the app, as `serve` does. All other requests reach the server as the app sends them.
 *
 * @param pagesOf the pages of the present act
 */
export async function offerPages(session: CDPSession, pagesOf: () => Pages): Promise<void> {
  session.on('Fetch.requestPaused', ({ requestId, request: { url } }) => {
    const { pathname } = new URL(url);
    const name = pathname.replace('/client/', '') || 'index.html';
    const body = pagesOf().get(name);
    const answer = !pathname.startsWith('/client/')
      ? session.send('Fetch.continueRequest', { requestId })
      : session.send('Fetch.fulfillRequest', {
          requestId,
          responseCode: body === undefined ? 404 : 200,
          responseHeaders: [
            { name: 'Content-Type', value: types[extname(name)] ?? 'application/octet-stream' },
            { name: 'Content-Security-Policy', value: policy },
            { name: 'Referrer-Policy', value: 'no-referrer' },
            { name: 'Cache-Control', value: 'no-store' },
          ],
          body: body ?? '',
        });
    // The page may have been closed meanwhile.
    answer.catch(() => undefined);
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*/client/*' }] });
}
