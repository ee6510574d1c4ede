import type { Mutant } from '@parsec-spec/reference-server/core';

/**
 * Opens every event stream and ends it before the first event. A check that tolerates an ended
 * stream would never see an event.
 */
export const streamsEndAtOnce: Mutant = {
  name: 'streams-end-at-once',
  requirement: 'durability/pause-loses-no-event',
  wrap: (handle) => async (call) => {
    const reply = await handle(call);
    if (typeof reply.body !== 'string' && !(reply.body instanceof Uint8Array)) reply.body.end();
    return reply;
  },
};
