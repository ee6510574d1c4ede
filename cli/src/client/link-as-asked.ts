import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Context } from './context.ts';
import { failed } from './failed.ts';

/** A link that leads where it was asked for: to that organization, and not from TLS into the clear. Another server is said. */
export function linkAsAsked(
  { say }: Context,
  address: BootstrapAddress,
  asked: string,
  organization: string,
): BootstrapAddress {
  const wrong = (what: string) =>
    failed('unexpected', {
      message: `the server gave a bootstrap link ${what}`,
      hint: 'the organization is there now, and nothing was sent to that address: look at the one that the server was told of itself (--server-addr), and who answers at this one',
    });
  if (address.organization !== organization) throw wrong(`of another organization, ${address.organization}`);
  const server = formatServerUrl(address.server);
  const isSecure = (url: string) => new URL(url).protocol === 'https:';
  if (isSecure(asked) && !isSecure(server)) throw wrong(`without TLS, to ${server}`);
  if (new URL(server).host !== new URL(asked).host)
    say(`The link leads to ${server}, as this server calls itself.`);
  return address;
}
