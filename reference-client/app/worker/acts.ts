import { askForCode, checkCode, createAccount } from '@parsec-spec/reference-client/accounts';
import { jsonStore } from '@parsec-spec/reference-client/certificates';
import {
  deviceFilePath,
  listDevices,
  listPending,
  readSmallFile,
  removeSecretFile,
  type StoredDevice,
  writeSecretFile,
} from '@parsec-spec/reference-client/device-files';
import { claim, lookAtInvitation } from '@parsec-spec/reference-client/enrolment';
import {
  explainBootstrap,
  explainCall,
  explainClaimed,
  explainLogIn,
  explainSignUp,
  explainUnfinished,
} from '@parsec-spec/reference-client/explain';
import {
  bootstrapOrganization,
  finishBootstrap,
  logIn,
  organizationExists,
  spontaneousCreation,
} from '@parsec-spec/reference-client/journeys';
import { bytesOfHex } from '@parsec-spec/spec/codec';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
import { formatInvitationUrl, formatServerUrl, parseInvitationUrl } from '@parsec-spec/spec/urls';
import { isAllowed, refusedServer } from './allowed-servers.ts';
import {
  callFailure,
  certificatesPath,
  environment,
  FOLDER,
  type Result,
  reportGreeting,
  setLogIn,
  tell,
} from './environment.ts';
import { type Failure, failure, openingFailure } from './failures.ts';
import { runGreeting } from './greeting.ts';
import { followOrganization, memberActs } from './member-acts.ts';
import type { OrganizationState } from './organization.ts';
import { passwordWeakness } from './password-strength.ts';

/** The acts of the worker: what the page can ask it to do. */
export const acts = {
  ...memberActs,

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

  /** Throws if this browser stores nothing for the page. */
  async probeStorage(): Promise<void> {
    const probe = `${FOLDER}/probe`;
    await writeSecretFile(probe, new Uint8Array(1));
    await removeSecretFile(probe);
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

  /** Whether this page may call a server, before a person types anything for it. */
  async mayCall(server: string): Promise<Result> {
    return (await isAllowed(server)) ? { ok: true } : refusedServer(server);
  },

  /** Whether a server creates an organization of this name without its administrator. */
  async spontaneous({
    server,
    organization,
  }: {
    server: string;
    organization: string;
  }): Promise<Result<{ isAllowed: boolean }>> {
    if (!(await isAllowed(server))) return refusedServer(server);
    const creation = await spontaneousCreation(environment, server);
    if (creation.outcome === 'token-needed') return { ok: true, isAllowed: false };
    if (creation.outcome !== 'allowed') return callFailure(server, creation, explainCall(creation));
    // The answer to the creation of an organization may be lost. This browser finishes it.
    const unfinished = await listPending(FOLDER);
    const isOwn = unfinished.some(
      (each) => each.serverUrl === server && each.organizationId === organization,
    );
    return !isOwn && (await organizationExists(environment, server, organization))
      ? nameTaken()
      : { ok: true, isAllowed: true };
  },

  /** Lets a hosted service mail a code to an address. The note says why it did not do so again. */
  async askForCode({
    server,
    email,
  }: {
    server: string;
    email: string;
  }): Promise<Result<{ note: string | undefined }>> {
    const mail = await askForCode(environment, server, email);
    if (mail.outcome === 'sent') return { ok: true, note: undefined };
    const failed = callFailure(server, mail, explainSignUp(mail));
    // The code of the earlier mail is still valid.
    return mail.outcome === 'too-soon' ? { ok: true, note: `${failed.message}. ${failed.hint}` } : failed;
  },

  /** Checks a code without using it up. One with which this thread created an account is right. */
  async checkCode({ server, email, code }: { server: string; email: string; code: string }): Promise<Result> {
    if (accounts.get(`${server} ${email}`) === code) return { ok: true };
    const checked = await checkCode(environment, server, email, code);
    return checked.outcome === 'right' ? { ok: true } : callFailure(server, checked, explainSignUp(checked));
  },

  /** Bootstraps an organization. The sealed keys are stored before the server is asked. */
  async bootstrap(input: FounderInput): Promise<Result<{ path: string }>> {
    const { server, token, organization, email, name, deviceLabel, password } = input;
    if (!(await isAllowed(server))) return refusedServer(server);
    const refused = input.code === undefined ? undefined : await createdAccount(input, input.code);
    if (refused !== undefined) return refused;
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
    const isRefused = ended.outcome === 'token-refused' || ended.outcome === 'already-bootstrapped';
    // Keys of an earlier attempt may be those of the organization.
    if (token === null && isRefused && ended.waiting.length === 0) return nameTaken();
    const cause = 'cause' in ended ? ended.cause : undefined;
    return callFailure(server, { outcome: ended.outcome, cause }, explainBootstrap(ended, token === null));
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
      if (finished.outcome !== 'finished') return callFailure(server, finished, explainUnfinished(finished));
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
      setLogIn(ended.session, path);
      return { ok: true, state: await followOrganization(ended) };
    }
    // The device stays open for the terms.
    if (ended.outcome === 'terms-not-accepted') setLogIn(ended.session, path);
    else release();
    if (ended.outcome === 'not-opened') return openingFailure(ended.refusal.reason);
    return callFailure(server, ended, explainLogIn(ended));
  },

  /** Who is invited by a link, according to its server. */
  async lookAtLink(text: string): Promise<Result<{ invitation: InvitationCard }>> {
    const read = parseInvitationUrl(text);
    if (!read.ok) return failure('bad-link', { message: 'this is no invitation', hint: 'copy it whole' });
    const server = formatServerUrl(read.address.server);
    if (!(await isAllowed(server))) return refusedServer(server);
    const lookup = await lookAtInvitation(environment, read.address);
    if (lookup.outcome !== 'seen') return callFailure(server, lookup, explainClaimed(lookup));
    const { info } = lookup;
    const isUser = info.type === 'USER';
    const inviter = info.created_by.type === 'USER' ? info.created_by.human_handle[1] : undefined;
    const email = isUser ? info.claimer_email : info.claimer_human_handle[0];
    const { organization } = read.address;
    const link = formatInvitationUrl(read.address);
    return { ok: true, invitation: { link, server, organization, isUser, email, inviter } };
  },

  /** Joins by an invitation. Its questions are reports. The sealed keys are stored before they are sent. */
  async claim({
    invitation,
    name,
    email,
    deviceLabel,
    password,
  }: ClaimInput): Promise<Result<{ path: string; handle: readonly [email: string, name: string] }>> {
    const read = parseInvitationUrl(invitation.link);
    if (!read.ok) throw new TypeError('the link of an invitation that was read before');
    const ended = await runGreeting('claimer', 'claim', reportGreeting, ({ person, pace }) =>
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
    if (ended.outcome === 'claimed') return { ok: true, path: ended.path, handle: ended.device.human_handle };
    const cause = 'cause' in ended ? ended.cause : undefined;
    return callFailure(invitation.server, { outcome: ended.outcome, cause }, explainClaimed(ended));
  },
};

const nameTaken = (): Failure =>
  failure('name-taken', {
    message: 'the name is taken: an organization of that name exists',
    hint: 'choose another name; if the organization is yours, open its link, or log in with a device of it',
  });

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
  /** With it an account is created first. */
  readonly code?: string | undefined;
}

/** The codes of accounts that this thread has created, by server and address: a code works once. */
const accounts = new Map<string, string>();

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

export type Acts = typeof acts;

/** Creates an account, unless this thread has done so. Returns why there is none. */
async function createdAccount(
  { server, email, name, password }: FounderInput,
  code: string,
): Promise<Failure | undefined> {
  const key = `${server} ${email}`;
  if (accounts.has(key)) return undefined;
  // An account is useless if its device cannot be stored.
  await acts.probeStorage();
  const created = await createAccount(environment, server, [email, name], code, password);
  if (created.outcome !== 'created') return callFailure(server, created, explainSignUp(created));
  accounts.set(key, code);
  return undefined;
}

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
