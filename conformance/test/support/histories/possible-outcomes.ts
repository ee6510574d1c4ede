import type { OrganizationOutcome, OrganizationRequest } from '../../../src/model/calls.ts';
import type { OrganizationState } from '../../../src/model/state.ts';

const statuses = [
  'ok',
  'not_ready',
  'received',
  200,
  404,
  460,
  462,
  403,
  410,
  461,
  'author_not_allowed',
  'active_users_limit_reached',
  'user_already_exists',
  'human_handle_already_taken',
  'device_already_exists',
  'user_not_found',
  'user_revoked',
  'user_already_revoked',
  'user_no_changes',
  'invalid_certificate',
  'claimer_email_already_enrolled',
  'invitation_not_found',
  'invitation_cancelled',
  'invitation_completed',
  'invitation_already_cancelled',
  'invitation_already_completed',
  'greeting_attempt_not_found',
  'greeting_attempt_not_joined',
  'greeting_attempt_cancelled',
  'greeting_attempt_already_cancelled',
  'step_too_advanced',
  'greeter_not_allowed',
  'greeter_not_found',
  'greeter_revoked',
] as const;

/** Outcomes of a request in a state, among them all correct ones and wrong ones. */
export function possibleOutcomes(
  state: OrganizationState,
  request: OrganizationRequest,
): readonly OrganizationOutcome[] {
  const about =
    request.cmd === 'invite_new_user' ? request.email : 'by' in request ? (request.by?.user ?? '') : '';
  const fresh = `${about}#${state.invitations.length + 1}`;
  const tokens = [...state.invitations.flatMap(({ token: known }) => known ?? []), fresh];
  const attempts = [...state.greetings.values()].flatMap(({ names }) => names.flatMap((name) => name ?? []));
  const visible = (mine: boolean, all: boolean) =>
    state.invitations
      .filter(({ type, about: invitee }) => (type === 'USER' ? all : mine && invitee === about))
      .map(({ token: name, about: invitee, status }) => ({
        token: name ?? `${invitee}#9`,
        about: invitee,
        status,
      }));
  const certificates = state.certificates.map(({ name }) => name);
  const admins = [...state.users]
    .filter(([, one]) => one.profile === 'ADMIN' && !one.revoked)
    .map(([name]) => name);
  return [
    ...statuses.map((status) => ({ status })),
    { status: 'require_greater_timestamp', strictlyGreaterThan: state.certificates.at(-1)?.at ?? 0 },
    ...tokens.filter((name) => name.startsWith(about)).map((name) => ({ status: 'ok', token: name })),
    ...[
      [true, true],
      [true, false],
    ].map(([mine = true, all = true]) => ({ status: 'ok', invitations: visible(mine, all) })),
    { status: 'ok', administrators: admins },
    { status: 'ok', administrators: [] },
    ...(['full', 'redacted', 'none'] as const).map((view) => ({ status: 'ok', certificates, view })),
    ...[...attempts, `attempt ${attempts.length + 1}`].map((name) => ({ status: 'ok', attempt: name })),
    { status: 'ok', peerHalf: 'own' },
  ];
}
