import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandReply, outcomeOf, replyMap } from './calls.ts';
import { type CommandCall, changeCommands, isOk } from './commands.ts';
import { headerOf } from './mutant.ts';

/** Bytes or an identifier in hexadecimal. Empty for other values. */
export const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : Uuid.is(value) ? value.hex : '';

/** The token in an `ok` reply. */
export const tokenIn = (reply: Reply): Uint8Array | undefined => {
  const token = replyMap(reply)?.token;
  return isOk(reply) && token instanceof Uint8Array ? token : undefined;
};

/** The token of an invitation in hexadecimal, from a field of the request or its credentials. */
export const tokenOf = ({ request, call }: CommandCall): string =>
  hexOf(request.token) || (headerOf(call, 'authorization')?.split(/\s+/)[1] ?? '').toLowerCase();

/** A map with several values for a key. */
class MultiMap<T> {
  readonly #all = new Map<string, T[]>();

  of(key: string): readonly T[] {
    return this.#all.get(key) ?? [];
  }

  add(key: string, value: T): void {
    this.#all.set(key, [...this.of(key), value]);
  }
}

export const randomUuid = (): Uuid => Uuid.of(syncCrypto.randomBytes(16));

export const openingCommands = ['invite_new_user', 'invite_new_device'] as const;

export const endingCommands = ['invite_cancel', 'invite_complete'] as const;

export type Ending = (typeof endingCommands)[number];

const randomToken = (): Uint8Array => syncCrypto.randomBytes(16);

/** Cancels the pending invitation when the same invitation is requested again. */
export const alwaysOpensNew = (
  requirement: RequirementId,
  command: (typeof openingCommands)[number],
): Mutant =>
  changeCommands(requirement, 'always-new', [command], () => {
    const tokens = new MultiMap<Uint8Array>();
    // One call at a time, so that each of several concurrent calls cancels the previous invitation.
    let last: Promise<unknown> = Promise.resolve();
    const open = async (commandCall: CommandCall): Promise<Reply> => {
      const key = `${commandCall.organization} ${String(commandCall.request.claimer_email)}`;
      for (const token of tokens.of(key)) await commandCall.answer({ cmd: 'invite_cancel', token });
      const reply = await commandCall.answer();
      const token = tokenIn(reply);
      if (token !== undefined) tokens.add(key, token);
      return reply;
    };
    return (commandCall) => {
      const reply = last.then(() => open(commandCall));
      last = reply.catch(() => undefined);
      return reply;
    };
  });

/** Always replies with the first token, even after that invitation has ended. */
export const repeatsFirstToken = (
  requirement: RequirementId,
  command: (typeof openingCommands)[number],
): Mutant =>
  changeCommands(requirement, 'the-dead-one', [command], () => {
    const first = new Map<string, Uint8Array>();
    return async (commandCall) => {
      const key = `${commandCall.organization} ${command === 'invite_new_user' ? String(commandCall.request.claimer_email) : commandCall.device}`;
      const reply = await commandCall.answer();
      const token = tokenIn(reply);
      if (token === undefined) return reply;
      const firstToken = first.get(key) ?? token;
      first.set(key, firstToken);
      return changeReplyFields(reply, (fields) => ({ ...fields, token: firstToken }));
    };
  });

/**
 * Refuses the end of an invitation unless `isAllowed` returns true. `inviters` has the device that
 * created each invitation, by token.
 */
export const restrictsEnding = (
  requirement: RequirementId,
  how: string,
  command: Ending,
  isAllowed: (inviters: ReadonlyMap<string, string>, token: string, device: string) => boolean,
): Mutant =>
  changeCommands(requirement, how, [...openingCommands, command], () => {
    const inviters = new Map<string, string>();
    return async (commandCall) => {
      const isEnding = commandCall.command === command;
      if (
        isEnding &&
        inviters.has(tokenOf(commandCall)) &&
        !isAllowed(inviters, tokenOf(commandCall), commandCall.device)
      ) {
        // The server gets an unknown token, so that the invitation is unchanged and other refusals
        // still apply.
        const reply = await commandCall.answer({ ...commandCall.request, token: randomToken() });
        return outcomeOf(reply) === 'invitation_not_found'
          ? commandReply({ status: 'author_not_allowed' })
          : reply;
      }
      const reply = await commandCall.answer();
      const token = isEnding ? undefined : tokenIn(reply);
      if (token !== undefined && !inviters.has(hexOf(token))) inviters.set(hexOf(token), commandCall.device);
      return reply;
    };
  });
