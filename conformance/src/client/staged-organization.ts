import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientJudge } from '../case/client-judge.ts';
import type { Person } from '../people/cast.ts';
import { makeDeviceFile } from '../people/device-file.ts';
import type { ClientOutcome, ClientSession } from '../targets/client-driver.ts';
import type { Instant } from '../wire/values.ts';
import { devicesFolder } from './device-files.ts';
import { type Dated, enrolment, type Signer } from './staged-certificates.ts';
import { type StagedServer, stageServer } from './staged-server.ts';

/** A client with a device of an organization whose server the judge plays. */
export interface StagedOrganization extends StagedServer {
  readonly session: ClientSession;
  readonly home: string;
  readonly file: string;
  readonly password: string;
  /** Content of the device file, keys included. */
  readonly device: Readonly<Record<string, unknown>>;
  readonly root: Signer;
  /** The founder: an ADMIN. */
  readonly alice: Person;
  readonly founder: Signer;
  /** When alice founded the organization: an hour ago. */
  readonly founded: Instant;
  logIn(): Promise<ClientOutcome>;
}

/** The owner of the client's device, if it is not alice. That user must be in `history`. */
export interface StagedOrganizationParts {
  readonly owner?: Person;
  readonly profile?: string;
  /** Passwords are hashed as for a person (Argon2id, 128 MiB). */
  readonly fullCost?: boolean;
  /** Factor by which pauses between reconnections are shortened. */
  readonly haste?: number;
  /** The certificates after the founder's two. */
  readonly history?: (stage: Pick<StagedOrganization, 'founder' | 'founded' | 'root'>) => readonly Dated[];
}

/** Sets the stage: a home with a device file that the judge wrote, and an honest server. */
export async function stageOrganization(
  judge: ClientJudge,
  parts: StagedOrganizationParts = {},
): Promise<StagedOrganization> {
  const alice = judge.cast.person('alice');
  const owner = parts.owner ?? alice;
  const root: Signer = { id: null, key: judge.cast.signingKey('root') };
  const founder: Signer = { id: alice.device.id, key: alice.device.key };
  const founded = judge.now().plusSeconds(-3600);
  const played = await stageServer(judge, `Org_${judge.random.hex(6)}`);
  const home = await judge.home();
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const file = join(devicesFolder(home), `${owner.device.id.hex}.keys`);
  const device = {
    type: 'local_device',
    server_url: `${played.server.address}/`,
    organization_id: played.organization,
    root_verify_key: root.key.verifyKey,
    user_id: owner.userId,
    device_id: owner.device.id,
    device_label: owner.device.label,
    human_handle: [owner.email, owner.label],
    signing_key: owner.device.key.seed,
    private_key: owner.privateKey.bytes,
    initial_profile: parts.profile ?? 'ADMIN',
    user_realm_id: judge.random.id(),
    user_realm_key: judge.random.bytes(32),
    local_symkey: judge.random.bytes(32),
  };
  const salts = { salt: judge.random.bytes(16), nonce: judge.random.bytes(24), at: founded };
  await mkdir(devicesFolder(home), { recursive: true, mode: 0o700 });
  await writeFile(file, makeDeviceFile(device, password, salts), { mode: 0o600 });
  const { fullCost = false, haste = 1 } = parts;
  const session = await judge.client.open(home, { cheapPassword: !fullCost, haste });
  return Object.assign(played, {
    ...{ session, home, file, password, device, root, alice, founder, founded },
    common: [
      ...enrolment(root, alice, founded, { profile: 'ADMIN' }),
      ...(parts.history?.({ founder, founded, root }) ?? []),
    ],
    logIn: () => session.logIn({ password }),
  });
}
