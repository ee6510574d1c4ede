import type { Mutant } from '@parsec-spec/reference-server/core';

/** Opens every event stream, and ends it before it told anything: whoever excuses an end hears nothing for ever. */
export const streamsEndAtOnce: Mutant = {
  name: 'streams-end-at-once',
  requirement: 'durability/pause-loses-no-event',
  wrap: (handle) => async (call) => {
    const reply = await handle(call);
    if (typeof reply.body !== 'string' && !(reply.body instanceof Uint8Array)) reply.body.end();
    return reply;
  },
};
