import { type Answer, refusalsOf, serving } from '../answers.ts';
import type { Caller, CertificateCall, ClientCall, OrganizationOutcome, ReadCall } from '../calls.ts';
import { type CertificateState, isTaken, lastDate, type OrganizationState } from '../state.ts';

/**
 * The state after the bootstrap. The caller becomes the first user, an ADMIN (BOOT-01, BOOT-23).
 *
 * @param at - timestamp of the certificates, in µs since the history began
 */
export function bootstrapped(
  state: OrganizationState,
  by: Caller,
  email: string,
  at: number,
): OrganizationState {
  const request = { cmd: 'user_create', by, at, ...by, email, profile: 'ADMIN' } as const;
  return { ...state, ...ruleSetOf(state, request).change, certificates: certificatesOf(request) };
}

/**
 * Calls that add common certificates (USER-02, USER-11 to -15, USER-19, USER-23 to -29, DEV-07,
 * DEV-09).
 */
export function answerCertificateCall(state: OrganizationState, request: CertificateCall): Answer {
  const { rules, change } = ruleSetOf(state, request);
  const isAdmin = state.users.get(request.by.user)?.profile === 'ADMIN';
  const refusals = refusalsOf(
    [request.cmd !== 'device_create' && !isAdmin, 'author_not_allowed'],
    [request.at <= lastDate(state), 'require_greater_timestamp'],
    ...rules,
  );
  const certificates = [...state.certificates, ...certificatesOf(request)];
  return serving({ status: 'ok' }, () => ({ ...state, ...change, certificates }), refusals);
}

/**
 * The rules of a command with their refusals, and the parts of the state that the command changes.
 */
function ruleSetOf(
  state: OrganizationState,
  request: CertificateCall,
): {
  readonly rules: readonly (readonly [isBroken: boolean, status: string])[];
  readonly change: Partial<OrganizationState>;
} {
  const { users, devices, limit } = state;
  if (request.cmd === 'device_create') {
    const { device, by } = request;
    return {
      rules: [[devices.has(device), 'device_already_exists']],
      change: { devices: new Map(devices).set(device, by.user) },
    };
  }
  const target = users.get(request.user);
  if (request.cmd === 'user_create') {
    const { user, device, email, profile } = request;
    const active = [...users.values()].filter(({ revoked }) => !revoked).length;
    return {
      rules: [
        [target !== undefined || devices.has(device), 'user_already_exists'],
        [isTaken(state, email), 'human_handle_already_taken'],
        [limit !== null && active >= limit, 'active_users_limit_reached'],
      ],
      change: {
        users: new Map(users).set(user, { email, profile, revoked: false, frozen: false }),
        devices: new Map(devices).set(device, user),
      },
    };
  }
  const isUpdate = request.cmd === 'user_update';
  const change = isUpdate ? { profile: request.profile } : { revoked: true };
  return {
    rules: [
      [request.user === request.by.user, 'invalid_certificate'],
      [target === undefined, 'user_not_found'],
      [target?.revoked === true, isUpdate ? 'user_revoked' : 'user_already_revoked'],
      [isUpdate && target?.profile === request.profile, 'user_no_changes'],
    ],
    change: target === undefined ? {} : { users: new Map(users).set(request.user, { ...target, ...change }) },
  };
}

/**
 * `certificate_get` for all certificates, and `organization_info` (CERT-09, CERT-10, CERT-12,
 * CERT-15, CERT-16, USER-31).
 */
export function answerReadCall(
  state: OrganizationState,
  { cmd, by, excused = [] }: ReadCall & Pick<ClientCall, 'excused'>,
): Answer {
  if (cmd === 'organization_info') return serving({ status: 'ok' }, () => state);
  const certificates = state.certificates.map(({ name }) => name);
  const isOutsider = state.users.get(by.user)?.profile === 'OUTSIDER';
  const view = !certificates.some(hasVersions) ? 'none' : isOutsider ? 'redacted' : 'full';
  const isRight = (outcome: OrganizationOutcome) =>
    (excused.includes('author_not_allowed') || (outcome.view ?? 'none') === view) &&
    (outcome.certificates ?? []).join() === certificates.join();
  return serving({ status: 'ok', certificates, view }, () => state, [], isRight);
}

/** The certificates that a call adds, in the order of `certificate_get`, with unique names. */
export function certificatesOf(request: CertificateCall): readonly CertificateState[] {
  const { at } = request;
  return subjectsOf(request).map((subject) => ({ at, name: `${subject} @${at}` }));
}

function subjectsOf(request: CertificateCall): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return [`user ${request.user}`, `device ${request.device}`];
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
      return [`${request.user} becomes ${request.profile}`];
    case 'user_revoke':
      return [`${request.user} revoked`];
  }
}

/** Whether a certificate has a full and a redacted version. */
export const hasVersions = (name: string): boolean => /^(user|device) /.test(name);
