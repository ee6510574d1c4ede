import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operate } from '@parsec-spec/reference-client/administration';
import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { openDevice } from '@parsec-spec/reference-client/device-files';
import {
  cancelInvitation,
  inviteDevice,
  inviteUser,
  listInvitations,
} from '@parsec-spec/reference-client/enrolment';
import { type Session, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { lineLog } from '@parsec-spec/reference-client/log';
import { findMember, revokeUser, setProfile } from '@parsec-spec/reference-client/members';
import { deviceFiles, filesBelow } from '../../src/client/device-files.ts';
import type { TimedExchange } from '../../src/observe/recording.ts';
import { startRecordingProxy } from '../../src/observe/recording-proxy.ts';
import type { ClientOutcome, ClientSession, Comparing } from '../../src/targets/client/client-driver.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { openTarget } from '../../src/targets/index.ts';

const password = 'Nine-lives-of-77-cats';
const administrationToken = 'an-administration-token';

/** The traffic of a journey, and the home of its first user. */
export interface Journey {
  readonly traffic: readonly TimedExchange[];
  readonly home: string;
  remove(): Promise<void>;
}

/** A server between the client and the server. It has an address and ends. */
export interface Between {
  readonly address: string;
  close(): Promise<void>;
}

/** Settings of a journey. */
export interface JourneyOptions {
  /** Only a bootstrap, a login and an enrolment, which may fail. */
  readonly isShort?: boolean;
  /** Stands between the recording proxy and the server. */
  readonly atServer?: (to: string) => Promise<Between>;
  /** Stands between the client and the recording proxy. */
  readonly atClient?: (to: string) => Promise<Between>;
}

/**
 * The reference client goes through most of what the protocol has, on the reference server, and
 * through the recording proxy. Each user has an installation of their own.
 */
export async function honestJourney(options: JourneyOptions = {}): Promise<Journey> {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-observe-'));
  const target = await openTarget('memory:reference', { administrationToken });
  if (target.kind === 'client') throw new Error('memory:reference is a server');
  const traffic: TimedExchange[] = [];
  const atServer = await options.atServer?.(target.address);
  const proxy = await startRecordingProxy({
    host: '127.0.0.1',
    port: 0,
    to: atServer?.address ?? target.address,
    onExchange: (timed) => void traffic.push(timed),
  });
  const atClient = await options.atClient?.(proxy.address);
  const address = atClient?.address ?? proxy.address;
  try {
    // A client stops at a fault that it notices.
    if (options.isShort === true) await travel(folder, address, true).catch(() => undefined);
    else await travel(folder, address, false);
  } finally {
    await atClient?.close();
    await proxy.close();
    await atServer?.close();
    await target.close();
  }
  return { traffic, home: join(folder, 'alice'), remove: () => rm(folder, { recursive: true }) };
}

async function travel(folder: string, server: string, isShort: boolean): Promise<void> {
  const driver = await referenceClient();
  const install = async (name: string): Promise<ClientSession> => {
    await mkdir(join(folder, name));
    return driver.open(join(folder, name), { cheapPassword: true, haste: 100 });
  };
  const administer = async (
    operation: 'organization_create' | 'organization_update',
    organization: string,
    body: object,
  ) => {
    const administration = { serverUrl: server, token: administrationToken };
    const outcome = await operate(administration, operation, organization, body);
    if (outcome.outcome !== 'done') throw new Error(`${operation}: ${outcome.outcome}`);
    return outcome.result as { readonly bootstrap_url?: string };
  };
  const found = async (client: ClientSession, organization: string, email: string): Promise<void> => {
    const { bootstrap_url } = await administer('organization_create', organization, {
      organization_id: organization,
    });
    const who = { email, name: 'Alice', device: 'laptop', password };
    succeed(await client.bootstrap({ link: String(bootstrap_url), ...who }));
  };

  const alice = await install('alice');
  await found(alice, 'Observed', 'alice@example.com');
  const [{ path: file } = { path: '' }] = deviceFiles(await filesBelow(join(folder, 'alice')));
  const laptop = { device: 'laptop', password };
  if (!isShort) await found(await install('other'), 'Elsewhere', 'alice@example.com');
  succeed(await alice.logIn(laptop));
  const session = await sessionOf(file, join(folder, 'alice', 'certificates.json'));

  const enrol = async (name: string, profile: 'STANDARD' | 'OUTSIDER'): Promise<ClientSession> => {
    const email = `${name}@example.com`;
    const invited = await inviteUser(session, email, false);
    if (invited.outcome !== 'invited') throw new Error(invited.outcome);
    const client = await install(name);
    await greet(alice, client, invited, { email, name, profile });
    succeed(await client.logIn({ device: deviceOf(name), password }));
    return client;
  };
  if (isShort) return void (await enrol('bob', 'STANDARD'));

  let isOpen: (value: unknown) => void = () => undefined;
  const opened = new Promise((resolve) => {
    isOpen = resolve;
  });
  // A client runs one act at a time, so another process of the same device follows the events.
  const listener = await driver.open(join(folder, 'alice'), { cheapPassword: true, haste: 100 });
  const watched = listener.watch({ ...laptop, signal: AbortSignal.timeout(30_000), told: isOpen });
  await opened;

  const bob = await enrol('bob', 'STANDARD');
  const bobAccess = { device: deviceOf('bob'), password };
  const mallory = await enrol('mallory', 'OUTSIDER');

  const ownDevice = await inviteDevice(session, false);
  if (ownDevice.outcome !== 'invited') throw new Error(ownDevice.outcome);
  const phone = await install('phone');
  await greet(alice, phone, ownDevice, {
    email: 'alice@example.com',
    name: 'Alice',
    profile: 'STANDARD',
  });
  const phoneAccess = { device: deviceOf('Alice'), password };
  succeed(await phone.logIn(phoneAccess));

  const unused = await inviteUser(session, 'zack@example.com', false);
  if (unused.outcome !== 'invited') throw new Error(unused.outcome);
  await cancelInvitation(session, unused.token);
  await cancelInvitation(session, unused.token);
  await listInvitations(session);
  const latecomer = await install('zack');
  const late = { link: unused.link, email: 'zack@example.com', name: 'Zack', device: 'tablet' };
  await latecomer.claim({ ...late, password, comparing: comparing().claimer });

  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') throw new Error(synced.outcome);
  const idOf = (email: string) => {
    const member = findMember(synced.view, email);
    if (!member.ok) throw new Error(member.reason);
    return member.user.id;
  };
  await setProfile(session, idOf('bob@example.com'), 'ADMIN');
  succeed(await bob.logIn(bobAccess));
  await revokeUser(session, idOf('mallory@example.com'));
  await mallory.logIn({ device: deviceOf('mallory'), password });

  await administer('organization_update', 'Observed', { tos: { en: 'https://example.com/terms' } });
  // New terms end the stream. The client reconnects, is refused, and stops.
  await watched;
  await bob.logIn(bobAccess);
  succeed(await bob.acceptTerms(bobAccess));
  succeed(await bob.logIn(bobAccess));
}

async function sessionOf(file: string, store: string): Promise<Session> {
  const device = await openDevice(clientCrypto, file, { kind: 'password', password });
  if (!device.ok) throw new Error('the device file does not open');
  const log = lineLog('error', () => undefined);
  return { crypto: clientCrypto, transport: { log }, device: device.device, store: jsonStore(store) };
}

/** Two users who read their codes to each other. After `end` nobody waits for a code. */
function comparing(): Readonly<Record<'greeter' | 'claimer', Comparing>> & { readonly end: () => void } {
  const [greeter, claimer] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  return {
    greeter: { shown: greeter.resolve, choose: () => claimer.promise },
    claimer: { shown: claimer.resolve, choose: () => greeter.promise },
    end: () => {
      greeter.resolve('');
      claimer.resolve('');
    },
  };
}

/** Alice greets a newcomer, whose device is called after them. */
async function greet(
  greeter: ClientSession,
  claimer: ClientSession,
  { link }: { readonly link: string },
  {
    email,
    name,
    profile,
  }: { readonly email: string; readonly name: string; readonly profile: 'STANDARD' | 'OUTSIDER' },
): Promise<void> {
  const both = comparing();
  const names = { email, name, device: deviceOf(name) };
  const [claimed, greeted] = await Promise.all([
    claimer.claim({ link, ...names, password, comparing: both.claimer }).finally(both.end),
    greeter
      .greet({ device: 'laptop', password, link, grant: { ...names, profile }, comparing: both.greeter })
      .finally(both.end),
  ]);
  succeed(claimed);
  succeed(greeted);
}

const deviceOf = (name: string): string => `${name}-device`;

function succeed({ end, said }: ClientOutcome): void {
  if (end !== 'ok') throw new Error(`${end}: ${said}`);
}
