import { serverCommand } from '../../src/guards/index.ts';

/** Gives the text back (TRANSPORT-29): served in debug mode only. That of a device is heard by the whole organization. */
export const ping = serverCommand('ping', {
  guards: {},
  effect: ({ request: { ping }, author }) => ({
    reply: { status: 'ok', pong: ping },
    ...(author === undefined ? {} : { events: [{ event: { event: 'PINGED', ping }, to: 'everybody' }] }),
  }),
});
