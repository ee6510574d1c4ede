import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields, refusal, routeOf } from '../../../self-test/kit/calls.ts';
import { changeReply, headerOf, mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `server_config`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'server_config/without-credentials',
    'asks-for-some',
    changeReply((reply, call) =>
      routeOf(call) === 'anonymous_server' &&
      headerOf(call, 'authorization') === undefined &&
      reply.status === 200
        ? refusal(401)
        : reply,
    ),
  ),
  mutant(
    'server_config/tells-bootstrap-mode',
    'the-other',
    changeReply((reply) =>
      changeReplyFields(reply, (fields) =>
        'organization_bootstrap' in fields
          ? {
              ...fields,
              organization_bootstrap:
                fields.organization_bootstrap === 'SPONTANEOUS' ? 'WITH_BOOTSTRAP_TOKEN' : 'SPONTANEOUS',
            }
          : fields,
      ),
    ),
  ),
  mutant(
    'server_config/tells-services',
    'silent',
    changeReply((reply) => changeReplyFields(reply, ({ openbao: _, ...fields }) => fields)),
  ),
];
