import { hasFields, isEqual } from '../../judge/equal.ts';
import { tokenOf } from '../../judge/organization.ts';
import type { ListedInvitation, OrganizationOutcome, OrganizationRequest } from '../../model/calls.ts';
import { hasVersions } from '../../model/transitions/certificates.ts';
import { otherRole } from '../../people/greeting-steps.ts';
import { peerStepField } from '../../vocabulary/actions/greeting.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { type Fields, Id, Instant, microsOf } from '../../wire/values.ts';
import { jsonOf, type TestOrganization } from './test-organization.ts';

/**
 * The outcome of a call in the terms of the model. Undefined if it is unknown whether the call took
 * effect, because there is no reply or a 5xx.
 */
export function outcomeOf(
  organization: TestOrganization,
  request: OrganizationRequest,
  exchange: Exchange,
): OrganizationOutcome | undefined {
  if (exchange.status === 0 || exchange.status >= 500) return undefined;
  // An event stream has no reply.
  if (request.cmd === 'events_listen') return { status: exchange.status === 200 ? 'ok' : exchange.status };
  const status = exchange.replyStatus ?? exchange.status;
  const fields = Object(exchange.message) as Fields;
  const isOfAdministration = ADMINISTRATION.includes(request.cmd);
  if (isOfAdministration)
    return { status, ...(status === 200 ? administrationFields(organization, request, exchange) : {}) };
  if (status === 'require_greater_timestamp')
    return { status, strictlyGreaterThan: organization.dateOf(fields.strictly_greater_than) };
  if (status === 'greeting_attempt_cancelled' || status === 'greeting_attempt_already_cancelled')
    return {
      status,
      cancellation: [fields.origin, fields.reason].map((one) => String(one).slice(0, MAX_TEXT)).join(' '),
    };
  return { status, ...(status === 'ok' ? contentOf(organization, request, fields) : {}) };
}

const ADMINISTRATION: readonly string[] = [
  'organization_create',
  'organization_status',
  'user_list',
  'organization_stats',
  'user_freeze',
  'user_unfreeze',
];

/** What the JSON answer of the administration API shows. */
function administrationFields(
  organization: TestOrganization,
  { cmd }: OrganizationRequest,
  exchange: Exchange,
): Omit<OrganizationOutcome, 'status'> {
  const body = jsonOf(exchange);
  switch (cmd) {
    case 'organization_create': {
      const token = tokenOf(String(body.bootstrap_url));
      const twin = tokenOf(String(body.bootstrap_url_as_http_redirection));
      if (twin === undefined || !isEqual(token, twin)) return {};
      return { token: organization.rememberLink(token) ?? 'no new token' };
    }
    case 'organization_status': {
      const {
        tos,
        is_bootstrapped,
        is_expired,
        active_users_limit,
        user_profile_outsider_allowed: outsiders,
        realm_minimum_archiving_period_before_deletion: archiving,
        ...others
      } = body;
      const { updated_on, per_locale_urls: urls, ...more } = Object(tos) as Fields;
      const number = isEqual(more, {}) ? organization.termsNumber(microsOf(String(updated_on)), urls) : 0;
      const terms = tos === null ? 0 : number || 'of another date or with other addresses';
      return {
        facts: [
          ...Object.entries({
            is_bootstrapped,
            is_expired,
            active_users_limit,
            outsiders,
            archiving,
          }).map(fact),
          `terms ${terms}`,
          ...Object.entries(others).map(fact),
        ],
      };
    }
    case 'user_list':
      return {
        facts: list(body.users).map((one) => userFact(organization, one)),
      };
    case 'user_freeze':
    case 'user_unfreeze':
      return { facts: [userFact(organization, body)] };
    default: {
      const {
        realms,
        data_size,
        metadata_size,
        users,
        active_users,
        users_per_profile_detail: profiles,
      } = body;
      return {
        facts: [
          ...Object.entries({ realms, data_size, metadata_size, users, active_users }).map(fact),
          ...Object.entries(Object(profiles) as Fields).map(([profile, counts]) => {
            const { active, revoked } = Object(counts) as Fields;
            return `${profile} ${active} active ${revoked} revoked`;
          }),
        ],
      };
    }
  }
}

/** A user as the administration shows it. */
function userFact(organization: TestOrganization, record: unknown): string {
  const { user_id, user_email, frozen } = Object(record) as Fields;
  const name = organization.userName(Id.parse(String(user_id)));
  return `${name} ${String(user_email).slice(0, MAX_TEXT)}${frozen === true ? ' frozen' : ''}`;
}

/** A field by its name. A text has quotation marks, so that `"3"` is not 3. */
const fact = ([name, value]: readonly [string, unknown]): string =>
  `${name} ${(typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, MAX_TEXT)}`;

/** Longest text of a target in a fact, in characters. */
const MAX_TEXT = 100;

/** The outcome of a mail, unless it is SUCCESS. */
const mailOf = ({ email_sent }: Fields): Pick<OrganizationOutcome, 'mail'> =>
  email_sent === 'SUCCESS' ? {} : { mail: String(email_sent).slice(0, MAX_TEXT) };

/** The name of the token of an invitation, unless the token has not 16 bytes. */
const tokenOfInvitation = (
  organization: TestOrganization,
  { token }: Fields,
  about: string,
): Pick<OrganizationOutcome, 'token'> =>
  token instanceof Uint8Array && token.length === 16 ? { token: organization.tokenName(token, about) } : {};

function contentOf(
  organization: TestOrganization,
  request: OrganizationRequest,
  fields: Fields,
): Omit<OrganizationOutcome, 'status'> {
  switch (request.cmd) {
    case 'invite_new_user':
      return { ...tokenOfInvitation(organization, fields, request.email), ...mailOf(fields) };
    case 'invite_new_device':
      return { ...tokenOfInvitation(organization, fields, request.by.user), ...mailOf(fields) };
    case 'invite_list':
      return {
        invitations: list(fields.invitations).map((item) =>
          listedInvitation(organization, request.by.user, Object(item)),
        ),
      };
    case 'invite_info':
      return {
        administrators: list(fields.administrators).map((one) => organization.userName(Object(one).user_id)),
        creator: organization.userName(Object(fields.created_by).user_id),
        about:
          fields.type === 'USER'
            ? String(fields.claimer_email).slice(0, MAX_TEXT)
            : organization.userName(fields.claimer_user_id),
      };
    case 'tos_get':
      return {
        terms: organization.termsNumber(
          fields.updated_on instanceof Instant ? fields.updated_on.micros : undefined,
          fields.per_locale_urls,
        ),
      };
    case 'organization_info': {
      const { total_block_bytes, total_metadata_bytes } = fields;
      return { facts: Object.entries({ total_block_bytes, total_metadata_bytes }).map(fact) };
    }
    case 'list_frozen_users':
      return { frozen: list(fields.frozen_users).map((id) => organization.userName(id)) };
    case 'certificate_get': {
      const served = list(fields.common_certificates).map((one) => organization.certificate(one));
      const versions = served.filter(({ name }) => hasVersions(name)).map(({ redacted }) => redacted);
      const view = versions.every((one) => one) ? 'redacted' : versions.some((one) => one) ? 'mixed' : 'full';
      const sequester = list(fields.sequester_certificates).map((one) => organization.certificate(one).name);
      return {
        certificates: served.map(({ name }) => name),
        view: versions.length === 0 ? 'none' : view,
        ...(sequester.length === 0 ? {} : { sequester }),
      };
    }
  }
  if (!('move' in request)) return {};
  const { token, greeter, role, move, step = 0 } = request;
  if (move === 'start') return { attempt: organization.attemptName(fields.greeting_attempt, request) };
  if (move === 'cancel') return {};
  const other = organization.halves(token, greeter, otherRole(role));
  return { peerHalf: hasFields(fields[peerStepField(role)], other[step]) ? 'own' : 'other' };
}

function listedInvitation(organization: TestOrganization, user: string, item: Fields): ListedInvitation {
  const about = typeof item.claimer_email === 'string' ? item.claimer_email : user;
  return {
    token: organization.tokenName(item.token, about),
    about,
    status: String(item.status),
    creator: organization.userName(Object(item.created_by).user_id),
  };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
