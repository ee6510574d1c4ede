import type { Log } from '../../src/call/log.ts';
import { type Acme, foundAcme } from './acme.ts';
import { type Relay, openRelay } from './relay.ts';

/** An organization whose clients reach the server through a relay that records everything. */
export async function relayedAcme(log?: Log): Promise<{ readonly relay: Relay; readonly acme: Acme }> {
  const relay = openRelay();
  const transport = { fetch: relay.fetch, ...(log === undefined ? {} : { log }) };
  const ground = { serverUrl: 'http://parsec.test/', organizationId: 'Acme', token: null, transport };
  return { relay, acme: await foundAcme(ground) };
}
