import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operate } from '@parsec-spec/reference-client/administration';
import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { openDevice } from '@parsec-spec/reference-client/device-files';
import { type Installation, referenceClient } from '@parsec-spec/reference-client/driver';
import {
  cancelInvitation,
  inviteDevice,
  inviteUser,
  listInvitations,
} from '@parsec-spec/reference-client/enrolment';
import { type Session, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { lineLog } from '@parsec-spec/reference-client/log';
import { findMember, revokeUser, setProfile } from '@parsec-spec/reference-client/members';
import type { TimedExchange } from '../../../src/observe/recording.ts';
import { startRecordingProxy } from '../../../src/observe/recording-proxy.ts';
import type { Comparing } from '../../../src/targets/client/client-driver.ts';
import { openTarget } from '../../../src/targets/index.ts';

const password = 'Nine-lives-of-77-cats';
/** Cheap passwords, short pauses, and a long timeout for a busy machine. */
const options = {
  cost: { memlimitKib: 8, opslimit: 1, parallelism: 1 },
  pause: (ms: number) => ms / 100,
  timeoutMs: 60_000,
};
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
  /** Ends after the first login and an invitation, or after the first enrolment. Either may fail. */
  readonly until?: 'login' | 'enrolment';
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
    // A client stops at a mistake that it notices.
    const travelled = travel(folder, address, options.until);
    await (options.until === undefined ? travelled : travelled.catch(() => undefined));
  } finally {
    await atClient?.close();
    await proxy.close();
    await atServer?.close();
    await target.close();
  }
  return { traffic, home: join(folder, 'alice'), remove: () => rm(folder, { recursive: true }) };
}

async function travel(folder: string, server: string, until: JourneyOptions['until']): Promise<void> {
  const install = async (name: string): Promise<Installation> => {
    await mkdir(join(folder, name));
    return referenceClient.open(join(folder, name), options);
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
  const found = async (client: Installation, organization: string, email: string): Promise<string> => {
    const { bootstrap_url } = await administer('organization_create', organization, {
      organization_id: organization,
    });
    const who = { email, name: 'Alice', device: 'laptop', password };
    return succeed(await client.bootstrap({ link: String(bootstrap_url), ...who })).file as string;
  };

  const alice = await install('alice');
  const file = await found(alice, 'Observed', 'alice@example.com');
  if (until === undefined) await found(await install('other'), 'Elsewhere', 'alice@example.com');
  succeed(await alice.logIn({ password, file }));
  const session = await sessionOf(file, join(folder, 'alice', 'certificates.json'));

  const enrol = async (name: string, profile: 'STANDARD' | 'OUTSIDER'): Promise<Installation> => {
    const email = `${name}@example.com`;
    const invited = await inviteUser(session, email, false);
    if (invited.outcome !== 'invited') throw new Error(invited.outcome);
    const client = await install(name);
    await greet(alice, file, client, invited, { email, name, profile });
    succeed(await client.logIn({ password }));
    return client;
  };
  if (until === 'login') {
    await inviteUser(session, 'bob@example.com', false);
    return void (await listInvitations(session));
  }
  if (until === 'enrolment') return void (await enrol('bob', 'STANDARD'));

  let isOpen: (value: unknown) => void = () => undefined;
  const opened = new Promise((resolve) => {
    isOpen = resolve;
  });
  const watched = alice.watch({ password, file, signal: AbortSignal.timeout(120_000), onEvent: isOpen });
  await opened;

  const bob = await enrol('bob', 'STANDARD');
  const mallory = await enrol('mallory', 'OUTSIDER');

  const ownDevice = await inviteDevice(session, false);
  if (ownDevice.outcome !== 'invited') throw new Error(ownDevice.outcome);
  const phone = await install('phone');
  await greet(alice, file, phone, ownDevice, {
    email: 'alice@example.com',
    name: 'Alice',
    profile: 'STANDARD',
  });
  succeed(await phone.logIn({ password }));

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
  succeed(await bob.logIn({ password }));
  await revokeUser(session, idOf('mallory@example.com'));
  await mallory.logIn({ password });

  await administer('organization_update', 'Observed', { tos: { en: 'https://example.com/terms' } });
  // New terms end the stream. The client reconnects, is refused, and stops.
  await watched;
  await bob.logIn({ password });
  succeed(await bob.acceptTerms({ password }));
  succeed(await bob.logIn({ password }));
}

async function sessionOf(file: string, store: string): Promise<Session> {
  const device = await openDevice(clientCrypto, file, { kind: 'password', password });
  if (!device.ok) throw new Error('the device file does not open');
  const log = lineLog('error', () => undefined);
  return { crypto: clientCrypto, transport: { log }, device: device.device, store: jsonStore(store) };
}

/** Two users read their codes to each other. `end` ends all waits for a code. */
function comparing(): Readonly<Record<'greeter' | 'claimer', Comparing>> & { readonly end: () => void } {
  const [greeter, claimer] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  return {
    // The driver awaits the choice, because a person takes time.
    greeter: { shown: greeter.resolve, choose: () => claimer.promise as unknown as string },
    claimer: { shown: claimer.resolve, choose: () => greeter.promise as unknown as string },
    end: () => {
      greeter.resolve('');
      claimer.resolve('');
    },
  };
}

async function greet(
  greeter: Installation,
  file: string,
  claimer: Installation,
  { link }: { readonly link: string },
  grant: {
    readonly email: string;
    readonly name: string;
    readonly profile: 'STANDARD' | 'OUTSIDER';
  },
): Promise<void> {
  const both = comparing();
  const { email, name, profile } = grant;
  const [claimed, greeted] = await Promise.all([
    claimer
      .claim({ link, email, name, device: 'phone', password, comparing: both.claimer })
      .finally(both.end),
    greeter.greet({ password, file, link, grant: { profile }, comparing: both.greeter }).finally(both.end),
  ]);
  succeed(claimed);
  succeed(greeted);
}

function succeed({
  code,
  message,
  facts,
}: {
  readonly code: string | undefined;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}) {
  if (code !== 'ok') throw new Error(`${code}: ${message}`);
  return facts;
}
