import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../cast/index.ts';
import type { ClientOutcome, ClientSession } from '../client-driver/index.ts';
import type { SentRequest } from '../exchange/index.ts';
import type { ClientJudge, Fields, MockReply, MockServer } from '../judge/index.ts';
import { Instant, unpack } from '../wire/index.ts';
import { makeDeviceFile } from './device-file.ts';
import { type Dated, enrolment, type Signer } from './signed.ts';

/** A client with a device of an organization whose server the judge plays, and all that this server says. */
export interface Stage {
  readonly session: ClientSession;
  readonly server: MockServer;
  readonly home: string;
  readonly file: string;
  readonly password: string;
  readonly organization: string;
  readonly root: Signer;
  /** The founder: an ADMIN. */
  readonly alice: Person;
  readonly founder: Signer;
  /** When alice founded the organization: an hour ago. */
  readonly founded: Instant;
  /** Certificates that the server hands out, by their dates: change them at will. */
  common: readonly Dated[];
  sequester: readonly Dated[];
  /** Common certificates handed out behind the others, whatever was asked for: lies. */
  lies: readonly Dated[];
  /** Answers in the honest server's place, where it answers at all. */
  answer: (command: Fields, request: SentRequest) => MockReply | undefined;
  /** Every command that the client sent, oldest first. */
  readonly asked: readonly Fields[];
  logIn(): Promise<ClientOutcome>;
}

/** Whose device the client has, if not alice's: that user must be in `history`. */
export interface StageParts {
  readonly owner?: Person;
  readonly profile?: string;
  /** The certificates after the founder's two. */
  readonly history?: (stage: Pick<Stage, 'founder' | 'founded' | 'root'>) => readonly Dated[];
}

/** Folder of device files below a home (crypto-and-data §7.3). */
export const devicesFolder = (home: string): string =>
  join(home, '.config', 'parsec3', 'libparsec', 'devices');

/** Sets the stage: a home with a device file that the judge wrote, and an honest server. */
export async function setStage(judge: ClientJudge, parts: StageParts = {}): Promise<Stage> {
  const alice = judge.cast.person('alice');
  const owner = parts.owner ?? alice;
  const root: Signer = { id: null, key: judge.cast.signingKey('root') };
  const founder: Signer = { id: alice.device.id, key: alice.device.key };
  const founded = judge.now().plusSeconds(-3600);
  const asked: Fields[] = [];
  const organization = `Org_${judge.random.hex(6)}`;
  const server = await judge.mock((request) => {
    const command = commandOf(request);
    asked.push(command);
    return stage.answer(command, request) ?? honest(stage, command);
  });
  const home = await judge.home();
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const file = join(devicesFolder(home), `${owner.device.id.hex}.keys`);
  const device = {
    type: 'local_device',
    server_url: `${server.address}/`,
    organization_id: organization,
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
  const session = await judge.client.open(home);
  const stage: Stage = {
    ...{ session, server, home, file, password, organization, root, alice, founder, founded, asked },
    common: [
      ...enrolment(root, alice, founded, { profile: 'ADMIN' }),
      ...(parts.history?.({ founder, founded, root }) ?? []),
    ],
    sequester: [],
    lies: [],
    answer: () => undefined,
    logIn: () => session.logIn({ password }),
  };
  return stage;
}

function honest(
  { common, sequester, lies }: Stage,
  { cmd, common_after, sequester_after }: Fields,
): MockReply {
  if (cmd === 'organization_info')
    return { reply: { status: 'ok', total_metadata_bytes: 0, total_block_bytes: 0 } };
  if (cmd === 'tos_get') return { reply: { status: 'no_tos' } };
  if (cmd !== 'certificate_get') return { status: 415, body: '{"detail":"unknown command"}' };
  const after = (list: readonly Dated[], cursor: unknown) =>
    list
      .filter(({ at }) => !(cursor instanceof Instant) || at.micros > cursor.micros)
      .map(({ bytes }) => bytes);
  return {
    reply: {
      status: 'ok',
      common_certificates: [...after(common, common_after), ...lies.map(({ bytes }) => bytes)],
      sequester_certificates: after(sequester, sequester_after),
      shamir_recovery_certificates: [],
      realm_certificates: {},
    },
  };
}

function commandOf(request: SentRequest): Fields {
  try {
    const value = unpack(request.body);
    return value !== null && typeof value === 'object' ? (value as Fields) : {};
  } catch {
    return {};
  }
}
