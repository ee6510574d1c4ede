import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime, type Encodable, encode } from '@parsec-spec/spec/codec';
import { replyMap } from '../../../self-test/kit/calls.ts';
import { changeReply, mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `tos_get`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'tos_get/gives-terms',
    'a-microsecond-off',
    changeReply((reply) => {
      const fields = replyMap(reply);
      if (!DateTime.is(fields?.updated_on)) return reply;
      return { ...reply, body: encode({ ...fields, updated_on: fields.updated_on.plus(1n) } as Encodable) };
    }),
  ),
];
