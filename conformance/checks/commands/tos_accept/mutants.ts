import type { Call, Mutant } from '@parsec-spec/reference-server/core';
import { encode } from '@parsec-spec/spec/codec';
import {
  type AnsweredCall,
  changeWithMembers,
  lowerCaseProfile,
  profiles,
  unfrozenUser,
} from '../../../self-test/kit/answered-calls.ts';
import {
  commandIn,
  commandReply,
  deviceIn,
  isOfDevice,
  outcomeOf,
  refusal,
  routeOf,
} from '../../../self-test/kit/calls.ts';
import { certificateIn, isOk } from '../../../self-test/kit/commands.ts';
import type { KnownUser } from '../../../self-test/kit/known-members.ts';
import { mutant, readCallBody } from '../../../self-test/kit/mutant.ts';

/** Drops an acceptance after calls that `forgets` selects, for the calls that `isMeant` selects. */
const forgetsAcceptance = (
  how: string,
  forgets: (answered: AnsweredCall) => string | undefined,
  isMeant: (call: Call, user: KnownUser | undefined) => boolean = () => true,
): Mutant =>
  changeWithMembers('tos_accept/lasts', how, () => {
    const accepted = new Set<string>();
    const forgotten = new Set<string>();
    return (answered) => {
      const { commandCall, reply, call, members, organization } = answered;
      const user = members.ofDevice(organization, deviceIn(call));
      const key = (id: string) => `${organization} ${id}`;
      if (commandCall?.command === 'tos_accept' && isOk(reply) && user !== undefined) {
        accepted.add(key(user.id));
        forgotten.delete(key(user.id));
      }
      const named = forgets(answered);
      if (named !== undefined && accepted.has(key(named))) forgotten.add(key(named));
      const isClosed = user !== undefined && forgotten.has(key(user.id)) && reply.status === 200;
      const isBehind = isOfDevice(call) && routeOf(call) !== 'tos';
      return isClosed && isBehind && isMeant(call, user) ? refusal(463) : reply;
    };
  });

/** Requires another acceptance on devices that were added after the acceptance. */
const asksNewDevices = (how: string, when: (user: KnownUser) => boolean): Mutant =>
  changeWithMembers('tos_accept/lasts', how, () => {
    const accepted = new Set<string>();
    const late = new Set<string>();
    return ({ commandCall, reply, call, members, organization }) => {
      const user = members.ofDevice(organization, deviceIn(call));
      if (user === undefined) return reply;
      const key = `${organization} ${user.id}`;
      const device = `${organization} ${deviceIn(call)}`;
      if (commandCall?.command === 'tos_accept' && isOk(reply)) {
        accepted.add(key);
        late.delete(device);
      }
      const added = certificateIn(commandCall?.request.device_certificate);
      const isNew =
        commandCall?.command === 'device_create' && isOk(reply) && accepted.has(key) && when(user);
      if (isNew && added?.type === 'device_certificate') late.add(`${organization} ${added.device_id.hex}`);
      const isBehind = isOfDevice(call) && routeOf(call) !== 'tos' && reply.status === 200;
      return isBehind && late.has(device) ? refusal(463) : reply;
    };
  });

/** Serves the users that `accepts` names as if they had accepted the terms. */
const acceptsFor = (how: string, accepts: (answered: AnsweredCall) => string | undefined): Mutant =>
  changeWithMembers('tos_accept/unlocks-nobody-else', how, () => {
    const spared = new Set<string>();
    return (answered) => {
      const { reply, call, members, organization } = answered;
      const named = accepts(answered);
      if (named !== undefined) spared.add(`${organization} ${named}`);
      const user = members.ofDevice(organization, deviceIn(call));
      const isSpared = user !== undefined && spared.has(`${organization} ${user.id}`);
      return isSpared && reply.status === 463 ? commandReply({ status: 'ok' }) : reply;
    };
  });

/** Mutants of the requirements of `tos_accept`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  ...profiles.map((profile) =>
    forgetsAcceptance(
      `a-freeze-of-${lowerCaseProfile(profile)}-forgets-it`,
      unfrozenUser,
      (_, user) => user?.first === profile && user.changes === 0,
    ),
  ),
  ...profiles.map((profile) =>
    forgetsAcceptance(`a-change-to-${lowerCaseProfile(profile)}-forgets-it`, ({ changedUser }) =>
      changedUser?.profile === profile ? changedUser.id : undefined,
    ),
  ),
  ...profiles.map((profile) =>
    asksNewDevices(
      `new-devices-of-${lowerCaseProfile(profile)}-are-asked`,
      (user) => user.profile === profile,
    ),
  ),
  forgetsAcceptance('a-freeze-forgets-it-on-events', unfrozenUser, (call) => routeOf(call) === 'events'),
  ...profiles.map((profile) =>
    acceptsFor(`a-change-to-${lowerCaseProfile(profile)}-accepts`, ({ changedUser }) =>
      changedUser?.profile === profile ? changedUser.id : undefined,
    ),
  ),
  acceptsFor('an-unfreeze-accepts', unfrozenUser),
  mutant('tos_accept/unlocks-the-user', 'says-so-only', (handle) => async (call) => {
    const bufferedCall = await readCallBody(call);
    if (commandIn(bufferedCall.bytes) !== 'tos_accept') return handle(bufferedCall);
    return commandReply({ status: 'ok' });
  }),
  mutant('tos_accept/idempotent', 'once-only', (handle) => {
    const accepted = new Set<string>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      if (commandIn(bufferedCall.bytes) !== 'tos_accept' || outcomeOf(reply) !== 'ok') return reply;
      if (accepted.has(deviceIn(call))) return { ...reply, body: encode({ status: 'tos_mismatch' }) };
      accepted.add(deviceIn(call));
      return reply;
    };
  }),
];
