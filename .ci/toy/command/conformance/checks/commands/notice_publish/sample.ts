import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshName, memberSample } from '../../../src/vocabulary/samples/member-samples.ts';
import { makeNotice } from './notice.ts';

/** The subject is a text that no other call of the check publishes. */
export const sample = memberSample(
  ['notice_certificate'],
  async (judge) => freshName(judge, 'notice'),
  (judge, { caller }, text) => makeNotice(caller.device, text, judge.now()),
);

export const messages: MessageVectors = ({ example: { alice, after } }) => ({
  requests: { first: makeNotice(alice.person.device, 'The office is closed.', after(20)).message },
  replies: { ok: { status: 'ok' }, again: { status: 'notice_unchanged' } },
});
