import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StaticFiles } from '@parsec-spec/reference-server/serve';
import { CliError } from './cli-error.ts';

// Beside the bundle of this program. There is none beside sources.
const folder = join(import.meta.dirname, 'client-app');

/** The options of `serve` about the client in the browser. */
export interface ClientOptions {
  readonly client: boolean;
  readonly clientConnect: readonly string[];
  readonly redirectToClient?: true;
}

/**
 * The client in the browser; undefined if it is turned off, or the program runs from sources.
 *
 * @throws CliError `usage` about a text that is not an origin, or links that would lead nowhere
 */
export function clientPages({
  client,
  clientConnect,
  redirectToClient,
}: ClientOptions): StaticFiles | undefined {
  const policy = clientPolicy(clientConnect);
  const isOffered = client && existsSync(folder);
  if (redirectToClient === true && !isOffered)
    throw new CliError(
      'usage',
      'links cannot lead to the client in the browser: this server does not offer it',
      client
        ? 'unset PARSEC_SPEC_SOURCES, because a program that runs from sources has no pages'
        : 'leave out --no-client, or --redirect-to-client',
    );
  // The path of parsec-cloud's web client.
  const redirection = redirectToClient === true ? { redirection: 'webRedirect' } : {};
  return isOffered ? { path: '/client', folder, policy, ...redirection } : undefined;
}

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
      `--client-connect ${wrong.replace(/^.*@/s, '(hidden)@')} is not an origin`,
      'expected https://HOST or https://HOST:PORT, without a path',
    );
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ["connect-src 'self'", ...origins].join(' '),
  ].join('; ');
}
