import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StaticFiles } from '@parsec-spec/reference-server/serve';
import { CliError } from './cli-error.ts';

// Beside the bundle of this program. There is none beside sources.
const folder = join(import.meta.dirname, 'client-app');

/** The client in the browser; undefined if the program runs from sources. */
export const clientPages = (origins: readonly string[]): StaticFiles | undefined =>
  existsSync(folder) ? { path: '/client', folder, policy: clientPolicy(origins) } : undefined;

/**
 * The Content-Security-Policy of the client: it may call its own server and these origins.
 *
 * @throws CliError `usage` about a text that is not an origin
 */
export function clientPolicy(origins: readonly string[]): string {
  const wrong = origins.find((origin) => !/^https?:/.test(origin) || URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined)
    throw new CliError(
      'usage',
      `--client-connect ${wrong} is not an origin`,
      'expected https://HOST or https://HOST:PORT, without a path',
    );
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ["connect-src 'self'", ...origins].join(' '),
  ].join('; ');
}
