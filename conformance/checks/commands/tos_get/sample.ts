import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

/** `tos_get` has no fields. An organization without terms answers `no_tos`. */
export const sample = deviceSample('tos', {}, () => ({ cmd: 'tos_get' }), 'no_tos');

export const messages: MessageVectors = ({ example }) => ({
  requests: { get: { cmd: 'tos_get' } },
  replies: {
    terms: {
      status: 'ok',
      per_locale_urls: { en_US: 'https://example.com/terms' },
      updated_on: example.after(6),
    },
  },
});
