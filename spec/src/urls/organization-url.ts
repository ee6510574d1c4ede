import {
  bytesIn,
  formatLink,
  formatRedirection,
  type LinkRefusal,
  payloadText,
  splitOrganizationLink,
} from './link.ts';
import type { ServerAddress } from './server-address.ts';

/** An existing organization: its address and its 32-byte root verify key. */
export interface OrganizationAddress {
  readonly server: ServerAddress;
  readonly organization: string;
  readonly rootVerifyKey: Uint8Array;
}

/** Reads either form. An action is ignored, like every unknown parameter. */
export function parseOrganizationUrl(
  text: string,
): { readonly ok: true; readonly address: OrganizationAddress } | LinkRefusal {
  const link = splitOrganizationLink(text);
  if (!link.ok) return link;
  const rootVerifyKey = bytesIn(link.parameters, 32);
  if (!(rootVerifyKey instanceof Uint8Array)) return rootVerifyKey;
  const { server, organization } = link;
  return { ok: true, address: { server, organization, rootVerifyKey } };
}

const parametersOf = (address: OrganizationAddress) => ({ p: payloadText(address.rootVerifyKey) });

/** Writes the link of an organization. */
export const formatOrganizationUrl = (address: OrganizationAddress): string =>
  formatLink(address.server, address.organization, parametersOf(address));

/** Writes the HTTP form of the link of an organization (LINK-04). */
export const formatOrganizationRedirection = (address: OrganizationAddress): string =>
  formatRedirection(address.server, address.organization, parametersOf(address));
