import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshName, memberSample } from '../../../src/vocabulary/samples/member-samples.ts';

export const sample = memberSample(
  ['user_update_certificate'],
  (judge, { preparer }) => judge.members.enrol(preparer, freshName(judge, 'promoted')),
  (judge, { caller }, { person }) => judge.members.profileChange(caller, person, 'ADMIN'),
);

export const messages: MessageVectors = ({ signed }) => ({
  requests: { carol: { cmd: 'user_update', user_update_certificate: signed('carol-becomes-standard') } },
  replies: { ok: { status: 'ok' }, again: { status: 'user_no_changes' } },
});
