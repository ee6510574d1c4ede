import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { addCertificate } from './add-certificate.ts';
import type { ChainFault, ChainRefusal } from './chain-fault.ts';
import { type KnownUser, type OrganizationView, type WorkingView, workingCopy } from './organization-view.ts';

/** Signed certificates in the order in which a server serves them. */
export interface CertificateBatch {
  readonly common: readonly Uint8Array[];
  readonly sequester: readonly Uint8Array[];
}

/** The view with the batch, or the first certificate that is not valid. */
export type VerifiedChain = { ok: true; view: OrganizationView } | ChainRefusal;

/**
 * Verifies a batch of certificates and adds it to a view (CERT-21 … CERT-25). The first fault
 * refuses the whole batch.
 *
 * @param known the view before the batch; it is not changed
 * @returns the new view, or the first certificate that is not valid
 * @example
 * ```ts
 * const verified = await verifyChain(syncCrypto, emptyView(rootVerifyKey), batch);
 * if (!verified.ok) console.error(chainFaults[verified.fault], verified.detail);
 * ```
 */
export async function verifyChain(
  crypto: Crypto,
  known: OrganizationView,
  batch: CertificateBatch,
): Promise<VerifiedChain> {
  const view = workingCopy(known);
  for (const [index, bytes] of batch.sequester.entries()) {
    const broken = await addSequester(crypto, view, bytes);
    if (broken !== undefined) return { ok: false, topic: 'sequester', index, ...broken };
  }
  for (const [index, bytes] of batch.common.entries()) {
    const broken = await addCommon(crypto, view, bytes);
    if (broken !== undefined) return { ok: false, topic: 'common', index, ...broken };
  }
  return { ok: true, view };
}

type Step = { fault: ChainFault; detail: string } | undefined;

async function addCommon(crypto: Crypto, view: WorkingView, bytes: Uint8Array): Promise<Step> {
  const signed = splitSigned(bytes);
  if (signed === undefined) return { fault: 'unreadable', detail: 'shorter than a signature' };
  const loaded = loadCertificate(signed.message);
  if (!loaded.ok) return { fault: 'unreadable', detail: loaded.detail ?? loaded.reason };
  const { certificate } = loaded;
  const detail = `${certificate.type} of ${certificate.timestamp}`;
  if (certificate.type === 'sequester_authority_certificate') return { fault: 'misplaced-authority', detail };
  const author = authorOf(view, certificate.author, certificate.timestamp);
  if (!author.ok) return { fault: author.fault, detail };
  if (!(await crypto.verify(author.verifyKey, signed.message, signed.signature))) {
    return { fault: 'signature', detail };
  }
  const fault = addCertificate(view, certificate, author.user);
  return fault && { fault, detail };
}

async function addSequester(crypto: Crypto, view: WorkingView, bytes: Uint8Array): Promise<Step> {
  const signed = splitSigned(bytes);
  if (signed === undefined) return { fault: 'unreadable', detail: 'shorter than a signature' };
  // Certificates of sequester services are skipped: the authority's RSA key signs them, and no
  // command specified here creates or uses one.
  if (view.sequesteredOn !== undefined && isServiceCertificate(bytes)) return undefined;
  const loaded = loadCertificate(signed.message, 'sequester_authority_certificate');
  if (!loaded.ok) return { fault: 'unreadable', detail: loaded.detail ?? loaded.reason };
  const { timestamp } = loaded.certificate;
  const detail = `sequester_authority_certificate of ${timestamp}`;
  if (!(await crypto.verify(view.rootVerifyKey, signed.message, signed.signature))) {
    return { fault: 'signature', detail };
  }
  const isBootstrapped = view.users.size > 0 || view.sequesteredOn !== undefined;
  if (isBootstrapped) return { fault: 'misplaced-authority', detail };
  view.sequesteredOn = timestamp;
  return undefined;
}

const SERVICE_PREFIX = new TextEncoder().encode('RSASSA-PSS-SHA256:');

function isServiceCertificate(bytes: Uint8Array): boolean {
  return SERVICE_PREFIX.every((byte, at) => bytes[at] === byte);
}

/** The author of a certificate: the root key, or a device of a user who is not revoked. */
type Author =
  | { ok: true; verifyKey: Uint8Array; user: KnownUser | undefined }
  | { ok: false; fault: ChainFault };

/**
 * Finds the author that a certificate names and checks that it may sign (CERT-22). The caller
 * checks whether the root key may sign this certificate.
 *
 * @param author id of the device; null for the root key
 * @param at timestamp of the certificate
 */
function authorOf(view: OrganizationView, author: Uuid | null, at: DateTime): Author {
  if (author === null) return { ok: true, verifyKey: view.rootVerifyKey, user: undefined };
  const device = view.devices.get(author.hex);
  const user = device && view.users.get(device.userId.hex);
  // A device cannot sign a certificate that is older than itself.
  if (device === undefined || user === undefined || device.createdOn.micros >= at.micros) {
    return { ok: false, fault: 'author-unknown' };
  }
  if (user.revokedOn !== undefined) return { ok: false, fault: 'author-revoked' };
  return { ok: true, verifyKey: device.verifyKey, user };
}
