import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample('authenticated', {}, () => ({ cmd: 'organization_info' }));

export const messages: MessageVectors = () => ({
  requests: { info: { cmd: 'organization_info' } },
  replies: { info: { status: 'ok', total_block_bytes: 0, total_metadata_bytes: 0 } },
});
