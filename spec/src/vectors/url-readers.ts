import type { Notation } from '../notation/index.ts';
import {
  formatBootstrapRedirection,
  formatBootstrapUrl,
  formatInvitationRedirection,
  formatInvitationUrl,
  formatOrganizationUrl,
  formatServerAddress,
  parseBootstrapUrl,
  parseInvitationUrl,
  parseOrganizationUrl,
  parseServerAddress,
  type ServerAddress,
} from '../urls/index.ts';
import { hexOf } from './hex.ts';
import { refused, type VectorReader } from './reading.ts';

const actions = {
  USER: 'claim_user',
  DEVICE: 'claim_device',
  SHAMIR_RECOVERY: 'claim_shamir_recovery',
} as const;

/** Readers of `urls/` (LINK). A redirection is written as a redirection. */
export const urlReaders: Readonly<Record<string, VectorReader>> = {
  'server-url': ({ text }) => {
    const read = parseServerAddress(text);
    if (!read.ok) return refused(`${read.reason}: expected ${read.expected}`);
    return { ok: true, value: server(read.address), written: formatServerAddress(read.address) };
  },

  'organization-url': ({ text }) => {
    const read = parseOrganizationUrl(text);
    if (!read.ok) return refused(`${read.reason}: expected ${read.expected}`);
    const { organization, rootVerifyKey } = read.address;
    const value = { organization_id: organization, root_verify_key: hexOf(rootVerifyKey) };
    return {
      ok: true,
      value: { ...server(read.address.server), ...value },
      written: formatOrganizationUrl(read.address),
    };
  },

  'bootstrap-url': ({ text }) => {
    const read = parseBootstrapUrl(text);
    if (!read.ok) return refused(`${read.reason}: expected ${read.expected}`);
    const { organization, token } = read.address;
    const value = { organization_id: organization, token: token === null ? null : hexOf(token) };
    const format = text.startsWith('parsec3:') ? formatBootstrapUrl : formatBootstrapRedirection;
    return { ok: true, value: { ...server(read.address.server), ...value }, written: format(read.address) };
  },

  'invitation-url': ({ text }) => {
    const read = parseInvitationUrl(text);
    if (!read.ok) return refused(`${read.reason}: expected ${read.expected}`);
    const { organization, type, token } = read.address;
    const value = { organization_id: organization, action: actions[type], token: hexOf(token) };
    const format = text.startsWith('parsec3:') ? formatInvitationUrl : formatInvitationRedirection;
    return { ok: true, value: { ...server(read.address.server), ...value }, written: format(read.address) };
  },
};

const server = ({ host, port, tls }: ServerAddress): { readonly [key: string]: Notation } => ({
  host,
  port: port === (tls ? 443 : 80) ? null : port,
  ssl: tls,
});
