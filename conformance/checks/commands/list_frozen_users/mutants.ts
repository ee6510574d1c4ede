import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields } from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';

/** Mutants of the requirements of `list_frozen_users`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'list_frozen_users/lists-frozen',
    'nobody-is-frozen',
    ['list_frozen_users'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      return isOk(reply) ? changeReplyFields(reply, () => ({ status: 'ok', frozen_users: [] })) : reply;
    },
  ),
];
