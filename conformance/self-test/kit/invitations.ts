import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandReply, outcomeOf, replyMap } from './calls.ts';
import { type Asked, changeCommands, isOk } from './commands.ts';
import { headerOf } from './mutant.ts';

/** Bytes in hexadecimal; an identifier too. Empty for anything else. */
export const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : Uuid.is(value) ? value.hex : '';

/** The token in an `ok` reply. */
export const tokenIn = (reply: Reply): Uint8Array | undefined => {
  const token = replyMap(reply)?.token;
  return isOk(reply) && token instanceof Uint8Array ? token : undefined;
};

/** The token of an invitation in hexadecimal, from a field of the request or its credentials. */
export const tokenOf = ({ request, call }: Asked): string =>
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

export const someId = (): Uuid => Uuid.of(nodeCrypto.randomBytes(16));

export const openingCommands = ['invite_new_user', 'invite_new_device'] as const;

export const endingCommands = ['invite_cancel', 'invite_complete'] as const;

export type Ending = (typeof endingCommands)[number];

export const newId = (): Uint8Array => nodeCrypto.randomBytes(16);

/** Cancels the pending invitation when the same invitation is requested again. */
export const opensAnew = (requirement: RequirementId, command: (typeof openingCommands)[number]): Mutant =>
  changeCommands(requirement, 'always-new', [command], () => {
    const given = new MultiMap<Uint8Array>();
    // One call at a time: each of several concurrent calls cancels the invitation before it.
    let last: Promise<unknown> = Promise.resolve();
    const open = async (asked: Asked): Promise<Reply> => {
      const key = `${asked.organization} ${String(asked.request.claimer_email)}`;
      for (const token of given.of(key)) await asked.answer({ cmd: 'invite_cancel', token });
      const reply = await asked.answer();
      const token = tokenIn(reply);
      if (token !== undefined) given.add(key, token);
      return reply;
    };
    return (asked) => {
      const reply = last.then(() => open(asked));
      last = reply.catch(() => undefined);
      return reply;
    };
  });

/** Replies with the first token for ever, even after that invitation ended. */
export const repeatsFirstToken = (
  requirement: RequirementId,
  command: (typeof openingCommands)[number],
): Mutant =>
  changeCommands(requirement, 'the-dead-one', [command], () => {
    const first = new Map<string, Uint8Array>();
    return async (asked) => {
      const key = `${asked.organization} ${command === 'invite_new_user' ? String(asked.request.claimer_email) : asked.device}`;
      const reply = await asked.answer();
      const token = tokenIn(reply);
      if (token === undefined) return reply;
      const known = first.get(key) ?? token;
      first.set(key, known);
      return changeReplyFields(reply, (fields) => ({ ...fields, token: known }));
    };
  });

/**
 * Restricts who may end an invitation: `isAllowed` gets the device that created each invitation.
 */
export const restrictsEnding = (
  requirement: RequirementId,
  how: string,
  command: Ending,
  isAllowed: (inviters: ReadonlyMap<string, string>, token: string, device: string) => boolean,
): Mutant =>
  changeCommands(requirement, how, [...openingCommands, command], () => {
    const inviters = new Map<string, string>();
    return async (asked) => {
      const isEnding = asked.command === command;
      if (isEnding && inviters.has(tokenOf(asked)) && !isAllowed(inviters, tokenOf(asked), asked.device)) {
        // With an unknown token the invitation stays as it is, and other refusals still apply.
        const reply = await asked.answer({ ...asked.request, token: newId() });
        return outcomeOf(reply) === 'invitation_not_found'
          ? commandReply({ status: 'author_not_allowed' })
          : reply;
      }
      const reply = await asked.answer();
      const token = isEnding ? undefined : tokenIn(reply);
      if (token !== undefined && !inviters.has(hexOf(token))) inviters.set(hexOf(token), asked.device);
      return reply;
    };
  });
