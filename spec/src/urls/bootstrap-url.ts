import {
  actionIn,
  formatLink,
  formatRedirection,
  type LinkRefusal,
  type LinkRules,
  optionalTokenIn,
  payloadText,
  splitOrganizationLink,
} from './link.ts';
import type { ServerAddress } from './server-address.ts';

const action = 'bootstrap_organization';

/**
 * A bootstrap link (LINK-02). `token`: 16 bytes, or null where any client may create the
 * organization.
 */
export interface BootstrapAddress {
  readonly server: ServerAddress;
  readonly organization: string;
  readonly token: Uint8Array | null;
}

/**
 * Reads either form of a bootstrap link.
 *
 * @param rules the rules of this client; default: all
 */
export function parseBootstrapUrl(
  text: string,
  rules?: LinkRules,
): { readonly ok: true; readonly address: BootstrapAddress } | LinkRefusal {
  const link = splitOrganizationLink(text, rules);
  if (!link.ok) return link;
  const parameter = actionIn(link.parameters, [action], rules);
  if (typeof parameter !== 'string') return parameter;
  const token = optionalTokenIn(link.parameters, rules);
  if (token !== null && !(token instanceof Uint8Array)) return token;
  const { server, organization } = link;
  return { ok: true, address: { server, organization, token } };
}

const parametersOf = (address: BootstrapAddress) => ({ a: action, p: payloadText(address.token) });

/** Writes a bootstrap link (LINK-02). */
export const formatBootstrapUrl = (address: BootstrapAddress): string =>
  formatLink(address.server, address.organization, parametersOf(address));

/** Writes the HTTP form of a bootstrap link (LINK-04). */
export const formatBootstrapRedirection = (address: BootstrapAddress): string =>
  formatRedirection(address.server, address.organization, parametersOf(address));
