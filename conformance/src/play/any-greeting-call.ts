import type { GreetingStoryCall, Profile, StoryCall } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import { inviteeOf } from '../model/calls.ts';
import { newGreeting } from '../model/greeting-model.ts';
import { movesAt } from '../model/greeting-paths.ts';
import type { OrganizationState } from '../model/state.ts';
import { oneOf } from './names.ts';

const REASONS = ['MANUALLY_CANCELLED', 'INVALID_SAS_CODE', 'INCONSISTENT_PAYLOAD', 'AUTOMATICALLY_CANCELLED'];

/** A move of a greeting: a start, or a step or a cancellation on one of its last two attempts. */
export function anyMove(state: OrganizationState, tokens: readonly string[]): fc.Arbitrary<StoryCall> {
  const begun = [...state.greetings.keys()].map((key) => {
    const [token = '', greeter = ''] = key.split(' ');
    return { token, greeter };
  });
  const suitable = tokens.flatMap((token) =>
    suitableGreeters(state, token).map((greeter) => ({ token, greeter })),
  );
  const other = fc.record({ token: oneOf(tokens), greeter: oneOf([...state.users.keys()]) });
  return fc
    .oneof(
      { weight: begun.length === 0 ? 0 : 8, arbitrary: oneOf(begun.length === 0 ? suitable : begun) },
      { weight: 3, arbitrary: oneOf(suitable) },
      { weight: 1, arbitrary: other },
    )
    .chain((greeting) => {
      const { model = newGreeting } = state.greetings.get(`${greeting.token} ${greeting.greeter}`) ?? {};
      const devices = [...state.devices]
        .filter(([, user]) => user === greeting.greeter)
        .map(([label]) => label);
      // A broken server may have given all devices of the greeter to another user.
      const moves = movesAt(model).filter(
        (move) => move.move !== 'end' && (move.by === 'claimer' || devices.length > 0),
      );
      const anyDevice = devices.length > 0 ? oneOf(devices) : fc.constant('');
      return fc
        .tuple(fc.constantFrom(...moves), anyDevice, fc.constantFrom(...REASONS))
        .filter(([move]) => !('attempt' in move) || move.attempt < model.attempts.length)
        .map(([move, device, reason]): GreetingStoryCall => {
          if (move.move === 'end') throw new Error('moves of a side only');
          return {
            cmd: `greeting_${move.move}`,
            ...(move.by === 'greeter' ? { by: device } : {}),
            ...greeting,
            ...('attempt' in move ? { attempt: move.attempt + 1 } : {}),
            ...(move.move === 'step' ? { step: move.step } : {}),
            ...(move.move === 'step' && move.half === 'other' ? { half: move.half } : {}),
            ...(move.move === 'cancel' ? { reason } : {}),
          };
        });
    });
}

/**
 * Calls around the greetings that have begun: the greeter loses the right to greet, or the invitation
 * ends; and moves of greetings to which that happened.
 */
export function anyAround(state: OrganizationState): readonly fc.Arbitrary<StoryCall>[] {
  const isAble = (name: string, profiles: readonly Profile[]) => {
    const user = state.users.get(name);
    return user !== undefined && !user.revoked && profiles.includes(user.profile);
  };
  const able = [...state.devices].findLast(([, name]) => isAble(name, ['ADMIN']) && name !== 'alice');
  const greetings = [...state.greetings].map(([key, { names }]) => {
    const [token = '', greeter = ''] = key.split(' ');
    const invitation = state.invitations.find((one) => one.token === token);
    const isUser = invitation?.type === 'USER';
    const device = [...state.devices].findLast(([, name]) => name === greeter)?.[0];
    const isFit = isAble(greeter, isUser ? ['ADMIN'] : ['ADMIN', 'STANDARD', 'OUTSIDER']);
    return {
      token,
      greeter,
      device,
      attempt: names.length,
      isPending: invitation?.status === 'PENDING',
      isFit,
    };
  });
  const by = fc.constantFrom('alice-laptop', ...(able === undefined ? [] : [able[0]]));
  const going = greetings.filter(({ isPending, isFit }) => isPending && isFit);
  const stopped = greetings.filter(({ isPending, isFit, attempt }) => (!isPending || !isFit) && attempt > 0);
  return [
    ...(going.length === 0
      ? []
      : [
          fc.tuple(by, oneOf(going), fc.nat(3)).map(([device, { token, greeter: user }, kind]): StoryCall => {
            if (kind === 0) return { cmd: 'user_revoke', by: device, user };
            if (kind === 1) return { cmd: 'user_update', by: device, user, profile: 'STANDARD' };
            return { cmd: kind === 2 ? 'invite_cancel' : 'invite_complete', by: device, token };
          }),
        ]),
    ...(stopped.length === 0
      ? []
      : [
          fc
            .tuple(oneOf(stopped), fc.boolean(), fc.nat(2), fc.constantFrom(...REASONS))
            .map(([{ token, greeter, device, attempt }, isClaimer, kind, reason]): StoryCall => {
              const side = isClaimer || device === undefined ? {} : { by: device };
              if (kind === 0) return { cmd: 'greeting_start', ...side, token, greeter };
              return kind === 1
                ? { cmd: 'greeting_step', ...side, token, greeter, attempt, step: 0 }
                : { cmd: 'greeting_cancel', ...side, token, greeter, attempt, reason };
            }),
        ]),
  ];
}

/** Both sides of a greeting up to a step, which single moves would seldom reach. */
export const anyRun = (state: OrganizationState, tokens: readonly string[]): fc.Arbitrary<StoryCall> =>
  fc.tuple(oneOf(tokens), fc.nat(8)).map(([token, step]) => {
    const greeter = suitableGreeters(state, token).at(-1) ?? 'alice';
    const by = [...state.devices].findLast(([, user]) => user === greeter)?.[0] ?? `${greeter}-laptop`;
    return { cmd: 'greeting_run', by, token, greeter, step };
  });

/** The users who may greet an invitation. */
function suitableGreeters(state: OrganizationState, token: string): readonly string[] {
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation?.type === 'DEVICE') return [inviteeOf(token)];
  const admins = [...state.users].filter(([, { profile: as, revoked }]) => as === 'ADMIN' && !revoked);
  return admins.length === 0 ? ['alice'] : admins.map(([name]) => name);
}
