import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

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
