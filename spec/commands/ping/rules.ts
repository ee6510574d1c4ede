import { serverCommand } from '../../src/guards/index.ts';

/** Gives the text back (TRANSPORT-29): served in debug mode only. */
export const ping = serverCommand('ping', {
  guards: {},
  effect: ({ request }) => ({ reply: { status: 'ok', pong: request.ping } }),
});
