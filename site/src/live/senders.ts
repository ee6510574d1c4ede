import {
  type Certificate,
  type DeviceCertificate,
  redact,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import {
  base64Of,
  bytesOfHex,
  bytesOfText,
  DateTime,
  type Encodable,
  encode,
  hexOf,
  Uuid,
} from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { Organization } from '@parsec-spec/spec/records';
import { type Call, randomAt, type Scene } from './scene.ts';

/** A device that can sign a request. */
export interface Sender {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly device: string;
  /** The seed of its signing key. */
  readonly seed: Uint8Array;
  /** Requests that enrol it, before the others. */
  readonly before: readonly Call[];
}

/** Names of the signing keys of a scene, by their verify key in hexadecimal. */
export type KeyNames = ReadonlyMap<string, { readonly name: string; readonly seed: Uint8Array }>;

/** Names the keys of a scene by the devices of the organization. Other keys get numbers. */
export function nameKeys({ keys, before, request }: Scene, { devices, users }: Organization): KeyNames {
  const isRoot = (key: string): boolean =>
    [...before, request].some(({ body }) =>
      rootPattern(key).test(hexOf(Uint8Array.from(atob(body), (c) => c.charCodeAt(0)))),
    );
  const owners = new Map([...devices.values()].map((device) => [hexOf(device.verify_key), device]));
  const names = new Set<string>();
  const unused = (name: string): string => {
    let free = name;
    for (let nth = 2; names.has(free); nth++) free = `${name} ${nth}`;
    names.add(free);
    return free;
  };
  return new Map(
    keys.map((seed) => {
      const bytes = bytesOfHex(seed);
      const key = hexOf(syncCrypto.verifyKeyOf(bytes));
      const device = owners.get(key);
      const label = device && users.get(device.user_id.hex)?.human_handle[1].toLowerCase();
      return [key, { name: unused(label ?? (isRoot(key) ? 'root' : 'newcomer')), seed: bytes }];
    }),
  );
}

/** `root_verify_key` in msgpack, followed by these 32 bytes. */
const rootPattern = (key: string): RegExp => new RegExp(`${hexOf(bytesOfText('root_verify_key'))}c420${key}`);

/** All senders of a scene, including visitors, whom the page enrols before the request. */
export function sendersOf(scene: Scene, state: Organization, keys: KeyNames): readonly Sender[] {
  const members = [...state.devices.values()].flatMap(({ device_id, verify_key, user_id }): Sender[] => {
    const key = keys.get(hexOf(verify_key));
    const isRevoked = state.users.get(user_id.hex)?.revoked_on !== null;
    const name = `${key?.name}${isRevoked ? ', revoked' : ''}`;
    return key === undefined ? [] : [{ name, device: device_id.hex, seed: key.seed, before: [] }];
  });
  const admin = members.find(({ device }) => {
    const user = state.users.get(state.devices.get(device)?.user_id.hex ?? '');
    return user?.profile === 'ADMIN' && user.revoked_on === null;
  });
  const isThere = (name: string): boolean => members.some((member) => member.name.startsWith(name));
  const visitors =
    admin === undefined
      ? []
      : [
          ...(isThere('bob') ? [] : [visitor(scene, admin, 'bob', 'STANDARD')]),
          ...(isThere('mallory') ? [] : [visitor(scene, admin, 'mallory', 'OUTSIDER')]),
          visitor(scene, admin, 'a revoked device', 'STANDARD', true),
        ];
  return [
    ...members,
    ...visitors,
    { name: 'a stranger', device: '57'.repeat(16), seed: new Uint8Array(32).fill(57), before: [] },
  ];
}

/** A visitor: the requests by which an administrator enrols and perhaps revokes a user. */
function visitor(
  scene: Scene,
  admin: Sender,
  name: string,
  profile: 'STANDARD' | 'OUTSIDER',
  revoke = false,
): Sender {
  // Right after the last request before, so that no later certificate is older.
  const at = DateTime.of(BigInt(scene.before.at(-1)?.at ?? scene.request.at) + 100n);
  const bytes = (nth: number, length: number) => randomAt(at, nth + name.length * 16, length);
  const seed = bytes(0, 32);
  const user_id = Uuid.of(bytes(1, 16));
  const device_id = Uuid.of(bytes(2, 16));
  const author = Uuid.of(bytesOfHex(admin.device));
  const label = name === 'a revoked device' ? 'Rita' : name.charAt(0).toUpperCase() + name.slice(1);
  const user: UserCertificate = {
    type: 'user_certificate',
    author,
    timestamp: at,
    user_id,
    human_handle: [`${label.toLowerCase()}@example.com`, label],
    public_key: syncCrypto.publicKeyOf(bytes(3, 32)),
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile,
  };
  const device: DeviceCertificate = {
    type: 'device_certificate',
    purpose: 'STANDARD',
    author,
    timestamp: at,
    user_id,
    device_id,
    device_label: `${label}'s laptop`,
    verify_key: syncCrypto.verifyKeyOf(seed),
    algorithm: 'ED25519',
  };
  const sign = (certificate: Certificate) => signCertificate(syncCrypto, admin.seed, certificate);
  const later = DateTime.of(at.micros + 1n);
  const enrolment = signedCall(scene.request, admin, at, {
    cmd: 'user_create',
    user_certificate: sign(user),
    device_certificate: sign(device),
    redacted_user_certificate: sign(redact(user)),
    redacted_device_certificate: sign(redact(device)),
  });
  const revocation = signedCall(scene.request, admin, later, {
    cmd: 'user_revoke',
    revoked_user_certificate: sign({ type: 'revoked_user_certificate', author, timestamp: later, user_id }),
  });
  return { name, device: device_id.hex, seed, before: revoke ? [enrolment, revocation] : [enrolment] };
}

function signedCall({ target }: Call, sender: Sender, at: DateTime, message: Encodable): Call {
  return {
    at: String(at.micros),
    method: 'POST',
    target: target.replace(/^(\/authenticated\/[^/?]+).*$/, '$1'),
    headers: [
      ['Api-Version', API_VERSION],
      ['Content-Type', 'application/msgpack'],
      ['Authorization', `Bearer ${deviceToken(sender, at)}`],
    ],
    body: base64Of(encode(message)),
  };
}

/** The token of a device, dated at this time (authentication/four-parts). */
export function deviceToken({ device, seed }: Pick<Sender, 'device' | 'seed'>, at: DateTime): string {
  const signed = `PARSEC-SIGN-ED25519.${device}.${at.micros / 1_000_000n}`;
  const signature = base64Of(syncCrypto.sign(seed, bytesOfText(signed)));
  return `${signed}.${signature.replaceAll('+', '-').replaceAll('/', '_')}`;
}
