import { setTimeout as sleep } from 'node:timers/promises';
import type { Mutant } from '@parsec-spec/reference-server/core';

/** Changes settings one field at a time, so a kill between two fields leaves half a change. */
export const fieldByField: Mutant = {
  name: 'settings-one-after-the-other',
  requirement: 'durability/unanswered-is-whole-or-absent',
  wrap: (handle) => async (call) => {
    if (call.method !== 'PATCH') return await handle(call);
    const bytes = await call.body.read(65_536);
    if (typeof bytes === 'string') return await handle(call);
    const change = (settings: object) => {
      const body = Buffer.from(JSON.stringify(settings));
      const headers = call.headers.map(
        ([name, value]) =>
          [name, name.toLowerCase() === 'content-length' ? String(body.length) : value] as const,
      );
      return handle({ ...call, headers, body: { read: async () => body } });
    };
    let reply = await change({});
    for (const [name, value] of Object.entries(JSON.parse(Buffer.from(bytes).toString()) as object)) {
      reply = await change({ [name]: value });
      await sleep(10);
    }
    return reply;
  },
};
