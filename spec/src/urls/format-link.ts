import { httpBase, netloc, type ServerAddress } from './server-address.ts';

/** Parameters of a link, in the order in which they are written. */
export interface LinkParameters {
  readonly a?: string;
  readonly p?: string;
}

/** `parsec3://host[:port][/org]?[no_ssl=true&][a=…&]p=…` (spec/protocol/links.md). */
export function formatLink(server: ServerAddress, organization: string, parameters: LinkParameters): string {
  const noSsl = server.tls ? [] : ['no_ssl=true'];
  return `parsec3://${netloc(server)}/${encodeURIComponent(organization)}${query([...noSsl, ...written(parameters)])}`;
}

/**
 * The redirection form of the same link, for people without a Parsec client (LINK-04):
 * `http(s)://host[:port]/redirect/org?[a=…&]p=…`.
 */
export function formatRedirection(
  server: ServerAddress,
  organization: string,
  parameters: LinkParameters,
): string {
  return `${httpBase(server)}/redirect/${encodeURIComponent(organization)}${query(written(parameters))}`;
}

const written = ({ a, p }: LinkParameters): string[] => [
  ...(a === undefined ? [] : [`a=${a}`]),
  ...(p === undefined ? [] : [`p=${p}`]),
];

const query = (parts: readonly string[]): string => (parts.length === 0 ? '' : `?${parts.join('&')}`);
