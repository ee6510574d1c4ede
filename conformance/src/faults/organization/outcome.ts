import { peerStepField } from '../../case/actions/greeting.ts';
import { hasFields } from '../../case/equal.ts';
import type { ListedInvitation, OrganizationOutcome, OrganizationRequest } from '../../model/calls.ts';
import { otherRole } from '../../model/greeting-model.ts';
import { hasVersions } from '../../model/transitions/certificates.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';
import type { TestOrganization } from './test-organization.ts';

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
  const status = exchange.replyStatus ?? exchange.status;
  const fields = Object(exchange.message) as Fields;
  if (status === 'require_greater_timestamp')
    return { status, strictlyGreaterThan: organization.dateOf(fields.strictly_greater_than) };
  return { status, ...(status === 'ok' ? contentOf(organization, request, fields) : {}) };
}

function contentOf(
  organization: TestOrganization,
  request: OrganizationRequest,
  fields: Fields,
): Omit<OrganizationOutcome, 'status'> {
  switch (request.cmd) {
    case 'invite_new_user':
      return { token: organization.tokenName(fields.token, request.email) };
    case 'invite_new_device':
      return { token: organization.tokenName(fields.token, request.by.user) };
    case 'invite_list':
      return {
        invitations: list(fields.invitations).map((item) =>
          listed(organization, request.by.user, Object(item)),
        ),
      };
    case 'invite_info':
      return {
        administrators: list(fields.administrators).map((one) => organization.userName(Object(one).user_id)),
      };
    case 'tos_get':
      return { terms: organization.termsNumber(fields.updated_on) };
    case 'list_frozen_users':
      return { frozen: list(fields.frozen_users).map((id) => organization.userName(id)) };
    case 'certificate_get': {
      const served = list(fields.common_certificates).map((one) => organization.certificate(one));
      const versions = served.filter(({ name }) => hasVersions(name)).map(({ redacted }) => redacted);
      const view = versions.every((one) => one) ? 'redacted' : versions.some((one) => one) ? 'mixed' : 'full';
      return { certificates: served.map(({ name }) => name), view: versions.length === 0 ? 'none' : view };
    }
  }
  if (!('move' in request)) return {};
  const { token, greeter, role, move, step = 0 } = request;
  if (move === 'start') return { attempt: organization.attemptName(fields.greeting_attempt, request) };
  if (move === 'cancel') return {};
  const other = organization.halves(token, greeter, otherRole(role));
  return { peerHalf: hasFields(fields[peerStepField(role)], other[step]) ? 'own' : 'other' };
}

function listed(organization: TestOrganization, user: string, item: Fields): ListedInvitation {
  const about = typeof item.claimer_email === 'string' ? item.claimer_email : user;
  return { token: organization.tokenName(item.token, about), about, status: String(item.status) };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
