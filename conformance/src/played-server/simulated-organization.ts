import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientJudge } from '../judge/client-judge.ts';
import { asStep } from '../judge/failure.ts';
import type { Device, Person } from '../people/cast.ts';
import { deviceContent } from '../people/certificate-contents.ts';
import { type CertificateChange, makeCertificate, type Signer } from '../people/certificates.ts';
import { type DatedCertificate, enrolment } from '../people/dated-certificates.ts';
import { makeDeviceFile } from '../people/device-file.ts';
import { SimulatedPeer } from '../people/simulated-peer.ts';
import type { ClientOutcome, ClientSession, DeviceAccess } from '../targets/client/client-driver.ts';
import type { Instant } from '../wire/values.ts';
import { devicesFolder, openOnlyDevice } from './device-files.ts';
import { comparingUser } from './greeting/code-comparison.ts';
import { linksTo, type SimulatedServer, simulateServer } from './simulated-server.ts';

/** The device of the client under test. The judge may not know its signing key. */
export type ClientDevice = Pick<Device, 'id' | 'label'> & { readonly key: Pick<Device['key'], 'verifyKey'> };

/** A client under test with a device of an organization on a server that the judge simulates. */
export interface SimulatedOrganization extends SimulatedServer {
  readonly session: ClientSession;
  /** Folder of the client's files. */
  readonly home: string;
  readonly password: string;
  /** What every act of a member needs: the label of the device and its password. */
  readonly access: DeviceAccess;
  /** The root key of the organization, as a signer. */
  readonly root: Signer;
  /** The founder: an ADMIN. */
  readonly alice: Person;
  /** Alice's first device, as a signer. */
  readonly founder: Signer;
  /** The device of the client: the owner's first device, or another one that the client enrolled. */
  readonly clientDevice: ClientDevice;
  /**
   * The certificate of the client's device, if that is not the owner's first device. `change`
   * deviates from the correct certificate.
   */
  ownCertificates(change?: CertificateChange): readonly DatedCertificate[];
  /** Finds and opens the only device file. */
  openFile(): ReturnType<typeof openOnlyDevice>;
  /** Opens the device and fetches the certificates. */
  logIn(): Promise<ClientOutcome>;
}

export interface SimulatedOrganizationOptions {
  /** The owner of the client's device. Default: Alice. Another user must be in `history`. */
  readonly owner?: Person;
  /** Date of the owner's certificates, in seconds after the foundation. Default: 0. */
  readonly ownerSince?: number;
  /** `initial_profile` in the device file. Default: ADMIN. */
  readonly profile?: string;
  /** The client hashes passwords at full cost (Argon2id, 128 MiB). */
  readonly fullCost?: boolean;
  /** Divides the client's pauses between reconnections. Default: 1. */
  readonly pauseDivisor?: number;
  /** Returns the certificates after the founder's two. */
  readonly history?: (
    organization: Pick<SimulatedOrganization, 'founder' | 'bootstrappedAt' | 'root'>,
  ) => readonly DatedCertificate[];
}

/**
 * Gives a client in an empty home a device of an organization on an honest server that the judge
 * simulates. A client that opens foreign device files gets a file. Any other client enrols a device
 * of its own: the judge plays its greeter.
 */
export async function simulateOrganization(
  judge: ClientJudge,
  options: SimulatedOrganizationOptions = {},
): Promise<SimulatedOrganization> {
  const alice = judge.cast.person('alice');
  const owner = options.owner ?? alice;
  const root: Signer = { id: null, key: judge.cast.signingKey('root') };
  const founder: Signer = { id: alice.device.id, key: alice.device.key };
  const simulated = await simulateServer(judge, `Org_${judge.random.hex(6)}`);
  const { bootstrappedAt } = simulated;
  const home = await judge.home();
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const { fullCost = false, pauseDivisor = 1 } = options;
  const session = await judge.open(home, { cheapPassword: !fullCost, haste: judge.haste(pauseDivisor) });
  /** What all devices of the owner share. */
  const shared = {
    user_id: owner.userId,
    human_handle: [owner.email, owner.label],
    private_key: owner.privateKey.bytes,
    profile: options.profile ?? 'ADMIN',
    user_realm_id: judge.random.id(),
    user_realm_key: judge.random.bytes(32),
    root_verify_key: root.key.verifyKey,
  };
  let clientDevice: ClientDevice;
  if (judge.client.opensForeignFiles) {
    await writeForeignFile(judge, simulated, { shared, owner, home, password, bootstrappedAt });
    clientDevice = owner.device;
  } else {
    clientDevice = await asStep('enrol', () =>
      enrolOwnDevice(judge, simulated, session, { shared, owner, password }),
    );
  }
  const access = { device: clientDevice.label, password };
  const since = bootstrappedAt.plusSeconds((options.ownerSince ?? 0) + 1);
  const ownCertificates = (change?: CertificateChange): readonly DatedCertificate[] => {
    if (clientDevice.id === owner.device.id) return [];
    const content = deviceContent(owner, clientDevice, since, owner.device.id);
    return [{ at: since, bytes: makeCertificate(content, owner.device.key, change) }];
  };
  return Object.assign(simulated, {
    ...{ session, home, password, access, root, alice, founder, clientDevice, ownCertificates },
    common: [
      ...enrolment(root, alice, bootstrappedAt, { profile: 'ADMIN' }),
      ...(owner === alice ? ownCertificates() : []),
      ...(options.history?.({ founder, bootstrappedAt, root }) ?? []),
    ],
    openFile: () => openOnlyDevice(judge, home, password),
    logIn: () => session.logIn(access),
  });
}

/** What all devices of a user share, as a greeter sends it to another device. */
type Shared = Readonly<Record<string, unknown>>;

async function writeForeignFile(
  judge: ClientJudge,
  { server, organization }: SimulatedServer,
  {
    shared: { profile, ...shared },
    owner,
    home,
    password,
    bootstrappedAt,
  }: { shared: Shared; owner: Person; home: string; password: string; bootstrappedAt: Instant },
): Promise<void> {
  const { id, label, key } = owner.device;
  const content = {
    type: 'local_device',
    server_url: `${server.address}/`,
    organization_id: organization,
    root_verify_key: shared.root_verify_key,
    user_id: shared.user_id,
    device_id: id,
    device_label: label,
    human_handle: shared.human_handle,
    signing_key: key.seed,
    private_key: shared.private_key,
    initial_profile: profile,
    user_realm_id: shared.user_realm_id,
    user_realm_key: shared.user_realm_key,
    local_symkey: judge.random.bytes(32),
  };
  const salts = { salt: judge.random.bytes(16), nonce: judge.random.bytes(24), at: bootstrappedAt };
  await mkdir(devicesFolder(home), { recursive: true, mode: 0o700 });
  const file = join(devicesFolder(home), `${id.hex}.keys`);
  await writeFile(file, makeDeviceFile(content, password, salts), { mode: 0o600 });
}

/** Lets the client claim an invitation for another device of the owner. The judge greets it. */
async function enrolOwnDevice(
  judge: ClientJudge,
  simulated: SimulatedServer,
  session: ClientSession,
  { shared, owner, password }: { shared: Shared; owner: Person; password: string },
): Promise<ClientDevice> {
  const peer = new SimulatedPeer(judge, 'greeter');
  judge.traces.plantLater(() => peer.secrets());
  const [id, label] = [judge.random.id(), `${owner.name}-second`];
  peer.payload = { type: 'invite_device_confirmation', ...shared, device_id: id, device_label: label };
  const handle = [owner.email, owner.label];
  const invitation = {
    status: 'ok',
    type: 'DEVICE',
    claimer_user_id: owner.userId,
    claimer_human_handle: handle,
    created_by: { type: 'USER', user_id: owner.userId, human_handle: handle },
  };
  simulated.answer = (command) => {
    const reply = command.cmd === 'invite_info' ? invitation : peer.answer(command);
    return reply && { reply };
  };
  const token = judge.random.bytes(16);
  judge.hide(token, 'invitation token');
  const outcome = await session.claim({
    link: linksTo(simulated, 'claim_device', token).link,
    ...{ email: owner.email, name: owner.label, device: label, password },
    comparing: comparingUser(peer).comparing,
  });
  judge.expectOk(outcome, 'the honest enrolment of a device');
  const { verify_key: verifyKey } = peer.clientPayload();
  if (!(verifyKey instanceof Uint8Array))
    return judge.fail('the client asked for no device', 'verify_key: bytes', String(verifyKey));
  simulated.answer = () => undefined;
  simulated.forget();
  return { id, label, key: { verifyKey } };
}
