import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields } from '../../../self-test/kit/calls.ts';
import { changeCommands } from '../../../self-test/kit/commands.ts';
import { changeReply, mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `ping`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'ping/echoes',
    'tidied-up',
    ['ping'],
    () =>
      ({ request, answer }) =>
        answer({ ...request, ping: String(request.ping).trim().normalize('NFC') }),
  ),
  mutant(
    'ping/echoes',
    'backwards',
    changeReply((reply) =>
      changeReplyFields(reply, (fields) =>
        typeof fields.pong === 'string' ? { ...fields, pong: `${fields.pong}!` } : fields,
      ),
    ),
  ),
];
