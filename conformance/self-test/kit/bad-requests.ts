import type { Mutant } from '@parsec-spec/reference-server/core';
import { decodeRequest } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { routeOf, withStatus } from './calls.ts';
import { changeByBody, mutant } from './mutant.ts';

/** Why the body of a request does not decode. */
export type Mistake = { readonly reason: string; readonly detail: string };

/** Answers 400 instead of 415 to bodies with a certain mistake. */
export const badRequest = (
  requirement: RequirementId,
  when: (mistake: Mistake, bytes: Uint8Array) => boolean,
): Mutant =>
  mutant(
    requirement,
    'bad-request',
    changeByBody((reply, call) => {
      const route = routeOf(call);
      if (reply.status !== 415 || route === 'events' || route === 'administration' || route === 'elsewhere')
        return reply;
      const read = decodeRequest(route, call.bytes);
      return !read.ok && when(read, call.bytes) ? withStatus(400, reply) : reply;
    }),
  );

/** Selects the reason `invalid` with a matching detail. */
export const isInvalid =
  (pattern: RegExp) =>
  ({ reason, detail }: Mistake): boolean =>
    reason === 'invalid' && pattern.test(detail);
