import fc from 'fast-check';
import { Ears } from './ears.ts';
import type { History, Operation } from '../../src/histories/index.ts';
import {
  type OrganizationModel,
  type OrganizationOutcome,
  organizationModel,
  type OrganizationRequest,
  type OrganizationState,
} from '../../src/histories/organization/index.ts';

export type Call = Operation<OrganizationRequest, OrganizationOutcome>;
export type Calls = History<OrganizationRequest, OrganizationOutcome>;

const email = (user: string) => `${user.replace(/-.*/, '')}@example.com`;

/** Two ADMINs and somebody STANDARD, with one seat free. */
export const beginning: OrganizationState = {
  expired: false,
  listeners: ['alice', 'bob'],
  limit: 5,
  users: new Map([
    ['alice', { email: email('alice'), profile: 'ADMIN', revoked: false, frozen: false }],
    ['adam', { email: email('adam'), profile: 'ADMIN', revoked: false, frozen: false }],
    ['bob', { email: email('bob'), profile: 'STANDARD', revoked: false, frozen: false }],
  ]),
  devices: new Map([
    ['alice-1', 'alice'],
    ['adam-1', 'adam'],
    ['bob-1', 'bob'],
  ]),
  invitations: [
    { token: 'zoe@example.com#1', type: 'USER', about: 'zoe@example.com', status: 'PENDING', told: [] },
  ],
  greetings: new Map(),
  certificates: [{ at: 1, name: 'user alice @1' }],
};

/** The model of an organization that began so. */
export const model: OrganizationModel = organizationModel(beginning);

const users = ['adam', 'bob', 'carl', 'carl-twin', 'dave'];
const by = fc
  .constantFrom('alice', 'alice', 'adam', 'bob', 'carl')
  .map((user) => ({ user, device: `${user}-1` }));
const profile = fc.constantFrom('ADMIN' as const, 'STANDARD' as const, 'OUTSIDER' as const);
const user = fc.constantFrom(...users);
const token = fc.constantFrom('zoe@example.com#1', 'zoe@example.com#2', 'carl@example.com#1');
const attempt = fc.constantFrom('attempt 1', 'attempt 2');
const at = fc.constant(0);

/** Somebody hears what comes next of something: which that is, is seen when it happens. */
const hearing = fc.record({
  cmd: fc.constant('hear_invitation' as const),
  listener: fc.constantFrom('alice', 'bob').map((who) => ({ user: who, device: `${who}-1` })),
  token: fc.constant(''),
  nth: fc.nat({ max: 9 }),
  event: fc.constant(''),
});

/** Calls of a few people about a few things; dates come later. */
export const request: fc.Arbitrary<OrganizationRequest> = fc.oneof(
  fc
    .record({ cmd: fc.constant('user_create' as const), by, at, user, profile })
    .map((one) => ({ ...one, device: `${one.user}-1`, email: email(one.user) })),
  fc.record({
    cmd: fc.constant('device_create' as const),
    by,
    at,
    device: fc.constantFrom('tablet', 'carl-1'),
  }),
  fc.record({ cmd: fc.constant('user_update' as const), by, at, user, profile }),
  fc
    .record({ cmd: fc.constant('user_revoke' as const), by, at, user })
    .map((one) => ({ ...one, email: email(one.user) })),
  fc.record({
    cmd: fc.constant('invite_new_user' as const),
    by,
    email: fc.constantFrom('zoe@example.com', 'carl@example.com'),
  }),
  fc.record({
    cmd: fc.constantFrom('invite_new_device' as const, 'invite_list' as const, 'organization_info' as const),
    by,
  }),
  fc.record({ cmd: fc.constantFrom('invite_cancel' as const, 'invite_complete' as const), by, token }),
  fc.record({ cmd: fc.constant('invite_info' as const), token }),
  fc.record({ cmd: fc.constant('certificate_get' as const), by, after: fc.constant(null) }),
  fc.record({ cmd: fc.constant('certificate_get' as const), by, after: fc.constant(null) }),
  fc.record({ cmd: fc.constantFrom('user_freeze' as const, 'user_unfreeze' as const), user }),
  fc.record({
    cmd: fc.constantFrom(
      'organization_expire' as const,
      'organization_unexpire' as const,
      'organization_unexpire' as const,
    ),
  }),
  hearing,
  hearing,
  hearing,
  fc
    .record({
      token,
      greeter: fc.constantFrom('alice', 'adam'),
      party: fc.constantFrom('greeter' as const, 'claimer' as const),
      move: fc.constantFrom('start' as const, 'start' as const, 'step' as const, 'cancel' as const),
      attempt,
      step: fc.nat({ max: 1 }),
    })
    .map(
      ({ attempt: name, step, ...one }): OrganizationRequest => ({
        cmd: `invite_${one.party}_${one.move === 'step' ? 'step' : one.move === 'start' ? 'start_greeting_attempt' : 'cancel_greeting_attempt'}`,
        ...one,
        ...(one.party === 'greeter' ? { by: { user: one.greeter, device: `${one.greeter}-1` } } : {}),
        ...(one.move === 'start' ? {} : { attempt: name }),
        ...(one.move === 'step' ? { step } : {}),
        ...(one.move === 'cancel' ? { reason: 'MANUALLY_CANCELLED' } : {}),
      }),
    ),
);

const statuses = [
  'ok',
  'not_ready',
  'heard',
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

/** Outcomes that something might come to in a state, right and wrong. */
export function outcomesIn(
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
      .filter(({ type, about: whom }) => (type === 'USER' ? all : mine && whom === about))
      .map(({ token: name, about: whom, status }) => ({ token: name ?? `${whom}#9`, about: whom, status }));
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
    { status: 'ok', heard: 'own' },
  ];
}

/** How a call lies in time, and what is known of it. */
export const timing = fc.record({
  early: fc.nat({ max: 25 }),
  late: fc.nat({ max: 25 }),
  dated: fc.integer({ min: -12, max: 0 }),
  fate: fc.constantFrom(
    'answered',
    'answered',
    'answered',
    'answered',
    'answered',
    'answered',
    'lost after',
    'lost before',
  ),
});

export type Timed = { readonly request: OrganizationRequest } & (typeof timing extends fc.Arbitrary<infer T>
  ? T
  : never);

/** What comes of these if each happens at one moment, one after the other, while clients wait for several at once. */
export function invent(timed: readonly Timed[]): Calls {
  let state = beginning;
  const ears = new Ears();
  const told = [{ name: 'zoe@example.com#1', since: -100 }];
  const calls = timed.map(({ request: asked, early, late, dated, fate }, index): Call => {
    const moment = (index + 1) * 10;
    const named = asTold(
      asked,
      told.filter((one) => one.since < moment - early).map(({ name }) => name),
    );
    const made =
      'listener' in named
        ? ears.next(state, named)
        : 'at' in named
          ? { ...named, at: Math.max(0, moment + dated) }
          : named;
    const base = {
      client: `client ${index}`,
      request: made,
      called: moment - early,
      returned: moment + late,
      calledMs: moment - early,
      returnedMs: moment + late,
    };
    if (fate === 'lost before') return { ...base, returned: Number.POSITIVE_INFINITY };
    const outcome = outcomesIn(state, made).find((one) => model.step(state, made, one, false) !== undefined);
    if (outcome === undefined) throw new Error(`no outcome for ${JSON.stringify(made)}`);
    state = model.step(state, made, outcome, false) ?? state;
    const names = [outcome.token, outcome.attempt, ...(outcome.invitations ?? []).map((one) => one.token)];
    if (fate === 'answered')
      for (const name of names) if (name !== undefined) told.push({ name, since: moment + late });
    return fate === 'answered' ? { ...base, outcome } : { ...base, returned: Number.POSITIVE_INFINITY };
  });
  return inOrder(calls);
}

/** Nobody names a token or an attempt that nobody was told: such a call names one that there never is. */
function asTold(request: OrganizationRequest, told: readonly string[]): OrganizationRequest {
  const known = (name: string, otherwise: string) => (told.includes(name) ? name : otherwise);
  if (!('token' in request) || 'listener' in request) return request;
  const { token } = request;
  const made = { ...request, token: known(token, 'nobody@example.com#9') };
  return 'attempt' in made && made.attempt !== undefined
    ? { ...made, attempt: known(made.attempt, 'attempt 9') }
    : made;
}

/** The same with places in the order of events instead of times, so that no two are one. */
export function inOrder(calls: Calls): Calls {
  const events = calls
    .flatMap((call, index) => [
      { at: call.called, index, what: 'called' as const },
      { at: call.returned, index, what: 'returned' as const },
    ])
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at || (a.what === b.what ? a.index - b.index : a.what === 'called' ? -1 : 1));
  const places = new Map(events.map(({ index, what }, place) => [`${index} ${what}`, place]));
  return calls.map((call, index) => ({
    ...call,
    called: places.get(`${index} called`) ?? 0,
    returned: places.get(`${index} returned`) ?? Number.POSITIVE_INFINITY,
  }));
}

/** Histories that some order explains, of so many calls. */
export const inventedHistory = (minLength: number, maxLength: number): fc.Arbitrary<Calls> =>
  fc
    .array(fc.tuple(request, timing), { minLength, maxLength, size: 'max' })
    .map((list) => invent(list.map(([asked, when]) => ({ request: asked, ...when }))));

const where = { token: 'zoe@example.com#1', greeter: 'alice' };
const byAlice = { by: { user: 'alice', device: 'alice-1' }, party: 'greeter' as const };
const first = { attempt: 'attempt 1', step: 0, move: 'step' as const };

/** Both sides start, and go the first step, while the greeter listens. */
const greeted: readonly fc.Arbitrary<OrganizationRequest>[] = [
  fc.constant({ cmd: 'invite_greeter_start_greeting_attempt', ...where, ...byAlice, move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_start_greeting_attempt', ...where, party: 'claimer', move: 'start' }),
  fc.constant({ cmd: 'invite_claimer_step', ...where, party: 'claimer', ...first }),
  fc.constant({ cmd: 'invite_greeter_step', ...where, ...byAlice, ...first }),
  hearing.map((one) => ({ ...one, listener: byAlice.by })),
  hearing.map((one) => ({ ...one, listener: byAlice.by })),
];

/** Histories of a greeting that is listened to; what comes early is told before it is used. */
export const greetedHistory: fc.Arbitrary<Calls> = fc
  .tuple(...greeted.map((one) => fc.tuple(one, timing)))
  .map((list) =>
    invent(
      list.map(([asked, when], index) => ({
        request: asked,
        ...when,
        ...(index < 2 ? { early: 0, late: 0, fate: 'answered' } : {}),
      })),
    ),
  );
