import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields } from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';

/** Servers that break the rules of `list_frozen_users`, one each. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'list_frozen_users/lists-frozen',
    'nobody-is-frozen',
    ['list_frozen_users'],
    () => async (asked) => {
      const reply = await asked.answer();
      return isOk(reply) ? changeReplyFields(reply, () => ({ status: 'ok', frozen_users: [] })) : reply;
    },
  ),
];
