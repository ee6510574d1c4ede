import { DateTime, Uuid } from '../codec/index.ts';
import type { Notation } from '../codec/notation.ts';
import { deviceLabel, emailAddress, humanLabel, organizationId, type Scalar } from '../scalars/index.ts';
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
import { hexOf, type ReadResult, refused, type VectorReader } from './vector.ts';

/** Readers of `scalars/`: they give a text in the form in which it is stored (TYPES). */
export const scalarReaders: Readonly<Record<string, VectorReader>> = {
  'organization-id': ({ text }) => scalar(organizationId(text)),
  'email-address': ({ text }) => scalar(emailAddress(text)),
  'human-label': ({ text }) => scalar(humanLabel(text)),
  'device-label': ({ text }) => scalar(deviceLabel(text)),
  'date-time': ({ text }) => readable(DateTime.parse(text)?.toString(), 'not an RFC 3339 text with a zone'),
  uuid: ({ text }) => readable(Uuid.parse(text)?.hex, 'not a text form of an identifier'),
};

const scalar = (read: Scalar<string, string>): ReadResult =>
  read.ok ? readable(read.value, '') : refused(`${read.reason}: expected ${read.expected}`);

const readable = (value: string | undefined, reason: string): ReadResult =>
  value === undefined ? refused(reason) : { ok: true, value, written: value };

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
