import type { MessageVectors } from '../../src/fixtures/message-vectors.ts';
import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample('tos', {}, () => ({ cmd: 'tos_get' }), 'no_tos');

export const messages: MessageVectors = ({ story }) => ({
  requests: { get: { cmd: 'tos_get' } },
  replies: {
    terms: {
      status: 'ok',
      per_locale_urls: { en_US: 'https://example.com/terms' },
      updated_on: story.after(6),
    },
  },
});
