import type { ClientJudge } from '../../judge/client-judge.ts';
import type { MockReply } from '../../judge/mock-server.ts';
import { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { ClientOutcome } from '../../targets/client/client-driver.ts';
import type { Fields } from '../../wire/values.ts';
import { acceptsCreation } from '../created-certificates.ts';
import { type SimulatedOrganization, simulateOrganization } from '../simulated-organization.ts';
import { linksTo } from '../simulated-server.ts';
import { type ComparingUser, comparingUser } from './code-comparison.ts';

/** A client that greets as Alice. The judge simulates the server and the claimer. */
export interface GreetingClient extends SimulatedOrganization {
  readonly comparison: ComparingUser;
  readonly token: Uint8Array;
  readonly peer: SimulatedPeer;
  /** The `user_create` and `device_create` commands that the client sent. */
  readonly creations: readonly Fields[];
  greet(profile?: 'ADMIN' | 'STANDARD' | 'OUTSIDER'): Promise<ClientOutcome>;
}

/**
 * Creates a client that greets Bob (a user invitation), or another device of Alice.
 *
 * @param simulated - its organization and process, if it has greeted before. Default: new ones
 */
export async function greetingClient(
  judge: ClientJudge,
  type: 'USER' | 'DEVICE',
  simulated?: SimulatedOrganization,
): Promise<GreetingClient> {
  const organization = simulated ?? (await simulateOrganization(judge));
  const peer = new SimulatedPeer(judge, 'claimer');
  const token = judge.random.bytes(16);
  judge.hide(token, 'invitation token');
  judge.traces.plantLater(() => peer.secrets());
  const { alice, session, access } = organization;
  const bob = judge.cast.person('bob');
  const invitation: Fields = {
    ...{ type, token, status: 'PENDING', created_on: organization.bootstrappedAt },
    created_by: { type: 'USER', user_id: alice.userId, human_handle: [alice.email, alice.label] },
    ...(type === 'USER' && { claimer_email: bob.email }),
  };
  const device = { requested_device_label: bob.device.label, verify_key: bob.device.key.verifyKey };
  peer.payload =
    type === 'USER'
      ? {
          ...{ type: 'invite_user_data', requested_human_handle: [bob.email, bob.label] },
          ...{ public_key: bob.privateKey.publicKey, ...device },
        }
      : { type: 'invite_device_data', ...device };
  const creations: Fields[] = [];
  const action = type === 'USER' ? 'claim_user' : 'claim_device';
  const { link } = linksTo(organization, action, token);
  /** A greeter grants what the claimer asks for. */
  const granted = (profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER') =>
    type === 'USER'
      ? { email: bob.email, name: bob.label, device: bob.device.label, profile }
      : { device: bob.device.label };
  const comparison = comparingUser(peer);
  const client: GreetingClient = Object.assign(organization, {
    ...{ comparison, token, peer, creations },
    greet: (profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER' = 'STANDARD') =>
      session.greet({ ...access, link, grant: granted(profile), comparing: comparison.comparing }),
  });
  organization.answer = (command): MockReply | undefined => {
    switch (command.cmd) {
      case 'invite_list':
        return { reply: { status: 'ok', invitations: [invitation] } };
      case 'user_create':
      case 'device_create':
        creations.push(command);
        if (!acceptsCreation(judge, command, organization.clientDevice))
          return { reply: { status: 'invalid_certificate' } };
        peer.accepted.push(command.cmd);
        return { reply: { status: 'ok' } };
      case 'invite_complete':
        peer.accepted.push(command.cmd);
        return { reply: { status: 'ok' } };
      default: {
        const reply = peer.answer(command);
        return reply && { reply };
      }
    }
  };
  return client;
}
