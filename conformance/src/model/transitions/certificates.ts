import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type ExpectedAnswer, type Rule, serving } from '../answers.ts';
import type { Caller, CertificateCall, ClientCall, OrganizationOutcome, ReadCall } from '../calls.ts';
import {
  type CertificateState,
  lastDate,
  type OrganizationState,
  ownerOfAddress,
  withStream,
} from '../state.ts';

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
  const { change } = ruleSetOf(state, request);
  return { ...state, ...change, phase: 'bootstrapped', certificates: certificatesOf(request) };
}

/** What a correct organization answers to a call that adds common certificates. */
export function answerCertificateCall(state: OrganizationState, request: CertificateCall): ExpectedAnswer {
  const { cmd, by, at } = request;
  const { rules, change } = ruleSetOf(state, request);
  const certificates = [...state.certificates, ...certificatesOf(request)];
  const later: RequirementId = `${cmd}/later-than-last`;
  return serving({
    requirement: SERVED[cmd],
    expected: { status: 'ok' },
    rules: [
      ...(cmd === 'device_create' ? [] : [authorIsAdmin(state, by, `${cmd}/author-is-admin`)]),
      [later, at <= lastDate(state), 'require_greater_timestamp'],
      ...rules,
    ],
    after: () => ({ ...state, ...change, certificates }),
  });
}

/** The requirement that a valid call is served. */
const SERVED = {
  user_create: 'user_create/coherent-certificates-accepted',
  device_create: 'device_create/open-to-every-profile',
  user_update: 'user_update/changes-profile-at-once',
  user_revoke: 'user_revoke/certificate-handed-out',
} as const satisfies Record<CertificateCall['cmd'], RequirementId>;

/** The rule that the author is an ADMIN now. */
export const authorIsAdmin = ({ users }: OrganizationState, by: Caller, requirement: RequirementId): Rule => [
  requirement,
  users.get(by.user)?.profile !== 'ADMIN',
  'author_not_allowed',
];

/** The rules of a command, and the parts of the state that the command changes. */
function ruleSetOf(
  state: OrganizationState,
  request: CertificateCall,
): { readonly rules: readonly Rule[]; readonly change: Partial<OrganizationState> } {
  const { users, devices, limit } = state;
  if (request.cmd === 'device_create') {
    const { device, by } = request;
    return {
      rules: [['device_create/device-id-new', devices.has(device), 'device_already_exists']],
      change: { devices: new Map(devices).set(device, by.user) },
    };
  }
  const target = users.get(request.user);
  if (request.cmd === 'user_create') {
    const { user, device, email, profile } = request;
    const active = [...users.values()].filter(({ revoked }) => !revoked).length;
    return {
      rules: [
        ['user_create/user-id-new', target !== undefined, 'user_already_exists'],
        ['user_create/device-id-new', devices.has(device), 'user_already_exists'],
        [
          'user_create/email-free',
          ownerOfAddress(state, email) !== undefined,
          'human_handle_already_taken',
          'user_create/email-of-revoked-reusable',
        ],
        [
          'user_create/seat-free',
          limit !== null && active >= limit,
          'active_users_limit_reached',
          'user_create/revocation-frees-seat',
        ],
      ],
      change: {
        users: new Map(users).set(user, { email, profile, revoked: false, frozen: false }),
        devices: new Map(devices).set(device, user),
      },
    };
  }
  const { cmd, user, by } = request;
  const isUpdate = cmd === 'user_update';
  const change = isUpdate ? { profile: request.profile } : { revoked: true };
  const isRevoked = target?.revoked === true;
  return {
    rules: [
      [`${cmd}/not-oneself`, user === by.user, 'invalid_certificate'],
      [`${cmd}/user-known`, target === undefined, 'user_not_found'],
      isUpdate
        ? ['user_update/user-not-revoked', isRevoked, 'user_revoked']
        : ['user_revoke/revoked-once', isRevoked, 'user_already_revoked'],
      ...(isUpdate
        ? [
            [
              'user_update/profile-changes',
              target?.profile === request.profile,
              'user_no_changes',
            ] as const satisfies Rule,
          ]
        : []),
    ],
    change: target === undefined ? {} : { users: new Map(users).set(user, { ...target, ...change }) },
  };
}

/** The sizes in the reply of `organization_info`. They are 0, because no call of a life stores data. */
const SIZES: readonly string[] = ['total_block_bytes 0', 'total_metadata_bytes 0'];

/** `certificate_get`, `organization_info` and `list_frozen_users`. */
export function answerReadCall(
  state: OrganizationState,
  request: ReadCall & Pick<ClientCall, 'excused'>,
): ExpectedAnswer {
  const { by, excused = [] } = request;
  const after = () => state;
  if (request.cmd === 'organization_info')
    return serving({
      requirement: 'organization_info/open-to-every-profile',
      expected: { status: 'ok', facts: SIZES },
      after,
      breach: ({ facts = SIZES }) =>
        SIZES.every((size) => facts.includes(size)) ? undefined : 'organization_info/gives-sizes',
    });
  if (request.cmd === 'events_listen')
    return serving({
      requirement: 'authentication/events-same-codes',
      expected: { status: 'ok' },
      after: () => withStream(state, `${by.device} ${request.stream}`, true),
    });
  if (request.cmd === 'list_frozen_users') return answerFrozenUsers(state, by);
  const cursor = 'after' in request ? request.after : undefined;
  const certificates = state.certificates
    .filter(({ at }) => at > (cursor ?? Number.NEGATIVE_INFINITY))
    .map(({ name }) => name);
  const isOutsider = state.users.get(by.user)?.profile === 'OUTSIDER';
  const view = !certificates.some(hasVersions) ? 'none' : isOutsider ? 'redacted' : 'full';
  const isOtherView = (outcome: OrganizationOutcome) =>
    !excused.includes('author_not_allowed') && (outcome.view ?? 'none') !== view;
  const requirement =
    cursor === undefined ? 'certificate_get/whole-history-to-everyone' : 'certificate_get/cursor-is-strict';
  const sequesterAfter = 'sequesterAfter' in request ? request.sequesterAfter : undefined;
  const sequester = state.sequester === null || sequesterAfter !== undefined ? [] : [state.sequester];
  return serving({
    requirement,
    expected: { status: 'ok', certificates, view, ...(sequester.length === 0 ? {} : { sequester }) },
    after,
    breach: (outcome) =>
      breachOfHistory(certificates, outcome.certificates ?? [], requirement) ??
      breachOfSequester(sequester, outcome.sequester ?? [], sequesterAfter) ??
      (isOtherView(outcome)
        ? `certificate_get/${isOutsider ? 'outsider-gets-redacted' : 'others-get-full'}`
        : undefined),
  });
}

/** The frozen users. Those who were revoked afterwards may be among them. */
function answerFrozenUsers(state: OrganizationState, by: Caller): ExpectedAnswer {
  const all = [...state.users].filter(([, { frozen }]) => frozen).map(([name]) => name);
  const frozen = all.filter((name) => state.users.get(name)?.revoked === false);
  const isRight = (listed: readonly string[]) =>
    frozen.every((name) => listed.includes(name)) && listed.every((name) => all.includes(name));
  return serving({
    requirement: 'list_frozen_users/lists-frozen',
    expected: { status: 'ok', frozen },
    rules: [authorIsAdmin(state, by, 'list_frozen_users/author-is-admin')],
    after: () => state,
    breach: (outcome) => (isRight(outcome.frozen ?? []) ? undefined : 'list_frozen_users/lists-frozen'),
  });
}

/** The requirement that a list of certificates breaks, if any. */
function breachOfHistory(
  expected: readonly string[],
  observed: readonly string[],
  requirement: RequirementId,
): RequirementId | undefined {
  if (observed.join() === expected.join()) return undefined;
  if ([...observed].sort().join() === [...expected].sort().join())
    return 'certificate_get/ordered-by-timestamp';
  return expected.every((name) => observed.includes(name))
    ? observed.includes('an unknown certificate')
      ? 'certificate_get/bytes-as-uploaded'
      : requirement
    : requirement;
}

/** The requirement that a list of sequester certificates breaks, if any. */
const breachOfSequester = (
  [expected]: readonly string[],
  [observed]: readonly string[],
  cursor: number | undefined,
): RequirementId | undefined => {
  if (expected === observed) return undefined;
  if (cursor !== undefined) return 'certificate_get/cursor-is-strict';
  return expected === undefined
    ? 'organization_bootstrap/no-sequester-without-authority'
    : 'certificate_get/sequester-to-everyone';
};

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
