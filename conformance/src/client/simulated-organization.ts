import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientJudge } from '../case/client-judge.ts';
import type { Person } from '../people/cast.ts';
import { makeDeviceFile } from '../people/device-file.ts';
import type { ClientOutcome, ClientSession } from '../targets/client-driver.ts';
import type { Instant } from '../wire/values.ts';
import { devicesFolder } from './device-files.ts';
import { type DatedCertificate, enrolment, type Signer } from './signed-certificates.ts';
import { type SimulatedServer, simulateServer } from './simulated-server.ts';

/** A client under test with a device of an organization on a server that the judge simulates. */
export interface SimulatedOrganization extends SimulatedServer {
  readonly session: ClientSession;
  /** Folder of the client's files. */
  readonly home: string;
  /** Path of the device file. */
  readonly file: string;
  readonly password: string;
  /** Content of the device file, keys included. */
  readonly device: Readonly<Record<string, unknown>>;
  /** The root key of the organization, as a signer. */
  readonly root: Signer;
  /** The founder: an ADMIN. */
  readonly alice: Person;
  /** Alice's device, as a signer. */
  readonly founder: Signer;
  /** Date of the founder's certificates: one hour ago. */
  readonly founded: Instant;
  /** Opens the device and fetches the certificates. */
  logIn(): Promise<ClientOutcome>;
}

/** Optional settings of a simulated organization. */
export interface SimulatedOrganizationOptions {
  /** The owner of the client's device. Default: Alice. Another user must be in `history`. */
  readonly owner?: Person;
  /** `initial_profile` in the device file. Default: ADMIN. */
  readonly profile?: string;
  /** The client hashes passwords at full cost (Argon2id, 128 MiB). */
  readonly fullCost?: boolean;
  /** Divides the client's pauses between reconnections. Default: 1. */
  readonly pauseDivisor?: number;
  /** Returns the certificates after the founder's two. */
  readonly history?: (
    organization: Pick<SimulatedOrganization, 'founder' | 'founded' | 'root'>,
  ) => readonly DatedCertificate[];
}

/**
 * Writes a device file into an empty home, opens a client there, and simulates an honest server
 * with the certificates of the organization.
 */
export async function simulateOrganization(
  judge: ClientJudge,
  options: SimulatedOrganizationOptions = {},
): Promise<SimulatedOrganization> {
  const alice = judge.cast.person('alice');
  const owner = options.owner ?? alice;
  const root: Signer = { id: null, key: judge.cast.signingKey('root') };
  const founder: Signer = { id: alice.device.id, key: alice.device.key };
  const founded = judge.now().plusSeconds(-3600);
  const simulated = await simulateServer(judge, `Org_${judge.random.hex(6)}`);
  const home = await judge.home();
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const file = join(devicesFolder(home), `${owner.device.id.hex}.keys`);
  const device = {
    type: 'local_device',
    server_url: `${simulated.server.address}/`,
    organization_id: simulated.organization,
    root_verify_key: root.key.verifyKey,
    user_id: owner.userId,
    device_id: owner.device.id,
    device_label: owner.device.label,
    human_handle: [owner.email, owner.label],
    signing_key: owner.device.key.seed,
    private_key: owner.privateKey.bytes,
    initial_profile: options.profile ?? 'ADMIN',
    user_realm_id: judge.random.id(),
    user_realm_key: judge.random.bytes(32),
    local_symkey: judge.random.bytes(32),
  };
  const salts = { salt: judge.random.bytes(16), nonce: judge.random.bytes(24), at: founded };
  await mkdir(devicesFolder(home), { recursive: true, mode: 0o700 });
  await writeFile(file, makeDeviceFile(device, password, salts), { mode: 0o600 });
  const { fullCost = false, pauseDivisor = 1 } = options;
  const session = await judge.client.open(home, { cheapPassword: !fullCost, haste: pauseDivisor });
  return Object.assign(simulated, {
    ...{ session, home, file, password, device, root, alice, founder, founded },
    common: [
      ...enrolment(root, alice, founded, { profile: 'ADMIN' }),
      ...(options.history?.({ founder, founded, root }) ?? []),
    ],
    logIn: () => session.logIn({ password }),
  });
}
