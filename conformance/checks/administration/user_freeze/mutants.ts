import type { Mutant } from '@parsec-spec/reference-server/core';
import type { Certificate } from '@parsec-spec/spec/certificates';
import {
  changeJson,
  changeOperation,
  changeRepeatedReply,
  parseBodyLoosely,
} from '../../../self-test/kit/administration-json.ts';
import {
  type AnsweredCall,
  changeWithMembers,
  freezeIn,
  lowerCaseProfile,
  profiles,
  unfrozenUser,
} from '../../../self-test/kit/answered-calls.ts';
import {
  changeReplyFields,
  commandReply,
  deviceIn,
  jsonIn,
  operationIn,
  organizationIn,
  outcomeOf,
  refusal,
  routeOf,
} from '../../../self-test/kit/calls.ts';
import { certificateIn, isOk } from '../../../self-test/kit/commands.ts';
import { emailOf } from '../../../self-test/kit/enrolment.ts';
import { afterFreeze } from '../../../self-test/kit/freezes.ts';
import { hexOf, tokenIn, tokenOf } from '../../../self-test/kit/invitations.ts';
import type { KnownUser } from '../../../self-test/kit/known-members.ts';
import { changeByBody, mutant } from '../../../self-test/kit/mutant.ts';
import { isFreeze } from '../../../self-test/kit/stream-events.ts';
import { changeStreams } from '../../../self-test/kit/streams.ts';
import { exceedsLimit } from '../../../self-test/kit/user-limit.ts';

/** Unfreezes the users that `when` selects. */
const unfreezes = (
  how: string,
  when: (answered: AnsweredCall, frozen: ReadonlyMap<string, string>) => readonly string[],
): Mutant =>
  changeWithMembers('user_freeze/lasts-until-unfrozen', how, (call) => {
    const frozen = new Map<string, string>();
    return async (answered) => {
      const { organization, reply } = answered;
      const freeze = freezeIn(answered);
      if (freeze?.frozen === true) frozen.set(`${organization} ${freeze.id}`, freeze.by);
      if (freeze?.frozen === false) frozen.delete(`${organization} ${freeze.id}`);
      for (const user_id of when(answered, frozen)) {
        if (!frozen.has(`${organization} ${user_id}`)) continue;
        await call(`${organization}/users/freeze`, { user_id, frozen: false });
      }
      return reply;
    };
  });

const unfreezesAtChange = (how: string, when: (user: KnownUser, by: string | undefined) => boolean): Mutant =>
  unfreezes(how, ({ changedUser, organization }, frozen) =>
    changedUser !== undefined && when(changedUser, frozen.get(`${organization} ${changedUser.id}`))
      ? [changedUser.id]
      : [],
  );

/** The frozen users of an organization. */
const allOf = (organization: string, frozen: ReadonlyMap<string, string>): readonly string[] =>
  [...frozen.keys()]
    .filter((key) => key.startsWith(`${organization} `))
    .map((key) => key.split(' ')[1] ?? '');

const unfreezesAll = (how: string, when: (answered: AnsweredCall) => boolean): Mutant =>
  unfreezes(how, (answered, frozen) => (when(answered) ? allOf(answered.organization, frozen) : []));

/** Stops answering 462 on one route after a change of the user's profile. */
const servesFrozen = (route: 'tos' | 'events' | 'authenticated'): Mutant =>
  changeWithMembers('user_freeze/lasts-until-unfrozen', `served-on-${route}-after-a-change`, () => {
    return ({ call, reply, members, organization }) => {
      const user = members.ofDevice(organization, deviceIn(call));
      const isMeant = routeOf(call) === route && reply.status === 462 && (user?.changes ?? 0) > 0;
      return isMeant ? refusal(463) : reply;
    };
  });

/** Treats pending invitations of a frozen user as ended: in lists, or in calls with their token. */
const endsInvitations = (
  how: string,
  kind: 'user' | 'device',
  where: 'list' | 'token',
  when: (user: KnownUser | undefined, by: string) => boolean,
): Mutant =>
  changeWithMembers('user_freeze/keeps-certificates', how, () => {
    const tokens = new Map<string, string>();
    const cancelledTokens = new Set<string>();
    return (answered) => {
      const { commandCall, reply, members, organization, call } = answered;
      const owner = members.ofDevice(organization, deviceIn(call));
      if (commandCall?.command === `invite_new_${kind}` && owner !== undefined)
        tokens.set(hexOf(tokenIn(reply)), `${organization} ${owner.id}`);
      const freeze = freezeIn(answered);
      if (freeze?.frozen === true && when(members.ofId(organization, freeze.id), freeze.by))
        for (const [token, user] of tokens)
          if (user === `${organization} ${freeze.id}`) cancelledTokens.add(token);
      if (
        where === 'token' &&
        commandCall?.command === 'invite_info' &&
        cancelledTokens.has(tokenOf(commandCall))
      )
        return refusal(410);
      if (where === 'token' || commandCall?.command !== 'invite_list') return reply;
      const asCancelled = (item: unknown) =>
        cancelledTokens.has(hexOf(Object(item).token)) ? { ...Object(item), status: 'CANCELLED' } : item;
      return changeReplyFields(reply, (fields) => ({
        ...fields,
        invitations: [fields.invitations].flat().map(asCancelled),
      }));
    };
  });

const isOf = (certificate: Certificate | undefined, ids: ReadonlySet<string>): boolean =>
  certificate !== undefined && 'user_id' in certificate && ids.has(certificate.user_id.hex);

/** Mutants of the requirements of `user_freeze`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'user_freeze/by-id-or-email',
    'flag-forgotten',
    changeOperation('users/freeze', (fields) =>
      'frozen' in fields ? { ...fields, frozen: fields.frozen !== true } : fields,
    ),
  ),
  mutant(
    'user_freeze/by-id-or-email',
    'no-hyphens',
    changeByBody((reply, call) => (String(jsonIn(call.bytes)?.user_id).includes('-') ? refusal(422) : reply)),
  ),
  mutant(
    'user_freeze/types-are-strict',
    'coerced',
    changeJson((call) => operationIn(call) === 'users/freeze', parseBodyLoosely),
  ),
  mutant(
    'user_freeze/idempotent',
    'once-only',
    changeRepeatedReply(
      (call) => operationIn(call) === 'users/freeze',
      () => refusal(400),
    ),
  ),
  changeStreams('user_freeze/closes-streams', 'all-of-them', () => ({
    call: async (seen, handle) => {
      const reply = await handle(seen.call);
      if (isFreeze(seen)) for (const stream of seen.streams) stream.end();
      return reply;
    },
  })),
  ...profiles.map((profile) =>
    unfreezesAtChange(
      `a-change-to-${lowerCaseProfile(profile)}-unfreezes`,
      (user) => user.profile === profile,
    ),
  ),
  ...profiles.map((profile) =>
    unfreezesAtChange(
      `a-change-of-one-enrolled-as-${lowerCaseProfile(profile)}-unfreezes`,
      (user) => user.first === profile && user.changes > 1,
    ),
  ),
  unfreezesAtChange('a-change-unfreezes-those-frozen-by-email', (_, by) => by === 'email'),
  servesFrozen('authenticated'),
  servesFrozen('tos'),
  servesFrozen('events'),
  unfreezesAll('an-unfreeze-unfreezes-all', (answered) => unfrozenUser(answered) !== undefined),
  unfreezesAll('a-lifted-expiry-unfreezes-all', ({ body }) => body?.is_expired === false),
  unfreezesAll('removed-terms-unfreeze-all', ({ body }) => body?.tos === null),
  unfreezesAll('another-limit-unfreezes-all', ({ body }) => 'active_users_limit' in (body ?? {})),
  unfreezesAll(
    'a-revocation-unfreezes-all',
    ({ commandCall, reply }) => commandCall?.command === 'user_revoke' && isOk(reply),
  ),
  ...profiles.map((profile) =>
    endsInvitations(
      `device-invitations-of-${lowerCaseProfile(profile)}-end`,
      'device',
      'list',
      (user) => user?.profile === profile,
    ),
  ),
  endsInvitations('invitations-of-those-frozen-by-email-end', 'device', 'list', (_, by) => by === 'email'),
  endsInvitations('device-tokens-end', 'device', 'token', () => true),
  endsInvitations('user-invitations-end', 'user', 'list', () => true),
  endsInvitations('user-tokens-end', 'user', 'token', () => true),
  afterFreeze('user_freeze/keeps-certificates', 'hidden', ({ ids }, _, commandCall, reply) =>
    commandCall?.command === 'certificate_get' && isOk(reply)
      ? changeReplyFields(reply, (fields) => ({
          ...fields,
          common_certificates: (fields.common_certificates as Uint8Array[]).filter(
            (bytes) => !isOf(certificateIn(bytes), ids),
          ),
        }))
      : reply,
  ),
  exceedsLimit('user_freeze/keeps-seat', 'freed', () => {
    let frozen = 0;
    return {
      record: ({ operation }) => {
        if (operation === 'users/freeze') frozen += 1;
      },
      accepts: () => frozen > 0,
    };
  }),
  afterFreeze('user_freeze/belongs-to-user-id', 'to-the-email', ({ emails }, call, commandCall, reply) =>
    commandCall?.command === 'user_create' &&
    isOk(reply) &&
    emails.has(`${organizationIn(call)} ${emailOf(commandCall?.request.user_certificate)}`)
      ? 'freeze'
      : reply,
  ),
  afterFreeze('user_freeze/keeps-email-enrolled', 'free-again', ({ emails }, call, commandCall, reply) =>
    outcomeOf(reply) === 'human_handle_already_taken' &&
    emails.has(`${organizationIn(call)} ${emailOf(commandCall?.request.user_certificate)}`)
      ? commandReply({ status: 'ok' })
      : reply,
  ),
];
