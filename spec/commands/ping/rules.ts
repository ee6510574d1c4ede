import { serverCommand } from '../../src/guards/index.ts';

/**
 * Returns the text of the request (TRANSPORT-29), in debug mode only. The ping of a device also
 * sends an event to the whole organization.
 */
export const ping = serverCommand('ping', {
  guards: {},
  effect: ({ request: { ping }, author }) => ({
    reply: { status: 'ok', pong: ping },
    ...(author === undefined ? {} : { events: [{ event: { event: 'PINGED', ping }, to: 'everybody' }] }),
  }),
});
