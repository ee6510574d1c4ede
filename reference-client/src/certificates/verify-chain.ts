import { type Certificate, loadCertificate, type Signed, splitSigned } from '@parsec-spec/spec/certificates';
import {
  type CertificateFacts,
  type ChainProblem,
  type ClientRules,
  certificateRules,
  clientRules,
  firstProblem,
  type KnownUser,
  type OrganizationView,
  type WorkingView,
  workingCopy,
} from '@parsec-spec/spec/client-rules';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** Signed certificates in the order in which a server serves them. */
export interface CertificateBatch {
  readonly common: readonly Uint8Array[];
  readonly sequester: readonly Uint8Array[];
}

/** The first certificate that is not valid, and what is wrong with it. */
export interface ChainRefusal {
  ok: false;
  problem: ChainProblem;
  topic: 'common' | 'sequester';
  /** Index in the list; undefined if the list as a whole is wrong. */
  index: number | undefined;
  detail: string;
}

/** The view with the batch, or the first certificate that is not valid. */
export type VerifiedChain = { ok: true; view: OrganizationView } | ChainRefusal;

/**
 * Verifies a batch of certificates and adds it to a view (CERT-21 … CERT-25). The first problem
 * refuses the whole batch.
 *
 * @param known the view before the batch; it is not changed
 * @param rules the rules of this client; default: all
 * @returns the new view, or the first certificate that is not valid
 * @example
 * ```ts
 * const verified = await verifyChain(syncCrypto, emptyView(rootVerifyKey), batch);
 * if (!verified.ok) console.error(chainProblems[verified.problem], verified.detail);
 * ```
 */
export async function verifyChain(
  crypto: Crypto,
  known: OrganizationView,
  batch: CertificateBatch,
  rules: ClientRules = clientRules,
): Promise<VerifiedChain> {
  const view = workingCopy(known);
  const context = { crypto, view, rules };
  for (const topic of ['sequester', 'common'] as const) {
    const add = topic === 'sequester' ? addSequester : addCommon;
    for (const [index, bytes] of batch[topic].entries()) {
      const broken = await add(context, bytes);
      if (broken === undefined) continue;
      // A mutant may lack this rule; it keeps the certificates before the broken one.
      const problem = rules['client-certificates/batch-refused-whole']?.(broken.problem);
      if (problem !== undefined) return { ok: false, topic, index, ...broken, problem };
      break;
    }
  }
  return { ok: true, view };
}

interface Context {
  readonly crypto: Crypto;
  readonly view: WorkingView;
  readonly rules: ClientRules;
}

type Broken = { problem: ChainProblem; detail: string } | undefined;

const tooShort: Broken = { problem: 'unreadable', detail: 'shorter than a signature' };

async function addCommon(context: Context, bytes: Uint8Array): Promise<Broken> {
  const signed = splitSigned(bytes);
  if (signed === undefined) return tooShort;
  const loaded = loadCertificate(signed.message);
  if (!loaded.ok) return { problem: 'unreadable', detail: loaded.detail ?? loaded.reason };
  const { certificate } = loaded;
  if (certificate.type === 'sequester_authority_certificate')
    return { problem: 'misplaced-authority', detail: nameOf(certificate) };
  return addCertificate(context, certificate, signed);
}

async function addSequester(context: Context, bytes: Uint8Array): Promise<Broken> {
  const signed = splitSigned(bytes);
  if (signed === undefined) return tooShort;
  // Certificates of sequester services are skipped: the authority's RSA key signs them, and no
  // command specified here creates or uses one.
  if (context.view.sequesteredOn !== undefined && isServiceCertificate(bytes)) return undefined;
  const loaded = loadCertificate(signed.message, 'sequester_authority_certificate');
  if (!loaded.ok) return { problem: 'unreadable', detail: loaded.detail ?? loaded.reason };
  return addCertificate(context, loaded.certificate, signed);
}

const SERVICE_PREFIX = new TextEncoder().encode('RSASSA-PSS-SHA256:');

function isServiceCertificate(bytes: Uint8Array): boolean {
  return SERVICE_PREFIX.every((byte, at) => bytes[at] === byte);
}

const nameOf = ({ type, timestamp }: Certificate): string => `${type} of ${timestamp}`;

async function addCertificate(context: Context, certificate: Certificate, signed: Signed): Promise<Broken> {
  const { view, rules } = context;
  const facts = await factsOf(context, certificate, signed);
  const problem = firstProblem(certificateRules, rules, facts) ?? applyCertificate(view, facts, rules);
  return problem && { problem, detail: nameOf(certificate) };
}

async function factsOf(
  { crypto, view }: Context,
  certificate: Certificate,
  { message, signature }: Signed,
): Promise<CertificateFacts> {
  const authorId = certificate.type === 'sequester_authority_certificate' ? null : certificate.author;
  const authorDevice = authorId === null ? undefined : view.devices.get(authorId.hex);
  const author = authorDevice && view.users.get(authorDevice.userId.hex);
  const key = authorId === null ? view.rootVerifyKey : authorDevice?.verifyKey;
  return {
    view,
    certificate,
    isRootSigned: authorId === null,
    author,
    authorDevice,
    user: 'user_id' in certificate ? view.users.get(certificate.user_id.hex) : undefined,
    signatureVerifies: key === undefined || (await crypto.verify(key, message, signature)),
  };
}

/** Changes the view in place, only if it returns undefined. */
function applyCertificate(
  view: WorkingView,
  { certificate, user }: CertificateFacts,
  rules: ClientRules,
): ChainProblem | undefined {
  const { timestamp } = certificate;
  switch (certificate.type) {
    case 'sequester_authority_certificate':
      // It has a topic of its own, whose time does not count here.
      view.sequesteredOn = timestamp;
      return undefined;
    case 'user_certificate':
      setUser(view, {
        id: certificate.user_id,
        handle: certificate.human_handle,
        publicKey: certificate.public_key,
        profile: certificate.profile,
        author: certificate.author,
        createdOn: timestamp,
        revokedOn: undefined,
        hasDevice: false,
      });
      break;
    case 'device_certificate':
      view.devices.set(certificate.device_id.hex, {
        id: certificate.device_id,
        userId: certificate.user_id,
        label: certificate.device_label,
        verifyKey: certificate.verify_key,
        createdOn: timestamp,
      });
      if (user !== undefined) setUser(view, { ...user, hasDevice: true });
      break;
    case 'user_update_certificate':
      if (user === undefined) return 'user-unknown';
      setUser(view, {
        ...user,
        profile: rules['client-trust/shows-certified-profiles']?.(certificate) ?? user.profile,
      });
      break;
    case 'revoked_user_certificate':
      if (user === undefined) return 'user-unknown';
      setUser(view, { ...user, revokedOn: timestamp });
      break;
    default:
      // A new type of certificate does not compile here. The client must say how it treats it.
      return certificate satisfies never;
  }
  // Every type counts: the client fetches what is later.
  view.latest = timestamp;
  return undefined;
}

function setUser(view: WorkingView, user: KnownUser): void {
  view.users.set(user.id.hex, user);
}
