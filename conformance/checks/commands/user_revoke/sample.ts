import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshName, memberSample } from '../../../src/vocabulary/samples/member-samples.ts';

export const sample = memberSample(
  ['revoked_user_certificate'],
  (judge, { preparer }) => judge.members.enrol(preparer, freshName(judge, 'revoked')),
  (judge, { caller }, { person }) => judge.members.revocation(caller, person),
);

export const messages: MessageVectors = ({ example, signed }) => ({
  requests: { bob: { cmd: 'user_revoke', revoked_user_certificate: signed('bob-is-revoked') } },
  replies: {
    ok: { status: 'ok' },
    again: { status: 'user_already_revoked', last_common_certificate_timestamp: example.after(7) },
  },
});
