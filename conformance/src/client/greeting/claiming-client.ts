import type { ClientJudge } from '../../case/client-judge.ts';
import type { Fields } from '../../case/expect.ts';
import type { Person } from '../../people/cast.ts';
import type { SigningKey } from '../../people/keys.ts';
import type { ClientOutcome, ClientSession } from '../../targets/client-driver.ts';
import { payloadOf } from '../new-user.ts';
import type { StagedOrganizationParts } from '../staged-organization.ts';
import { type StagedServer, stageServer } from '../staged-server.ts';
import { type CodeComparison, compareCodes } from './code-comparison.ts';
import { StagedPeer } from './staged-peer.ts';

/** A client that claims an invitation. The judge plays the server and the greeter (alice). */
export interface ClaimingClient extends StagedServer {
  readonly person: CodeComparison;
  readonly session: ClientSession;
  readonly home: string;
  readonly password: string;
  readonly token: Uint8Array;
  readonly peer: StagedPeer;
  readonly alice: Person;
  readonly root: SigningKey;
  /** The names that the claimer requests. */
  readonly wishes: { readonly email: string; readonly label: string; readonly deviceLabel: string };
  /** The link of the invitation, both forms. */
  readonly link: string;
  readonly httpLink: string;
  claim(by?: string): Promise<ClientOutcome>;
}

/** Creates such a client, for a new user or for another device of alice's. */
export async function claimingClient(
  judge: ClientJudge,
  type: 'USER' | 'DEVICE',
  { fullCost = false }: Pick<StagedOrganizationParts, 'fullCost'> = {},
): Promise<ClaimingClient> {
  const played = await stageServer(judge, `Org_${judge.random.hex(6)}`);
  const home = await judge.home();
  const session = await judge.client.open(home, { cheapPassword: !fullCost });
  const peer = new StagedPeer(judge, 'greeter');
  const alice = judge.cast.person('alice');
  const root = judge.cast.signingKey('root');
  const token = judge.random.bytes(16);
  judge.hide(token, 'invitation token');
  const wishes = { email: 'bob@example.com', label: 'Bob', deviceLabel: 'bob-laptop' };
  const handle = [alice.email, alice.label];
  const created_by = { type: 'USER', user_id: alice.userId, human_handle: handle };
  const info: Fields =
    type === 'USER'
      ? { type, claimer_email: wishes.email, created_by, administrators: [greeterOf(alice)] }
      : { type, claimer_user_id: alice.userId, claimer_human_handle: handle, created_by };
  played.answer = (command) =>
    command.cmd === 'invite_info' ? { reply: { status: 'ok', ...info } } : peer.answer(command);
  peer.payload = confirmationOf(judge, type, alice, root, wishes);
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const action = type === 'USER' ? 'claim_user' : 'claim_device';
  const name = encodeURIComponent(played.organization);
  const query = `a=${action}&p=${payloadOf(token)}`;
  const link = `parsec3://127.0.0.1:${played.server.port}/${name}?no_ssl=true&${query}`;
  const httpLink = `http://127.0.0.1:${played.server.port}/redirect/${name}?${query}`;
  const person = compareCodes(peer);
  return Object.assign(played, {
    ...{ person, session, home, password, token, peer, alice, root, wishes },
    ...{ link, httpLink },
    claim: (by = link) => session.claim({ link: by, password, ...wishes, comparing: person.comparing }),
  });
}

const greeterOf = ({ userId, email, label }: Person): Fields => ({
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
  wishes: ClaimingClient['wishes'],
): Fields {
  const device = { device_id: judge.random.id(), device_label: wishes.deviceLabel };
  if (type === 'USER') {
    return {
      type: 'invite_user_confirmation',
      ...{ user_id: judge.random.id(), ...device },
      human_handle: [wishes.email, wishes.label],
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
