import {
  actionIn,
  bytesIn,
  formatLink,
  formatRedirection,
  type LinkRefusal,
  type LinkRules,
  payloadText,
  splitOrganizationLink,
} from './link.ts';
import type { ServerAddress } from './server-address.ts';

const typeOf = {
  claim_user: 'USER',
  claim_device: 'DEVICE',
  claim_shamir_recovery: 'SHAMIR_RECOVERY',
} as const;

type Action = keyof typeof typeOf;
const actions = Object.keys(typeOf) as Action[];

/**
 * An invitation link: to become a user, to add a device, or to recover one (LINK-03). The token has
 * 16 bytes.
 */
export interface InvitationAddress {
  readonly server: ServerAddress;
  readonly organization: string;
  readonly type: (typeof typeOf)[Action];
  readonly token: Uint8Array;
}

/**
 * Reads either form of an invitation link.
 *
 * @param rules the rules of this client; default: all
 */
export function parseInvitationUrl(
  text: string,
  rules?: LinkRules,
): { readonly ok: true; readonly address: InvitationAddress } | LinkRefusal {
  const link = splitOrganizationLink(text, rules);
  if (!link.ok) return link;
  const action = actionIn(link.parameters, actions, rules);
  if (typeof action !== 'string') return action;
  const token = bytesIn(link.parameters, 16, rules);
  if (!(token instanceof Uint8Array)) return token;
  const { server, organization } = link;
  return { ok: true, address: { server, organization, type: typeOf[action], token } };
}

function parametersOf({ type, token }: InvitationAddress): { a: string; p: string } {
  const action = actions.find((candidate) => typeOf[candidate] === type);
  return { a: action ?? 'claim_user', p: payloadText(token) };
}

/** Writes an invitation link (LINK-03). */
export const formatInvitationUrl = (address: InvitationAddress): string =>
  formatLink(address.server, address.organization, parametersOf(address));

/** Writes the HTTP form of an invitation link (LINK-04). */
export const formatInvitationRedirection = (address: InvitationAddress): string =>
  formatRedirection(address.server, address.organization, parametersOf(address));
