import { formatServerAddress, netloc, type ServerAddress } from '@parsec-spec/spec/urls';
import type { Reply } from './call.ts';

const html = (status: number, title: string, text: string): Reply => ({
  status,
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
});

/** The site root: there is a server, and it is ready (TRANSPORT-32). */
export const landingPage = html(200, 'Parsec server', 'This server is ready. Open it with a Parsec client.');

/** A path that leads nowhere. */
export const unknownPage = html(404, 'Not found', 'There is no such page on this server.');

/**
 * The link that a person followed in a browser, for the Parsec client (LINK-05): the configured address, path and
 * parameters as they came, `no_ssl` as the server has it.
 */
export function redirection(server: ServerAddress, rest: string, query: string): Reply {
  const kept = query.split('&').filter((item) => item !== '' && nameOf(item) !== 'no_ssl');
  const parameters = server.tls ? kept : [...kept, 'no_ssl=true'];
  const path = rest === '' ? '' : `/${rest}`;
  const location =
    path === '' && parameters.length === 0
      ? formatServerAddress(server)
      : `parsec3://${netloc(server)}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
  return { status: 302, headers: [['Location', location]], body: '' };
}

const nameOf = (parameter: string): string | undefined => new URLSearchParams(parameter).keys().next().value;
