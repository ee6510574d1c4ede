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
  explainBootstrap,
  explainCall,
  explainLogIn,
  explainUnfinished,
} from '@parsec-spec/reference-client/explain';
import {
  bootstrapOrganization,
  type ClientEnvironment,
  finishBootstrap,
  logIn,
  spontaneousCreation,
} from '@parsec-spec/reference-client/journeys';
import { bytesOfHex } from '@parsec-spec/spec/codec';
import { webCrypto } from '@parsec-spec/spec/crypto';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
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
    if (ended.outcome === 'synced')
      return { ok: true, state: await follow(ended, (state) => tell({ report: 'organization', state })) };
    release();
    if (ended.outcome === 'not-opened') return openingFailure(ended.refusal.reason);
    return calledFailure(server, ended, explainLogIn(ended));
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
