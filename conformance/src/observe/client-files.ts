import { SecretScan } from '../judge/secret-scan.ts';
import { type OpenedDeviceFile, openDeviceFile } from '../people/device-file.ts';
import { SigningKey } from '../people/keys.ts';
import { pathsBelow, readBeginning } from '../wire/home-files.ts';
import { Id } from '../wire/values.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, type ObservedExchange } from './traffic.ts';

/** The device files of a client that its password opened. */
export interface ClientFiles {
  readonly password: string;
  readonly opened: readonly OpenedDeviceFile[];
  /** Number of device files that did not open. */
  readonly unopened: number;
}

/** Bounds for the files of a home. A device file has about 1 KiB. */
const MAX_FILES = 100;
const MAX_FILE_BYTES = 1 << 20;

/**
 * Opens the device files (`*.keys`) in a home and its subfolders with a password.
 *
 * @throws Error with an errno code if the folder cannot be read
 */
export async function openClientFiles(home: string, password: string): Promise<ClientFiles> {
  const opened: OpenedDeviceFile[] = [];
  let unopened = 0;
  for await (const path of pathsBelow(home)) {
    if (!path.endsWith('.keys')) continue;
    if (opened.length + unopened === MAX_FILES) break;
    const file = await openOne(path, password);
    if (file === undefined) unopened += 1;
    else opened.push(file);
  }
  return { password, opened, unopened };
}

async function openOne(path: string, password: string): Promise<OpenedDeviceFile | undefined> {
  try {
    const bytes = await readBeginning(path, MAX_FILE_BYTES);
    return bytes === undefined ? undefined : openDeviceFile(bytes, password);
  } catch {
    return undefined;
  }
}

/** The secret fields of a device, and what they are. */
const secretFields: Readonly<Record<string, string>> = {
  signing_key: 'signing key',
  private_key: 'private key',
  local_symkey: 'local key',
  user_realm_key: 'key of the user realm',
};

/** The verify keys of the devices in opened files, by organization and device. */
export function verifyKeysOf({ opened }: ClientFiles): ReadonlyMap<string, Uint8Array> {
  return new Map(
    opened.flatMap(({ device }) => {
      const { organization_id, device_id, signing_key } = device;
      if (!(device_id instanceof Id) || !(signing_key instanceof Uint8Array)) return [];
      if (signing_key.length !== 32) return [];
      return [[`${String(organization_id)} ${device_id.hex}`, new SigningKey(signing_key).verifyKey]];
    }),
  );
}

/** Passwords shorter than this occur in traffic by chance. */
const MIN_PASSWORD_LENGTH = 6;

/**
 * Judges that the secrets of the device files, and their password, are in no request. Returns the
 * number of requests that were not searched whole.
 */
export function checkSecrets(
  traffic: readonly ObservedExchange[],
  { opened, password }: ClientFiles,
  judgement: Judgement,
): number {
  if (opened.length === 0) return 0;
  const unsearched = new Set<ObservedExchange>();
  let current: ObservedExchange | undefined;
  const scan = new SecretScan(() => {
    if (current !== undefined) unsearched.add(current);
  });
  if (password.length >= MIN_PASSWORD_LENGTH) scan.plant('password', password);
  for (const { device } of opened)
    for (const [field, name] of Object.entries(secretFields)) {
      const secret = device[field];
      if (secret instanceof Uint8Array) scan.plant(`${name} of ${String(device.device_id)}`, secret);
    }
  for (const observed of traffic) {
    current = observed;
    const { method, target, headers, body } = observed.exchange.request;
    const head = `${method} ${target}\n${headers.map((header) => header.join(': ')).join('\n')}\n`;
    const found = [...scan.findIn(Buffer.from(head)), ...scan.findIn(body)];
    judgement.check(
      'client',
      'client-keys/no-secret-on-the-wire',
      observed,
      found.length === 0,
      'no password, private or symmetric key of the device',
      () => found.join(', '),
    );
  }
  return unsearched.size;
}

/** Judges that devices of one user have signing and local keys of their own. */
export function checkOwnKeys(
  traffic: readonly ObservedExchange[],
  { opened }: ClientFiles,
  judgement: Judgement,
): void {
  const [anchor] = traffic;
  if (anchor === undefined) return;
  const devices = new Map(opened.map(({ device }) => [String(device.device_id), device]));
  if (devices.size < 2) return;
  for (const field of ['signing_key', 'local_symkey']) {
    const keys = [...devices.values()].map((device) => hexOf(device[field]));
    judgement.check(
      'client',
      'client-keys/device-has-own-keys',
      anchor,
      new Set(keys).size === keys.length,
      `a ${secretFields[field]} of its own for each device file`,
      () => 'one key in two device files',
    );
  }
}
