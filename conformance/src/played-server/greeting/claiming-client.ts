import type { ClientJudge } from '../../judge/client-judge.ts';
import type { Person } from '../../people/cast.ts';
import type { SigningKey } from '../../people/keys.ts';
import { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { ClientOutcome, ClientSession } from '../../targets/client/client-driver.ts';
import type { Fields } from '../../wire/values.ts';
import type { SimulatedOrganizationOptions } from '../simulated-organization.ts';
import { linksTo, type SimulatedServer, simulateServer } from '../simulated-server.ts';
import { type ComparingUser, comparingUser } from './code-comparison.ts';

/** A client that claims an invitation. The judge plays the server and the greeter (alice). */
export interface ClaimingClient extends SimulatedServer {
  readonly comparison: ComparingUser;
  readonly session: ClientSession;
  readonly home: string;
  readonly password: string;
  readonly token: Uint8Array;
  readonly peer: SimulatedPeer;
  readonly alice: Person;
  /** The names that the claimer requests. The greeter may choose others. */
  readonly requested: { readonly email: string; readonly name: string; readonly device: string };
  /** The invitation link, in the `parsec3:` and in the `http:` form. */
  readonly link: string;
  readonly httpLink: string;
  /** Claims the invitation by `link`, or by another link. */
  claim(link?: string): Promise<ClientOutcome>;
}

interface ClaimingOptions extends Pick<SimulatedOrganizationOptions, 'fullCost'> {
  /** The home and the process of this client are used. The organization is another one. */
  readonly earlier?: Pick<ClaimingClient, 'home' | 'session'> | undefined;
}

/** Creates a client that claims an invitation of a new user, or of another device of Alice. */
export async function claimingClient(
  judge: ClientJudge,
  type: 'USER' | 'DEVICE',
  { fullCost = false, earlier }: ClaimingOptions = {},
): Promise<ClaimingClient> {
  const simulated = await simulateServer(judge, `Org_${judge.random.hex(6)}`);
  const home = earlier?.home ?? (await judge.home());
  const session = earlier?.session ?? (await judge.open(home, { cheapPassword: !fullCost }));
  const peer = new SimulatedPeer(judge, 'greeter');
  const alice = judge.cast.person('alice');
  const root = judge.cast.signingKey('root');
  const token = judge.random.bytes(16);
  judge.hide(token, 'invitation token');
  const requested = { email: 'bob@example.com', name: 'Bob', device: 'bob-laptop' };
  const handle = [alice.email, alice.label];
  const created_by = { type: 'USER', user_id: alice.userId, human_handle: handle };
  const info: Fields =
    type === 'USER'
      ? { type, claimer_email: requested.email, created_by, administrators: [greeterOf(alice)] }
      : { type, claimer_user_id: alice.userId, claimer_human_handle: handle, created_by };
  simulated.answer = (command) => {
    const reply = command.cmd === 'invite_info' ? { status: 'ok', ...info } : peer.answer(command);
    return reply && { reply };
  };
  peer.payload = confirmationOf(judge, type, alice, root, requested);
  judge.traces.plantLater(() => peer.secrets());
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const action = type === 'USER' ? 'claim_user' : 'claim_device';
  const links = linksTo(simulated, action, token);
  const comparison = comparingUser(peer);
  return Object.assign(simulated, {
    ...{ comparison, session, home, password, token, peer, alice, requested },
    ...links,
    claim: (by = links.link) =>
      session.claim({ link: by, password, ...requested, comparing: comparison.comparing }),
  });
}

/** A person as one of the `administrators` of an invitation. */
export const greeterOf = ({ userId, email, label }: Person): Fields => ({
  user_id: userId,
  human_handle: [email, label],
  online_status: 'ONLINE',
  last_greeting_attempt_joined_on: null,
});

function confirmationOf(
  judge: ClientJudge,
  type: 'USER' | 'DEVICE',
  alice: Person,
  root: SigningKey,
  requested: ClaimingClient['requested'],
): Fields {
  const device = { device_id: judge.random.id(), device_label: requested.device };
  if (type === 'USER') {
    return {
      type: 'invite_user_confirmation',
      ...{ user_id: judge.random.id(), ...device },
      human_handle: [requested.email, requested.name],
      ...{ profile: 'STANDARD', root_verify_key: root.verifyKey },
    };
  }
  return {
    type: 'invite_device_confirmation',
    ...{ user_id: alice.userId, ...device },
    human_handle: [alice.email, alice.label],
    ...{ profile: 'ADMIN', private_key: alice.privateKey.bytes },
    ...{ user_realm_id: judge.random.id(), user_realm_key: judge.random.bytes(32) },
    root_verify_key: root.verifyKey,
  };
}
