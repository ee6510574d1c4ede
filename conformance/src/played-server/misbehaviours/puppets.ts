import { randomBytes } from 'node:crypto';
import type { MockReply } from '../../judge/mock-server.ts';
import { Cast, type Device } from '../../people/cast.ts';
import { type DatedCertificate, enrolment, signedDevice } from '../../people/dated-certificates.ts';
import { Random } from '../../people/random.ts';
import { type PeerParts, SimulatedPeer } from '../../people/simulated-peer.ts';
import type { SentRequest } from '../../wire/exchange.ts';
import { type Fields, Id, Instant } from '../../wire/values.ts';
import { type ForgeryMembers, membersOf } from './certificates/forgery.ts';
import { dated, honestAnswer } from './honest-answer.ts';
import { linkPayload } from './links.ts';
import type { RunningMisbehaviours } from './parse-misbehaviour.ts';

/** Name of the organization whose members a misbehaving server plays. */
const NAME = 'Puppets';

/** Greatest number of invitations and certificates. */
const MAX_ENTRIES = 1000;

/** The fields with certificates of commands that members send. */
const writtenCertificates = [
  'user_certificate',
  'device_certificate',
  'revoked_user_certificate',
  'user_update_certificate',
];

const target = new RegExp(`^/(anonymous|invited|authenticated)/${NAME}(/|$)`);

/**
 * The link by which a client claims a device of the founder, Alice. Every token is accepted.
 *
 * @param server - address of the server, `parsec3://HOST[:PORT][?no_ssl=true]`, or `http(s):`
 */
export function puppetLink(server: string): string {
  const { protocol, host, searchParams } = new URL(server);
  const isClear = protocol === 'http:' || searchParams.get('no_ssl') === 'true';
  const action = `a=claim_device&p=${linkPayload(Buffer.alloc(16, NAME))}`;
  return `parsec3://${host}/${NAME}?${isClear ? 'no_ssl=true&' : ''}${action}`;
}

/** Whether a request concerns the puppet organization. */
export const isOfPuppets = ({ target: path }: SentRequest): boolean => target.test(path);

/**
 * An organization whose members the server plays, with all their keys. So it can forge certificates
 * that break one rule only, and greet a client. A client joins it as another device of the founder,
 * who is an ADMIN, and may invite and greet others, which the server plays, too. It is honest except
 * for the misbehaviours, and does not verify authentication.
 */
export class PuppetOrganization {
  readonly members: ForgeryMembers;
  readonly #running: RunningMisbehaviours;
  readonly #tell: (text: string) => void;
  readonly #random = new Random(randomBytes(16).toString('hex'), NAME);
  readonly #cast = new Cast(this.#random.fork('cast'));
  readonly #parts: PeerParts;
  /** What all devices of Alice share. */
  readonly #shared: Fields;
  readonly #history: { common: readonly DatedCertificate[]; sequester: readonly DatedCertificate[] };
  readonly #invitations: Fields[] = [];
  #devices = 0;
  #peer: SimulatedPeer | undefined;
  #toldCode = false;

  /** @param tell - receives the code that the user of the client must choose */
  constructor(running: RunningMisbehaviours, tell: (text: string) => void) {
    this.#running = running;
    this.#tell = tell;
    const now = () => new Instant(BigInt(Date.now()) * 1000n);
    const fail = (message: string): never => {
      throw new Error(message);
    };
    this.#parts = { random: this.#random, now, fail };
    this.members = membersOf(this.#cast, now().plusSeconds(-3600));
    const { root, alicePerson, at } = this.members;
    this.#history = { common: enrolment(root, alicePerson, at(0), { profile: 'ADMIN' }), sequester: [] };
    this.#shared = {
      ...{ type: 'invite_device_confirmation', user_id: alicePerson.userId },
      human_handle: [alicePerson.email, alicePerson.label],
      ...{ profile: 'ADMIN', private_key: alicePerson.privateKey.bytes },
      ...{ user_realm_id: this.#random.id(), user_realm_key: this.#random.bytes(32) },
      root_verify_key: root.key.verifyKey,
    };
  }

  /** The answer to a request to this organization (`isOfPuppets`). */
  answer(command: Fields, request: SentRequest): MockReply {
    const [, family] = target.exec(request.target) ?? [];
    try {
      const reply = family === 'invited' ? this.#greet(command) : this.#serveMember(command);
      return reply === undefined ? honestAnswer(this.#history, command, request) : { reply };
    } catch (error) {
      // The client broke the protocol of the greeting.
      return { status: 500, body: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Greets a claimer as Alice. */
  #greet(command: Fields): Fields | undefined {
    const { userId, email, label } = this.members.alicePerson;
    const handle = [email, label];
    const creator = { type: 'USER', user_id: userId, human_handle: handle };
    if (command.cmd === 'invite_info')
      return {
        ...{ status: 'ok', type: 'DEVICE', claimer_user_id: userId },
        ...{ claimer_human_handle: handle, created_by: creator },
      };
    if (command.cmd === 'invite_claimer_start_greeting_attempt')
      this.#meet('greeter', { ...this.#shared, device_id: this.#random.id(), device_label: 'puppet-device' });
    const peer = this.#peer;
    if (peer === undefined) return undefined;
    if (peer.clientSteps.has(6) && !peer.clientSteps.has(7)) {
      const { requested_device_label: requested } = peer.clientPayload();
      peer.payload = { ...this.#shared, device_id: peer.payload.device_id, device_label: requested };
      this.#running.play(peer, this.members);
    }
    const reply = peer.answer(command);
    if (peer.clientSteps.has(3)) this.#tellCode(peer);
    if (peer.clientSteps.has(8)) this.#addDevice(peer);
    return reply;
  }

  /** Serves a device of Alice. Claims what it invites. */
  #serveMember(command: Fields): Fields | undefined {
    const { alicePerson, bob } = this.members;
    const isFull = this.#invitations.length + this.#history.common.length > MAX_ENTRIES;
    if (isFull && /^(invite_new|user_|device_)/.test(String(command.cmd)))
      throw new Error('this organization is full: start the server anew');
    switch (command.cmd) {
      case 'invite_new_user':
      case 'invite_new_device': {
        const isUser = command.cmd === 'invite_new_user';
        const token = this.#random.bytes(16);
        const handle = [alicePerson.email, alicePerson.label];
        this.#invitations.push({
          ...{ type: isUser ? 'USER' : 'DEVICE', token, status: 'PENDING', created_on: this.#parts.now() },
          created_by: { type: 'USER', user_id: alicePerson.userId, human_handle: handle },
          ...(isUser && { claimer_email: command.claimer_email }),
        });
        return { status: 'ok', token, email_sent: 'SUCCESS' };
      }
      case 'invite_list':
        return { status: 'ok', invitations: this.#invitations };
      case 'invite_greeter_start_greeting_attempt': {
        const hex = Buffer.from(command.token as Uint8Array).toString('hex');
        const invitation = this.#invitations.find(
          ({ token }) => Buffer.from(token as Uint8Array).toString('hex') === hex,
        );
        if (invitation === undefined) return { status: 'invitation_not_found' };
        const device = { requested_device_label: bob.device.label, verify_key: bob.device.key.verifyKey };
        this.#meet(
          'claimer',
          invitation.type === 'USER'
            ? {
                ...{ type: 'invite_user_data', public_key: bob.privateKey.publicKey, ...device },
                requested_human_handle: [invitation.claimer_email, bob.label],
              }
            : { type: 'invite_device_data', ...device },
        );
        return this.#peer?.answer(command);
      }
      case 'user_create':
      case 'device_create':
      case 'user_revoke':
      case 'user_update': {
        const certificates = writtenCertificates.flatMap((field) => command[field] ?? []);
        this.#history.common = [...this.#history.common, ...certificates.map(dated)];
        return { status: 'ok' };
      }
      case 'invite_complete':
        return { status: 'ok' };
      default: {
        const reply = this.#peer?.role === 'claimer' ? this.#peer.answer(command) : undefined;
        if (this.#peer?.clientSteps.has(2) === true) this.#tellCode(this.#peer);
        return reply;
      }
    }
  }

  #meet(role: 'greeter' | 'claimer', payload: Fields): void {
    this.#peer = new SimulatedPeer(this.#parts, role);
    this.#peer.payload = payload;
    this.#toldCode = false;
    this.#running.play(this.#peer, this.members);
  }

  #tellCode(peer: SimulatedPeer): void {
    if (this.#toldCode) return;
    this.#toldCode = true;
    this.#tell(`the code of the other side is ${peer.ownCode()}`);
  }

  /** Adds the device of a client whose claim has ended. */
  #addDevice(peer: SimulatedPeer): void {
    const { device_id: id, device_label: label } = peer.payload;
    const { verify_key: verifyKey } = peer.clientPayload();
    if (!(id instanceof Id) || this.#peer !== peer) return;
    this.#peer = undefined;
    this.#devices += 1;
    const { aliceSigner, alicePerson, at } = this.members;
    const device = { id, label, key: { verifyKey } } as unknown as Device;
    this.#history.common = [
      ...this.#history.common,
      signedDevice(aliceSigner, alicePerson, at(this.#devices), { device }),
    ];
  }
}
