import {
  type DeviceCertificate,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import { type DateTime, Uuid } from '@parsec-spec/spec/codec';
import { API_VERSION, encodeRequest, type OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';

/** A device with its key. */
export interface Device {
  readonly id: Uuid;
  readonly seed: Uint8Array;
  readonly verifyKey: Uint8Array;
}

/** A new user with a first device. */
export interface Person {
  readonly userId: Uuid;
  readonly email: string;
  readonly publicKey: Uint8Array;
  readonly device: Device;
}

const { randomBytes } = syncCrypto;

/** A user with fresh identifiers, keys and address. */
export function newPerson(): Person {
  const userId = Uuid.of(randomBytes(16));
  const seed = randomBytes(32);
  return {
    userId,
    email: `${userId.hex}@example.com`,
    publicKey: randomBytes(32),
    device: { id: Uuid.of(randomBytes(16)), seed, verifyKey: syncCrypto.verifyKeyOf(seed) },
  };
}

const origin = 'Host: 127.0.0.1\r\n';
const rpc = `${origin}Api-Version: ${API_VERSION}\r\nContent-Type: application/msgpack\r\nUser-Agent: bench\r\nAccept: */*\r\n`;

const whole = (head: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);

/** The administration request that creates an organization. */
export const creation = (organization: string): Buffer =>
  whole(
    `POST /administration/organizations HTTP/1.1\r\n${origin}Authorization: Bearer s3cr3t\r\nContent-Type: application/json\r\n`,
    Buffer.from(JSON.stringify({ organization_id: organization })),
  );

/** The bootstrap token in the reply to `creation`. */
export function tokenIn(reply: Buffer): Uint8Array {
  const payload = /[?&]p=([\w-]+)/.exec(reply.toString('latin1'))?.[1];
  if (payload === undefined) throw new Error(`no bootstrap link in ${reply.toString('latin1')}`);
  return Buffer.from(payload, 'base64url').subarray(2);
}

/** The four certificates of the first user and its device, signed by the root key. */
function certificates(person: Person, root: Uint8Array, timestamp: DateTime) {
  const common = { author: null, timestamp, user_id: person.userId } as const;
  const user: UserCertificate = {
    type: 'user_certificate',
    ...common,
    human_handle: [person.email, 'A Person'],
    public_key: person.publicKey,
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'ADMIN',
  };
  const device: DeviceCertificate = {
    type: 'device_certificate',
    purpose: 'STANDARD',
    ...common,
    device_id: person.device.id,
    device_label: 'laptop',
    verify_key: person.device.verifyKey,
    algorithm: 'ED25519',
  };
  return {
    user_certificate: signCertificate(syncCrypto, root, user),
    device_certificate: signCertificate(syncCrypto, root, device),
    redacted_user_certificate: signCertificate(syncCrypto, root, { ...user, human_handle: null }),
    redacted_device_certificate: signCertificate(syncCrypto, root, { ...device, device_label: null }),
  };
}

/** A valid `organization_bootstrap`: four certificates, signed with a fresh root key. */
export function bootstrapRequest(
  organization: string,
  token: Uint8Array,
  creator: Person,
  now: DateTime,
): Buffer {
  const root = syncCrypto.randomBytes(32);
  const request: OrganizationBootstrapRequest = {
    cmd: 'organization_bootstrap',
    bootstrap_token: token,
    root_verify_key: syncCrypto.verifyKeyOf(root),
    ...certificates(creator, root, now),
    sequester_authority_certificate: null,
  };
  return whole(`POST /anonymous/${organization} HTTP/1.1\r\n${rpc}`, encodeRequest(request));
}

/** A call of `organization_info`, signed now. */
export const info = (organization: string, author: Device): Buffer =>
  authenticated(organization, author, encodeRequest({ cmd: 'organization_info' }));

const authenticated = (organization: string, author: Device, body: Uint8Array): Buffer =>
  whole(`POST /authenticated/${organization} HTTP/1.1\r\n${rpc}Authorization: ${bearer(author)}\r\n`, body);

function bearer({ id, seed }: Device): string {
  const text = `PARSEC-SIGN-ED25519.${id.hex}.${Math.floor(Date.now() / 1000)}`;
  const signature = Buffer.from(syncCrypto.sign(seed, Buffer.from(text))).toString('base64');
  return `Bearer ${text}.${signature.replaceAll('+', '-').replaceAll('/', '_')}`;
}
