import {
  type CertificateStoryCall,
  emailOf,
  FOREIGN_TOKEN,
  NOBODY,
  type OrganizationName,
  ownerOf,
  type StoryCall,
  UNKNOWN_ATTEMPT,
  UNKNOWN_TOKEN,
} from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import type { OrganizationState } from '../model/state.ts';
import { anyCallBeforeBootstrap, anyCreation, anyOfStranger, anyReported } from './any-creation.ts';
import { anyAround, anyMove, anyRun } from './any-greeting-call.ts';
import type { Weights } from './any-weights.ts';
import { anyProfile, DEVICES, INVITEES, inOtherCase, NAMES, oneOf } from './names.ts';
import { anyMistake } from './planned-mistake.ts';
import type { StoryStates } from './story-states.ts';

/** The organization of a call: mostly the first one. */
export const anyOrganization = (
  states: StoryStates,
  { neighbours, ...kinds }: Weights,
): fc.Arbitrary<OrganizationName | 'first'> =>
  fc.oneof(
    ...[...states.keys()].map((name) => ({
      weight: name === 'first' ? Object.values(kinds).reduce((sum, weight) => sum + weight, 0) : neighbours,
      arbitrary: fc.constant(name),
    })),
  );

/**
 * A call in a state, valid or not. Its subjects exist; most are recent.
 *
 * @param strangers - devices of other organizations
 */
export function anyCall(
  state: OrganizationState,
  frequency: Weights,
  strangers: readonly string[],
): fc.Arbitrary<StoryCall> {
  return state.phase === 'bootstrapped'
    ? anyCallOfMembers(state, frequency, strangers)
    : anyCallBeforeBootstrap(state, strangers);
}

function anyCallOfMembers(
  state: OrganizationState,
  frequency: Weights,
  strangers: readonly string[],
): fc.Arbitrary<StoryCall> {
  const by = oneOf([...state.devices.keys()]);
  const users = [...state.users.keys()];
  const user = oneOf(users);
  const newUsers = NAMES.filter((name) => !state.users.has(name));
  const tokens = state.invitations.flatMap(({ token }) => token ?? []);
  const addresses = [...state.users.values()].map(({ email }) => email);
  const invited = state.invitations.filter(({ type }) => type === 'USER').map(({ about }) => about);
  const others = [...addresses, ...invited].map(inOtherCase);
  const dated = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom({ dated: 'last' as const }, { dated: 'before-last' as const }) },
  );
  const datedOrInvalid = (command: CertificateStoryCall['cmd']) =>
    fc.oneof({ weight: 5, arbitrary: dated }, { weight: 2, arbitrary: anyMistake(command) });
  const cmd = <Name extends StoryCall['cmd']>(...names: Name[]) => fc.constantFrom(...names);
  const kinds: Partial<Record<keyof Weights, fc.Arbitrary<StoryCall>>> = {
    enrol: fc
      .tuple(
        by,
        datedOrInvalid('user_create'),
        anyProfile,
        fc.oneof(
          { weight: 6, arbitrary: oneOf([...newUsers.slice(0, 3), 'ida']) },
          { weight: 1, arbitrary: user },
        ),
        // The address of a present, former or invited person.
        fc.option(oneOf([...others, ...addresses, ...INVITEES.map(emailOf)]), {
          freq: 2,
        }),
      )
      .map(([author, date, as, name, email]) => ({
        cmd: 'user_create',
        by: author,
        user: name,
        email: email ?? emailOf(name),
        profile: as,
        ...date,
      })),
    addDevice: fc
      .tuple(by, datedOrInvalid('device_create'), fc.constantFrom(...DEVICES))
      .map(([author, date, kind]) => ({
        cmd: 'device_create',
        by: author,
        device: `${ownerOf(author)}-${kind}`,
        ...date,
      })),
    update: fc
      .tuple(
        fc.record({ cmd: cmd('user_update'), by, user, profile: anyProfile }),
        datedOrInvalid('user_update'),
      )
      .map(([call, date]) => ({ ...call, ...date })),
    revoke: fc
      .tuple(fc.record({ cmd: cmd('user_revoke'), by, user }), datedOrInvalid('user_revoke'))
      .map(([call, date]) => ({ ...call, ...date })),
    inviteUser: fc.record({
      cmd: cmd('invite_new_user'),
      by,
      email: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...INVITEES.map(emailOf)) },
        { weight: 2, arbitrary: oneOf(addresses) },
        { weight: 1, arbitrary: oneOf(others) },
        { weight: 1, arbitrary: fc.constantFrom(...NAMES.slice(0, 4).map(emailOf)) },
      ),
    }),
    inviteDevice: fc.record({ cmd: cmd('invite_new_device'), by }),
    list: fc.record({ cmd: cmd('invite_list'), by }),
    certificates: fc
      .tuple(by, fc.option(fc.integer({ min: 1, max: state.certificates.length })), fc.nat(3))
      .map(([reader, after, part]) => ({
        cmd: 'certificate_get',
        by: reader,
        ...(after === null ? {} : { after }),
        ...(part === 0 ? { noSequester: true as const } : {}),
      })),
    frozenUsers: fc.record({ cmd: cmd('list_frozen_users'), by }),
    limit: anyLimit(state).map((limit) => ({ cmd: 'organization_limit', limit })),
    settings: anyUpdate(state),
    setTerms: fc.constantFrom<StoryCall>(
      { cmd: 'organization_publish_terms' },
      { cmd: 'organization_remove_terms' },
    ),
    terms: anyTermsCall(state, by),
    unknown: anyUnknown(state, by),
    creation: anyCreation(state),
    administrationReads: fc.constantFrom<StoryCall>(
      { cmd: 'organization_status' },
      { cmd: 'user_list' },
      { cmd: 'organization_stats' },
    ),
    strangers: anyOfStranger(strangers.filter((device) => !state.devices.has(device))),
    streams: anyStreamCall(state, by),
    organizationInfo: fc.record({ cmd: cmd('organization_info'), by }),
    freeze: fc
      .record({ cmd: cmd('user_freeze', 'user_unfreeze', 'user_unfreeze'), user })
      .chain((call) =>
        fc
          .constantFrom({}, { byAddress: true as const }, inOtherCaseOf(call.user))
          .map((by) => ({ ...call, ...by })),
      ),
    expire: fc.constantFrom<StoryCall>(
      { cmd: 'organization_expire' },
      { cmd: 'organization_unexpire' },
      { cmd: 'organization_unexpire' },
    ),
    ...(tokens.length === 0
      ? {}
      : {
          endInvitation: fc.record({
            cmd: cmd('invite_cancel', 'invite_complete'),
            by,
            token: oneOf(tokens),
          }),
          info: fc.record({ cmd: cmd('invite_info'), token: oneOf(tokens) }),
          greet: fc.oneof(
            { weight: 3, arbitrary: anyMove(state, tokens) },
            { weight: 2, arbitrary: anyRun(state, tokens) },
            ...anyAround(state).map((arbitrary) => ({ weight: 2, arbitrary })),
          ),
        }),
  };
  return fc.oneof(
    ...Object.entries(kinds).map(([kind, arbitrary]) => ({
      weight: frequency[kind as keyof Weights],
      arbitrary,
    })),
  );
}

const inOtherCaseOf = (user: string) => ({ byAddress: true as const, user: user.toUpperCase() });

/** An update of any settings at once, or of none. An expiry is mostly lifted, because it stops everything else. */
const anyUpdate = (state: OrganizationState): fc.Arbitrary<StoryCall> =>
  fc
    .record(
      {
        limit: anyLimit(state),
        expired: fc.constantFrom(true, false, false),
        terms: fc.constantFrom('published' as const, 'removed' as const),
      },
      { requiredKeys: [] },
    )
    .chain((settings) =>
      anyReported.map((reported): StoryCall => ({ cmd: 'organization_update', ...settings, ...reported })),
    );

/** A limit of active users: none, or about their present number. */
function anyLimit({ users }: OrganizationState): fc.Arbitrary<number | null> {
  const active = [...users.values()].filter(({ revoked }) => !revoked).length;
  return fc.constantFrom(null, 0, Math.max(0, active - 1), active, active, active + 1);
}

/** Numbers of the event streams that a device may have at once. */
const STREAM_NUMBERS = [1, 2];

/** Opens a new event stream, closes one, or resumes a closed one. */
function anyStreamCall({ streams }: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const known = [...streams].map(([name, isOpen]): StoryCall => {
    const [device = '', number] = name.split(' ');
    return { cmd: isOpen ? 'stream_close' : 'stream_resume', by: device, stream: Number(number) };
  });
  const opening = fc.record({
    cmd: fc.constant('stream_open' as const),
    by,
    stream: fc.constantFrom(...STREAM_NUMBERS),
  });
  return fc.oneof(opening, ...(known.length === 0 ? [] : [fc.constantFrom(...known)]));
}

/** A call on the tos route. Pending terms are mostly accepted, because they stop everything else. */
function anyTermsCall({ published }: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const accept = fc.tuple(by, fc.constantFrom(published, published, published, Math.max(0, published - 1)));
  const off = fc.constantFrom({}, {}, {}, { off: 'late' } as const, { off: 'early' } as const);
  return fc.oneof(
    { weight: 1, arbitrary: by.map((reader): StoryCall => ({ cmd: 'tos_get', by: reader })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(accept, off)
        .map(([[reader, terms], date]): StoryCall => ({ cmd: 'tos_accept', by: reader, terms, ...date })),
    },
  );
}

/** A call about a user, an invitation or an attempt that does not exist. */
function anyUnknown(state: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const greetings = [...state.greetings.keys()].map((key) => {
    const [token = '', greeter = ''] = key.split(' ');
    return { token, greeter };
  });
  const pending = state.invitations.filter(({ status }) => status === 'PENDING');
  const token = UNKNOWN_TOKEN;
  return fc
    .tuple(
      by,
      fc.nat(9),
      fc.constantFrom(...greetings, undefined),
      fc.constantFrom(...pending, undefined),
      fc.boolean(),
    )
    .map(([device, kind, greeting, invitation, isCancel]): StoryCall => {
      switch (kind) {
        case 0:
          return { cmd: 'user_update', by: device, user: NOBODY, profile: 'STANDARD' };
        case 1:
          return { cmd: 'user_revoke', by: device, user: NOBODY };
        case 2:
          return { cmd: 'invite_cancel', by: device, token };
        case 3:
          return { cmd: 'invite_complete', by: device, token };
        case 4:
          return { cmd: 'greeting_start', by: device, token, greeter: ownerOf(device) };
        case 5:
          return { cmd: 'user_freeze', user: NOBODY };
        case 9:
          return { cmd: 'invite_cancel', by: device, token: FOREIGN_TOKEN };
        case 6:
          return invitation?.token == null
            ? { cmd: 'invite_info', token }
            : { cmd: 'greeting_start', token: invitation.token, greeter: NOBODY };
        default: {
          if (greeting === undefined) return { cmd: 'invite_info', token };
          const own = [...state.devices].find(([, user]) => user === greeting.greeter)?.[0];
          const side = kind === 7 || own === undefined ? {} : { by: own };
          const attempt = UNKNOWN_ATTEMPT;
          return isCancel
            ? { cmd: 'greeting_cancel', ...side, ...greeting, attempt, reason: 'MANUALLY_CANCELLED' }
            : { cmd: 'greeting_step', ...side, ...greeting, attempt, step: 0 };
        }
      }
    });
}
