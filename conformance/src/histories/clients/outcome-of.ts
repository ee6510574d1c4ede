import type { Exchange } from '../../exchange/index.ts';
import type { Fields } from '../../judge/index.ts';
import { hasVersions } from '../organization/certificate-names.ts';
import type { ListedInvitation, OrganizationOutcome, OrganizationRequest } from '../organization/request.ts';
import type { Company } from './company.ts';

/** What a call came to; undefined where the answer does not tell whether it took effect: none, or a 5xx. */
export function outcomeOf(
  company: Company,
  request: OrganizationRequest,
  exchange: Exchange,
): OrganizationOutcome | undefined {
  if (exchange.status === 0 || exchange.status >= 500) return undefined;
  const status = exchange.replyStatus ?? exchange.status;
  const fields = Object(exchange.message) as Fields;
  if (status === 'require_greater_timestamp')
    return { status, strictlyGreaterThan: company.dateOf(fields.strictly_greater_than) };
  return { status, ...(status === 'ok' ? broughtBy(company, request, fields) : {}) };
}

function broughtBy(
  company: Company,
  request: OrganizationRequest,
  fields: Fields,
): Omit<OrganizationOutcome, 'status'> {
  const { names } = company;
  switch (request.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke':
    case 'invite_cancel':
    case 'invite_complete':
    case 'organization_info':
      return {};
    case 'invite_new_user':
      return { token: names.token(bytes(fields.token), request.email) };
    case 'invite_new_device':
      return { token: names.token(bytes(fields.token), request.by.user) };
    case 'invite_list':
      return {
        invitations: list(fields.invitations).map((item) => listed(company, request.by.user, Object(item))),
      };
    case 'invite_info':
      return {
        administrators: list(fields.administrators).map((one) => company.userCalled(Object(one).user_id)),
      };
    case 'certificate_get':
      return certificatesIn(company, list(fields.common_certificates));
    default:
      if (!('move' in request)) return {};
      if (request.move === 'start') return { attempt: names.attempt(fields.greeting_attempt) };
      return request.move === 'step' ? { heard: company.heard(request, fields) } : {};
  }
}

function listed({ names }: Company, user: string, item: Fields): ListedInvitation {
  const about = typeof item.claimer_email === 'string' ? item.claimer_email : user;
  return { token: names.token(bytes(item.token), about), about, status: String(item.status) };
}

function certificatesIn({ names }: Company, served: readonly unknown[]) {
  const known = served.map((one) => names.certificateOf(one));
  const versions = new Set(known.filter(({ name }) => hasVersions(name)).map(({ redacted }) => redacted));
  const [redacted] = versions;
  const view =
    versions.size === 2 ? 'mixed' : redacted === undefined ? 'none' : redacted ? 'redacted' : 'full';
  return { certificates: known.map(({ name }) => name), view } as const;
}

const bytes = (value: unknown) => (value instanceof Uint8Array ? value : new Uint8Array());
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
