import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { hashWasmArgon2id } from '@parsec-spec/reference-client/crypto';
import {
  deviceFilePath,
  listDevices,
  listPending,
  readSmallFile,
  removeSecretFile,
  type StoredDevice,
  writeSecretFile,
} from '@parsec-spec/reference-client/device-files';
import {
  cancelInvitation,
  claim,
  greet,
  inviteDevice,
  inviteUser,
  lookAtInvitation,
} from '@parsec-spec/reference-client/enrolment';
import {
  explainBootstrap,
  explainCall,
  explainClaimed,
  explainGreeted,
  explainLogIn,
  explainMember,
  explainUnfinished,
} from '@parsec-spec/reference-client/explain';
import {
  bootstrapOrganization,
  type ClientEnvironment,
  finishBootstrap,
  logIn,
  type Session,
  spontaneousCreation,
} from '@parsec-spec/reference-client/journeys';
import { bytesOfHex, hexOf } from '@parsec-spec/spec/codec';
import { webCrypto } from '@parsec-spec/spec/crypto';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
import { formatServerUrl, parseInvitationUrl } from '@parsec-spec/spec/urls';
import { type GreetingAnswer, type RunningGreeting, startGreeting } from './greeting.ts';
import type { Report } from './messages.ts';
import { follow, type OrganizationState } from './organization.ts';
import { isAllowed, ownOrigin, refusedServer } from './servers.ts';
import { passwordWeakness } from './strength.ts';
import { type Failure, failure, openingFailure, unreachable } from './words.ts';

const FOLDER = 'devices';
const certificatesPath = (deviceId: string): string => `certificates/${deviceId}.json`;

// This thread may wait for Argon2id, so it needs no thread of its own for that.
const environment: ClientEnvironment = {
  crypto: webCrypto(crypto.subtle, (array) => crypto.getRandomValues(array), { argon2id: hashWasmArgon2id }),
};

/** The device that is logged in. */
let session: Session | undefined;

/** Greetings that run, by the token of their invitation. */
const greetings = new Map<string, RunningGreeting>();

/**
 * Runs one side of a greeting, whose person is at the page.
 *
 * @param key token of the invitation
 */
async function running<T>(
  side: 'greeter' | 'claimer',
  key: string,
  run: (greeting: RunningGreeting) => Promise<T>,
): Promise<T> {
  greetings.get(key)?.stop();
  const greeting = startGreeting(side, (state) => tell({ report: 'greeting', key, state }));
  greetings.set(key, greeting);
  try {
    return await run(greeting);
  } finally {
    if (greetings.get(key) === greeting) greetings.delete(key);
  }
}

function loggedIn(): Session {
  if (session === undefined) throw new Error('no device is logged in');
  return session;
}

const tell = (report: Report): void => postMessage(report);

/** A device of this browser, as its list shows it. */
export interface DeviceCard {
  readonly path: string;
  readonly deviceId: string;
  readonly organization: string;
  readonly server: string;
  readonly name: string;
  readonly email: string;
  readonly label: string;
  /** The answer to its bootstrap never arrived. */
  readonly isUnfinished: boolean;
}

const cardOf = (device: StoredDevice, isUnfinished: boolean): DeviceCard => ({
  path: device.path,
  deviceId: device.deviceId.hex,
  organization: device.organizationId,
  server: device.serverUrl,
  name: device.name,
  email: device.email,
  label: device.deviceLabel,
  isUnfinished,
});

/** The first user of an organization, and where it is. */
export interface FounderInput {
  readonly server: string;
  readonly organization: string;
  /** In hexadecimal; null without a link. */
  readonly token: string | null;
  readonly email: string;
  readonly name: string;
  readonly deviceLabel: string;
  readonly password: string;
}

/** An invitation, as its server describes it to the holder of its link. */
export interface InvitationCard {
  readonly link: string;
  readonly server: string;
  readonly organization: string;
  /** A person is invited, and not a further device. */
  readonly isUser: boolean;
  readonly email: string;
  readonly inviter: string | undefined;
}

/** What a person types to join. */
export interface ClaimInput {
  readonly invitation: InvitationCard;
  readonly name: string;
  readonly email: string;
  readonly deviceLabel: string;
  readonly password: string;
}

type Result<T = object> = ({ readonly ok: true } & T) | Failure;

/** The failure of a call: a page learns nothing about a server that it does not reach. */
const calledFailure = (
  server: string,
  { outcome, cause }: { readonly outcome: string; readonly cause?: unknown },
  explained: Parameters<typeof failure>[1],
): Failure =>
  outcome === 'offline' && cause === 'connection-lost'
    ? unreachable(server, new URL(server).origin === ownOrigin)
    : failure(outcome, explained);

/** What the page can ask for. */
export const acts = {
  /** The devices of this browser, and why other files are not listed. */
  async devices(): Promise<{ devices: readonly DeviceCard[]; skipped: readonly string[] }> {
    const { devices, skipped } = await listDevices(FOLDER);
    const unfinished = await listPending(FOLDER);
    return {
      devices: [
        ...devices.map((device) => cardOf(device, false)),
        ...unfinished.map((device) => cardOf(device, true)),
      ],
      skipped: skipped.map(({ reason }) => reason),
    };
  },

  /** Deletes a device from this browser. */
  async forget({ path, deviceId }: DeviceCard): Promise<void> {
    await removeSecretFile(path);
    await removeSecretFile(certificatesPath(deviceId));
  },

  /** Adds a device file that was saved elsewhere. It stays sealed. */
  async openFile(bytes: Uint8Array): Promise<Result<{ device: DeviceCard }>> {
    const read = readDeviceFile(bytes);
    if (!read.ok) return openingFailure(read.reason);
    const path = deviceFilePath(FOLDER, read.file.clear.device_id.hex);
    const before = await readSmallFile(path);
    if (before.ok)
      return failure('device-known', {
        message: 'this device is already in this browser',
        hint: 'log in with it; to replace it by this file, forget it first',
      });
    await writeSecretFile(path, bytes);
    const { devices } = await acts.devices();
    const device = devices.find((each) => each.path === path);
    return device === undefined ? openingFailure('unreadable') : { ok: true, device };
  },

  /** The sealed bytes of a device file, to be saved elsewhere. */
  async sealedFile(path: string): Promise<Result<{ bytes: Uint8Array }>> {
    const read = await readSmallFile(path);
    return read.ok ? read : openingFailure(read.reason);
  },

  /** Why a password is weak; undefined if it is not. */
  async weakness({
    password,
    about,
  }: {
    password: string;
    about: readonly string[];
  }): Promise<string | undefined> {
    return passwordWeakness(password, about);
  },

  /** Whether a server creates organizations without its administrator. */
  async spontaneous(server: string): Promise<Result<{ isAllowed: boolean }>> {
    if (!(await isAllowed(server))) return refusedServer(server);
    const asked = await spontaneousCreation(environment, server);
    if (asked.outcome === 'allowed' || asked.outcome === 'token-needed')
      return { ok: true, isAllowed: asked.outcome === 'allowed' };
    return calledFailure(server, asked, explainCall(asked));
  },

  /** Bootstraps an organization. The sealed keys are stored before the server is asked. */
  async bootstrap(input: FounderInput): Promise<Result<{ path: string }>> {
    const { server, token, organization, email, name, deviceLabel, password } = input;
    if (!(await isAllowed(server))) return refusedServer(server);
    const ended = await bootstrapOrganization({
      ...environment,
      serverUrl: server,
      organizationId: organization,
      token: token === null ? null : bytesOfHex(token),
      humanHandle: [email, name],
      deviceLabel,
      password,
      folder: FOLDER,
    });
    if (ended.outcome === 'bootstrapped') return { ok: true, path: ended.path };
    const cause = 'cause' in ended ? ended.cause : undefined;
    return calledFailure(server, { outcome: ended.outcome, cause }, explainBootstrap(ended, token === null));
  },

  /** Opens a device, verifies the certificates of its organization, and follows its changes. */
  async logIn({
    device,
    password,
  }: {
    device: DeviceCard;
    password: string;
  }): Promise<Result<{ state: OrganizationState }>> {
    const { server, deviceId } = device;
    if (!(await isAllowed(server))) return refusedServer(server);
    const secret = { kind: 'password', password } as const;
    let { path } = device;
    if (device.isUnfinished) {
      const finished = await finishBootstrap(environment, path, secret);
      if (finished.outcome === 'not-opened') return openingFailure(finished.refusal.reason);
      if (finished.outcome !== 'finished')
        return calledFailure(server, finished, explainUnfinished(finished));
      ({ path } = finished);
    }
    const release = await holdDevice(deviceId);
    const ended = await logIn({
      ...environment,
      path,
      secret,
      storeOf: (id) => jsonStore(certificatesPath(id)),
    });
    if (ended.outcome === 'synced') {
      ({ session } = ended);
      return { ok: true, state: await follow(ended, (state) => tell({ report: 'organization', state })) };
    }
    release();
    if (ended.outcome === 'not-opened') return openingFailure(ended.refusal.reason);
    return calledFailure(server, ended, explainLogIn(ended));
  },

  /** Invites a person; without an address another device of this user. The server may mail the link. */
  async invite({
    email,
    sendMail,
  }: {
    email: string | undefined;
    sendMail: boolean;
  }): Promise<Result<{ token: string; link: string; mail: string | undefined }>> {
    const inviter = loggedIn();
    const invited =
      email === undefined
        ? await inviteDevice(inviter, sendMail)
        : await inviteUser(inviter, email, sendMail);
    if (invited.outcome !== 'invited')
      return calledFailure(inviter.device.server_url, invited, explainMember(invited));
    return { ok: true, token: hexOf(invited.token), link: invited.httpLink, mail: invited.mail };
  },

  /** Ends an invitation: its link no longer works. */
  async cancelInvitation(token: string): Promise<Result> {
    const ended = await cancelInvitation(loggedIn(), bytesOfHex(token));
    if (ended.outcome === 'cancelled') return { ok: true };
    return calledFailure(loggedIn().device.server_url, ended, explainMember(ended));
  },

  /** Greets the holder of an invitation. What it asks is reported. */
  async greet(token: string): Promise<Result<{ joined: string }>> {
    const greeter = loggedIn();
    const ended = await running('greeter', token, ({ person, pace }) =>
      greet({ session: greeter, token: bytesOfHex(token), person, pace }),
    );
    if (ended.outcome !== 'greeted')
      return calledFailure(greeter.device.server_url, ended, explainGreeted(ended));
    const { handle, deviceLabel, profile } = ended.newcomer;
    const joined =
      ended.type === 'USER'
        ? `${handle[1]} <${handle[0]}> joined as ${profile}, on ${deviceLabel}.`
        : `Your device ${deviceLabel} is added.`;
    return { ok: true, joined };
  },

  /** Who is invited by a link, according to its server. */
  async lookAtLink(link: string): Promise<Result<{ invitation: InvitationCard }>> {
    const read = parseInvitationUrl(link);
    if (!read.ok) return failure('bad-link', { message: 'this is no invitation', hint: 'copy it whole' });
    const server = formatServerUrl(read.address.server);
    if (!(await isAllowed(server))) return refusedServer(server);
    const lookup = await lookAtInvitation(environment, read.address);
    if (lookup.outcome !== 'seen') return calledFailure(server, lookup, explainClaimed(lookup));
    const { info } = lookup;
    const isUser = info.type === 'USER';
    const inviter = info.created_by.type === 'USER' ? info.created_by.human_handle[1] : undefined;
    const email = isUser ? info.claimer_email : info.claimer_human_handle[0];
    const { organization } = read.address;
    return { ok: true, invitation: { link, server, organization, isUser, email, inviter } };
  },

  /** Joins by an invitation. What it asks is reported. The sealed keys are stored before they are sent. */
  async claim({
    invitation,
    name,
    email,
    deviceLabel,
    password,
  }: ClaimInput): Promise<Result<{ path: string }>> {
    const read = parseInvitationUrl(invitation.link);
    if (!read.ok) throw new TypeError('the link of an invitation that was read before');
    const ended = await running('claimer', 'claim', ({ person, pace }) =>
      claim({
        ...environment,
        address: read.address,
        handle: invitation.isUser ? [email, name] : undefined,
        deviceLabel,
        password,
        folder: FOLDER,
        person,
        pace,
      }),
    );
    if (ended.outcome === 'claimed') return { ok: true, path: ended.path };
    const cause = 'cause' in ended ? ended.cause : undefined;
    return calledFailure(invitation.server, { outcome: ended.outcome, cause }, explainClaimed(ended));
  },

  /** The answer of the person to what a greeting asked. */
  async answer({ key, given }: { key: string; given: GreetingAnswer }): Promise<void> {
    greetings.get(key)?.answer(given);
  },

  /** Ends a greeting. The other side is told. */
  async stopGreeting(key: string): Promise<void> {
    greetings.get(key)?.stop();
  },
};

export type Acts = typeof acts;

/**
 * Waits until no other tab uses the device, because two would overwrite each other's certificates.
 * The lock ends with this thread at the latest.
 *
 * @returns releases the device
 */
async function holdDevice(deviceId: string): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  const got = Promise.withResolvers<void>();
  const hold = (): Promise<void> => {
    got.resolve();
    return held.promise;
  };
  const name = `parsec-device-${deviceId}`;
  const { held: locks = [] } = await navigator.locks.query();
  if (locks.some((lock) => lock.name === name)) tell({ report: 'other-tab' });
  navigator.locks.request(name, hold).catch(got.reject);
  await got.promise;
  return held.resolve;
}
