import type { ClientJudge } from '../../case/client-judge.ts';
import type { Fields } from '../../case/expect.ts';
import type { MockReply } from '../../case/mock-server.ts';
import type { ClientOutcome } from '../../targets/client-driver.ts';
import { type StagedOrganization, stageOrganization } from '../staged-organization.ts';
import { configurationFrame } from '../staged-server.ts';
import { type CodeComparison, compareCodes } from './code-comparison.ts';
import { StagedPeer } from './staged-peer.ts';

/** A client that greets as alice. The judge plays the server and the claimer. */
export interface GreetingClient extends StagedOrganization {
  readonly person: CodeComparison;
  readonly token: Uint8Array;
  readonly peer: StagedPeer;
  /** `user_create` and `device_create` that the client sent. */
  readonly creations: readonly Fields[];
  /** The server's reply to a creation. */
  refusal: Fields | undefined;
  /** Whether the organization allows outsiders. */
  outsiders: boolean;
  greet(profile?: 'ADMIN' | 'STANDARD' | 'OUTSIDER'): Promise<ClientOutcome>;
}

/** Creates such a client: bob claims a user invitation, or another device of alice's claims. */
export async function greetingClient(judge: ClientJudge, type: 'USER' | 'DEVICE'): Promise<GreetingClient> {
  const stage = await stageOrganization(judge);
  const peer = new StagedPeer(judge, 'claimer');
  const token = judge.random.bytes(16);
  judge.hide(token, 'invitation token');
  const { alice, session, password } = stage;
  const bob = judge.cast.person('bob');
  const invitation: Fields = {
    ...{ type, token, status: 'PENDING', created_on: stage.founded },
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
  const person = compareCodes(peer);
  const scene: GreetingClient = Object.assign(stage, {
    ...{ person, token, peer, creations, refusal: undefined, outsiders: true },
    greet: (profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER' = 'STANDARD') =>
      session.greet({ password, token, profile, comparing: person.comparing }),
  });
  stage.answer = (command, { method, target }): MockReply | undefined => {
    if (method === 'GET' && target.endsWith('/events')) return configuration(scene.outsiders);
    switch (command.cmd) {
      case 'invite_list':
        return { reply: { status: 'ok', invitations: [invitation] } };
      case 'user_create':
      case 'device_create':
        creations.push(command);
        if (scene.refusal !== undefined) return { reply: scene.refusal };
        peer.story.push(command.cmd);
        return { reply: { status: 'ok' } };
      case 'invite_complete':
        peer.story.push(command.cmd);
        return { reply: { status: 'ok' } };
      default:
        return peer.answer(command);
    }
  };
  return scene;
}

/** An event stream that tells the organization's configuration, and no more. */
const configuration = (outsiders: boolean): MockReply => ({
  events: ({ write }) => write(configurationFrame(outsiders)),
});
