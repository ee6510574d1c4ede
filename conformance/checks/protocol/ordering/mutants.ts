import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, inMilliseconds, replyMap } from '../../../self-test/kit/calls.ts';
import {
  type CommandCall,
  certifyingCommands,
  changeCommands,
  timeIn,
} from '../../../self-test/kit/commands.ts';
import { acceptsLostRace, ok } from '../../../self-test/kit/lost-races.ts';
import { changeReply, mutant, type Wrap } from '../../../self-test/kit/mutant.ts';

/** Answers `ok` to certificates whose timestamp is too old, if `when` holds. */
const acceptsOldTimestamp = (
  requirement: RequirementId,
  how: string,
  when: (last: DateTime, commandCall: CommandCall) => boolean,
): Mutant =>
  changeCommands(requirement, how, certifyingCommands, () => async (commandCall) => {
    const reply = await commandCall.answer();
    const last = replyMap(reply)?.strictly_greater_than;
    return DateTime.is(last) && when(last, commandCall) ? ok : reply;
  });

const changeBallparkReply = (change: (fields: { [name: string]: unknown }) => object): Wrap =>
  changeReply((reply) =>
    replyMap(reply)?.status === 'timestamp_out_of_ballpark' ? changeReplyFields(reply, change) : reply,
  );

/** Mutants of the requirements of `ordering`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  acceptsOldTimestamp('ordering/common-never-goes-back', 'goes-back', () => true),
  acceptsOldTimestamp(
    'ordering/equal-only-in-pair',
    'equal-too',
    (last, { request }) => timeIn(request)?.equals(last) ?? false,
  ),
  acceptsLostRace('ordering/author-judged-with-history', certifyingCommands),
  mutant(
    'ordering/out-of-window-tells-offsets',
    'integers',
    changeBallparkReply((fields) => ({
      ...fields,
      ballpark_client_early_offset: 300,
      ballpark_client_late_offset: 320,
    })),
  ),
  mutant(
    'ordering/out-of-window-tells-clocks',
    'the-same-twice',
    changeBallparkReply((fields) => ({ ...fields, server_timestamp: fields.client_timestamp })),
  ),
  mutant(
    'ordering/out-of-window-tells-clocks',
    'in-milliseconds',
    changeReply((reply) =>
      replyMap(reply)?.status === 'timestamp_out_of_ballpark' ? inMilliseconds(reply) : reply,
    ),
  ),
];
