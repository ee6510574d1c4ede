import type { MessageVectors } from '../../src/fixtures/message-vectors.ts';
import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample(
  'tos',
  { tos_updated_on: { is: 'instant' } },
  (judge) => ({ cmd: 'tos_accept', tos_updated_on: judge.now() }),
  'no_tos',
);

export const messages: MessageVectors = ({ story }) => ({
  requests: { accept: { cmd: 'tos_accept', tos_updated_on: story.after(6) } },
  replies: { ok: { status: 'ok' }, mismatch: { status: 'tos_mismatch' } },
});
