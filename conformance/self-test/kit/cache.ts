import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { deviceIn, placeOf } from './calls.ts';

/** Serves a device again what it was served a moment before, whatever the server says meanwhile. */
export function staleReplies(stale: number): Mutant['wrap'] {
  return (handle) => {
    const served = new Map<string, Reply>();
    return async (call) => {
      const reply = await handle(call);
      if (placeOf(call) !== 'authenticated') return reply;
      if (reply.status === 200) served.set(deviceIn(call), reply);
      return reply.status === stale ? (served.get(deviceIn(call)) ?? reply) : reply;
    };
  };
}
