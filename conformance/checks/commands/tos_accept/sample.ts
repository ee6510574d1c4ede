import { deviceSample } from '../../../src/case/samples/sample.ts';
import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';

export const sample = deviceSample(
  'tos',
  { tos_updated_on: { is: 'instant' } },
  (judge) => ({ cmd: 'tos_accept', tos_updated_on: judge.now() }),
  'no_tos',
);

export const messages: MessageVectors = ({ example }) => ({
  requests: { accept: { cmd: 'tos_accept', tos_updated_on: example.after(6) } },
  replies: { ok: { status: 'ok' }, mismatch: { status: 'tos_mismatch' } },
});
