import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Context } from './context.ts';
import { failed } from './failed.ts';

/**
 * Checks that a bootstrap link is for the requested organization and does not drop TLS. Reports a
 * link to another server.
 */
export function linkAsAsked(
  { say }: Context,
  address: BootstrapAddress,
  asked: string,
  organization: string,
): BootstrapAddress {
  const wrong = (what: string) =>
    failed('unexpected', {
      message: `the server gave a bootstrap link ${what}`,
      hint: 'the organization is created, and nothing was sent to the address of the link: check the address in the settings of the server (--server-addr) and that this is the right server',
    });
  if (address.organization !== organization) throw wrong(`of another organization, ${address.organization}`);
  const server = formatServerUrl(address.server);
  const isSecure = (url: string) => new URL(url).protocol === 'https:';
  if (isSecure(asked) && !isSecure(server)) throw wrong(`without TLS, to ${server}`);
  if (new URL(server).host !== new URL(asked).host)
    say(`The link leads to ${server}, the address that the server has for itself.`);
  return address;
}
