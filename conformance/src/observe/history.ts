import { createHash } from 'node:crypto';
import { sodium, verifySignature } from '../people/keys.ts';
import { decodeMap } from '../wire/decode.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';
import { decompress } from '../wire/zstd.ts';
import { firstCompleted, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** A certificate in the traffic. */
export interface SeenCertificate {
  readonly organization: string;
  readonly bytes: Uint8Array;
  readonly content: Fields;
  /** `type` of the content. */
  readonly type: string;
  /** Equal for all versions of one certificate. */
  readonly subject: string;
  /** In microseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly isRedacted: boolean;
  /** The exchange that uploaded or served it. */
  readonly exchange: ObservedExchange;
}

/**
 * What the traffic shows of the organizations: their certificates, and so the keys, users, profiles
 * and revocations.
 */
export class History {
  /** Certificates of requests that were answered `ok`. */
  readonly uploads: readonly SeenCertificate[];
  /** Certificates that the server served, without repetitions. */
  readonly served: readonly SeenCertificate[];
  /** What uploaded and served ones say of a user, by organization and user. */
  readonly #profiles: ReadonlyMap<string, ProfileHistory>;
  /** The hex of uploaded ones, by organization, subject, and whether they are redacted. */
  readonly #bytes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #byExchange: ReadonlyMap<ObservedExchange, readonly SeenCertificate[]>;
  /** The first upload that made a device, by organization and device. */
  readonly #devices: ReadonlyMap<string, SeenCertificate>;
  readonly #contents = new Map<string, Fields | undefined>();
  readonly #signatures = new Map<string, boolean>();
  #secondOpinions = 0;
  readonly #keys = new Map<string, Uint8Array | undefined>();
  readonly #users = new Map<string, string>();
  readonly #roots = new Map<string, Uint8Array | undefined>();

  /**
   * @param deviceKeys - verify keys that are known from elsewhere, by organization and device
   */
  constructor(traffic: readonly ObservedExchange[], deviceKeys?: ReadonlyMap<string, Uint8Array>) {
    for (const [device, key] of deviceKeys ?? []) this.#keys.set(device, key);
    const isSeen = new Set<string>();
    const note = (exchange: ObservedExchange, bytes: Uint8Array): SeenCertificate[] => {
      const seen = this.#see(exchange, bytes);
      return seen === undefined ? [] : [seen];
    };
    this.uploads = traffic
      .filter(({ replyStatus }) => replyStatus === 'ok')
      .flatMap((exchange) => uploadedIn(exchange).flatMap(([, bytes]) => note(exchange, bytes)));
    this.served = traffic
      .filter(({ command }) => command === 'certificate_get')
      .flatMap((exchange) =>
        ['common_certificates', 'sequester_certificates'].flatMap((field) =>
          servedIn(exchange, field).flatMap((bytes) => {
            const key = `${exchange.organization} ${hexOf(bytes)}`;
            if (isSeen.has(key)) return [];
            isSeen.add(key);
            return note(exchange, bytes);
          }),
        ),
      );
    const bytes = new Map<string, Set<string>>();
    for (const upload of this.uploads) {
      const key = versionKey(upload.organization, upload.subject, upload.isRedacted);
      bytes.set(key, (bytes.get(key) ?? new Set()).add(hexOf(upload.bytes)));
    }
    this.#bytes = bytes;
    this.#byExchange = Map.groupBy(this.uploads, ({ exchange }) => exchange);
    this.#devices = firstCompleted(
      this.uploads.filter(({ type }) => type === 'device_certificate'),
      ({ organization, content }) => `${organization} ${content.device_id}`,
      ({ exchange }) => exchange,
    );
    this.#profiles = profilesIn([...this.uploads, ...this.served]);
    // A served certificate may be false, so what a client uploaded comes first.
    for (const certificates of [this.uploads, this.served]) this.#learn(certificates);
    for (const { command, organization, request, replyStatus } of traffic) {
      const key = request?.root_verify_key;
      if (command === 'organization_bootstrap' && replyStatus === 'ok' && key instanceof Uint8Array)
        this.#roots.set(organization, this.#roots.has(organization) ? undefined : key);
    }
  }

  /** The content of a certificate, or undefined if it does not open. Does not verify it. */
  open(bytes: Uint8Array): Fields | undefined {
    const key = Buffer.from(bytes).toString('latin1');
    if (!this.#contents.has(key)) this.#contents.set(key, openCertificate(bytes));
    return this.#contents.get(key);
  }

  /**
   * Whether a signature verifies. libsodium is twenty times as fast as the library of the checks, which
   * decides where libsodium refuses.
   */
  isSignatureOf(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== 64 || key.length !== 32) return false;
    const id = createHash('sha256').update(key).update(signature).update(message).digest('base64');
    const known = this.#signatures.get(id);
    if (known !== undefined) return known;
    let isSigned = sodium.crypto_sign_verify_detached(signature, message, key);
    if (!isSigned && this.#secondOpinions < MAX_SECOND_OPINIONS) {
      this.#secondOpinions += 1;
      isSigned = verifySignature(key, message, signature);
    }
    this.#signatures.set(id, isSigned);
    return isSigned;
  }

  /** Whether the signature at the beginning of a certificate verifies. */
  isSignedBy(certificate: Uint8Array, key: Uint8Array): boolean {
    return this.isSignatureOf(key, certificate.subarray(64), certificate.subarray(0, 64));
  }

  /** The hex of all uploads of a certificate, full or redacted. Undefined: there is none. */
  uploadedBytes(organization: string, subject: string, isRedacted: boolean): ReadonlySet<string> | undefined {
    return this.#bytes.get(versionKey(organization, subject, isRedacted));
  }

  /** Whether a certificate that was accepted before the exchange made the device. */
  isDeviceKnown(organization: string, device: string, exchange: ObservedExchange): boolean {
    const upload = this.#devices.get(`${organization} ${device}`);
    return upload !== undefined && isBefore(upload.exchange, exchange);
  }

  /** The certificates of a request that was answered `ok`. */
  acceptedBy(exchange: ObservedExchange): readonly SeenCertificate[] {
    return this.#byExchange.get(exchange) ?? [];
  }

  /** The root verify key of an organization whose bootstrap is in the traffic. */
  rootOf(organization: string): Uint8Array | undefined {
    return this.#roots.get(organization);
  }

  /** The verify key of a device, or undefined if the traffic shows none, or more than one. */
  keyOf(organization: string, device: string): Uint8Array | undefined {
    return this.#keys.get(`${organization} ${device}`);
  }

  /** The user of a device, as 32 hex digits. */
  userOf(organization: string, device: string | undefined): string | undefined {
    return this.#users.get(`${organization} ${device}`);
  }

  /** The profile of a user while a request is judged, or undefined if the traffic leaves it open. */
  profileAt(organization: string, user: string | undefined, exchange: ObservedExchange): string | undefined {
    const { created, update, updatedAt } = this.#profiles.get(`${organization} ${user}`) ?? {};
    if (created === undefined || (updatedAt !== undefined && updatedAt > exchange.startedAt))
      return undefined;
    const profile = update === undefined ? created.content.profile : update.content.new_profile;
    return typeof profile === 'string' ? profile : undefined;
  }

  #see(exchange: ObservedExchange, bytes: Uint8Array): SeenCertificate | undefined {
    const content = this.open(bytes);
    if (content === undefined || typeof content.type !== 'string') return undefined;
    const { type, timestamp } = content;
    const hidden = Object.hasOwn(redactedFields, type) ? redactedFields[type] : undefined;
    const isRedacted = hidden !== undefined && content[hidden] === null;
    return {
      ...{ organization: exchange.organization, bytes, content, type, isRedacted, exchange },
      subject: subjectOf(content),
      timestamp: timestamp instanceof Instant ? timestamp.micros : 0n,
    };
  }

  #learn(certificates: readonly SeenCertificate[]): void {
    const known = new Set(this.#keys.keys());
    for (const { organization, type, content } of certificates) {
      const { device_id, user_id, verify_key } = content;
      if (type !== 'device_certificate' || !(device_id instanceof Id)) continue;
      const key = `${organization} ${device_id.hex}`;
      if (known.has(key)) continue;
      if (user_id instanceof Id) this.#users.set(key, user_id.hex);
      const other = this.#keys.get(key);
      const differs = this.#keys.has(key) && hexOf(other) !== hexOf(verify_key);
      this.#keys.set(key, differs || !(verify_key instanceof Uint8Array) ? undefined : verify_key);
    }
  }
}

/** Signatures that the library of the checks verifies after libsodium refused them. Each takes 2 ms. */
const MAX_SECOND_OPINIONS = 1000;

/** Field by which a user certificate or a device certificate is redacted. */
const redactedFields: Readonly<Record<string, string>> = {
  user_certificate: 'human_handle',
  device_certificate: 'device_label',
};

/** Type, timestamp and subject of a certificate, whether redacted or not. */
export const subjectOf = ({ type, timestamp, user_id, device_id }: Fields): string =>
  [type, timestamp, user_id, device_id].join(' ');

/** The fields of a request that hold certificates, with their bytes. */
export const uploadedIn = ({ request = {} }: ObservedExchange): readonly (readonly [string, Uint8Array])[] =>
  Object.entries(request).flatMap(([field, value]) =>
    field.endsWith('_certificate') && value instanceof Uint8Array ? [[field, value] as const] : [],
  );

/** The certificates of a collection in a reply to `certificate_get`. */
export const servedIn = ({ reply = {} }: ObservedExchange, field: string): readonly Uint8Array[] => {
  const list = reply[field];
  return Array.isArray(list) ? list.filter((each) => each instanceof Uint8Array) : [];
};

const versionKey = (organization: string, subject: string, isRedacted: boolean): string =>
  `${organization} ${isRedacted} ${subject}`;

/** What certificates say of the profile of a user. */
interface ProfileHistory {
  readonly created?: SeenCertificate | undefined;
  /** The latest update. */
  readonly update?: SeenCertificate | undefined;
  /** When the exchanges of all updates were complete. */
  readonly updatedAt?: number | undefined;
}

function profilesIn(certificates: readonly SeenCertificate[]): ReadonlyMap<string, ProfileHistory> {
  const profiles = new Map<string, ProfileHistory>();
  for (const one of certificates) {
    const key = `${one.organization} ${one.content.user_id}`;
    const { created, update, updatedAt = 0 } = profiles.get(key) ?? {};
    if (one.type === 'user_certificate') profiles.set(key, { created: created ?? one, update, updatedAt });
    if (one.type !== 'user_update_certificate') continue;
    const latest = update === undefined || one.timestamp > update.timestamp ? one : update;
    profiles.set(key, { created, update: latest, updatedAt: Math.max(updatedAt, one.exchange.endedAt) });
  }
  return profiles;
}

/** Values of a certificate. An honest one has about 20, with its keys. */
const MAX_CERTIFICATE_VALUES = 48;

/** How many times its length a certificate may have decompressed. Keys do not compress. */
const MAX_COMPRESSION = 8;

/** Whether bytes may be a certificate: a signature, a version, and at least a byte of content. */
export const mayBeCertificate = (bytes: Uint8Array): boolean => bytes.length >= 66 && bytes[64] === 0;

function openCertificate(bytes: Uint8Array): Fields | undefined {
  if (!mayBeCertificate(bytes)) return undefined;
  try {
    // A copy, because the library returns the beginning of a large buffer.
    const content = Uint8Array.from(decompress(bytes.subarray(65), MAX_COMPRESSION * bytes.length));
    return decodeMap(content, MAX_CERTIFICATE_VALUES);
  } catch {
    return undefined;
  }
}
