import { Id, Instant } from '../wire/values.ts';
import { checkFreshRoots, checkPrivateKeys } from './bootstrap-keys.ts';
import { checkCoherence } from './certificate-coherence.ts';
import { describeValue } from './field-encoding.ts';
import { type History, type SeenCertificate, uploadedIn } from './history.ts';
import { isRequirement, type Judgement } from './judgement.ts';
import { hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Judges the certificates that clients upload, and how the server answers them. */
export function checkUploads(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const bootstraps: ObservedExchange[] = [];
  const search = { bytes: 0 };
  for (const observed of traffic) {
    const uploads = uploadedIn(observed);
    if (uploads.length === 0) continue;
    for (const [field, bytes] of uploads) checkForm(observed, field, bytes, history, judgement);
    checkCoherence(observed, history, judgement);
    if (observed.command !== 'organization_bootstrap') continue;
    checkPrivateKeys(observed, history, search, judgement);
    bootstraps.push(observed);
  }
  checkFreshRoots(bootstraps, judgement);
  checkOwnVerifyKeys(history, judgement);
  checkOrder(history, judgement);
}

type Test = (value: unknown) => boolean;

const isId: Test = (value) => value instanceof Id;
const isKey: Test = (value) => value instanceof Uint8Array && value.length === 32;
const orNil =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const isText: Test = (value) => typeof value === 'string' && value !== '';
const isHandle: Test = (value) => Array.isArray(value) && value.length === 2 && value.every(isText);
const isProfile: Test = (value) => ['ADMIN', 'STANDARD', 'OUTSIDER'].includes(String(value));

/** The fields of each type of certificate, besides `timestamp` (CERT-03 to CERT-06). */
const fieldTests: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  user_certificate: {
    ...{ author: orNil(isId), user_id: isId, human_handle: orNil(isHandle), public_key: isKey },
    ...{ algorithm: (value) => value === 'X25519_XSALSA20_POLY1305', profile: isProfile },
  },
  device_certificate: {
    ...{ author: orNil(isId), user_id: isId, device_id: isId, device_label: orNil(isText) },
    ...{ verify_key: isKey, algorithm: (value) => value === 'ED25519' },
  },
  revoked_user_certificate: { author: isId, user_id: isId },
  user_update_certificate: { author: isId, user_id: isId, new_profile: isProfile },
  sequester_authority_certificate: {
    verify_key_der: (value) => value instanceof Uint8Array && value.length > 0,
    author: (value) => value === undefined,
  },
};

function checkForm(
  observed: ObservedExchange,
  field: string,
  bytes: Uint8Array,
  history: History,
  judgement: Judgement,
): void {
  const content = history.open(bytes);
  const type = content?.type;
  judgement.check(
    'client',
    'certificates/envelope',
    observed,
    typeof type === 'string',
    `${field}: 64 bytes of signature, a byte 0, and zstd of a msgpack map with a type`,
    () => `${bytes.length} bytes of another form`,
  );
  if (content === undefined || typeof type !== 'string') return;
  const rule = `${type}/fields`;
  const tests = Object.hasOwn(fieldTests, type) ? fieldTests[type] : undefined;
  if (tests !== undefined && isRequirement(rule)) {
    const all = { ...tests, timestamp: (value: unknown) => value instanceof Instant };
    const [wrong] = Object.entries(all).find(([name, test]) => !test(content[name])) ?? [];
    judgement.check(
      'client',
      rule,
      observed,
      wrong === undefined,
      `${field}: every field of a ${type}`,
      () => `${wrong}: ${describeValue(content[wrong ?? ''])}`,
    );
  }
  const author = observed.token?.device;
  const key = author === undefined ? undefined : history.keyOf(observed.organization, author);
  if (key === undefined) return;
  judgement.check(
    'client',
    'keys/boxes-interoperate',
    observed,
    history.isSignedBy(bytes, key),
    `${field}: a signature that verifies with the key of the sending device`,
    () => 'one that does not',
  );
}

/** Each device has a signing key of its own, also in another organization. */
function checkOwnVerifyKeys(history: History, judgement: Judgement): void {
  /** The first device with each key. */
  const owners = new Map<string, { readonly device: string; readonly exchange: ObservedExchange }>();
  for (const { type, content, organization, exchange } of history.uploads) {
    const { device_id: id } = content;
    const key = hexOf(content.verify_key);
    if (type !== 'device_certificate' || !(id instanceof Id) || key === '') continue;
    const device = `${organization} ${id.hex}`;
    const first = owners.get(key) ?? { device, exchange };
    const isOwner = first.device === device;
    if (owners.size > (owners.has(key) && isOwner ? 1 : 0))
      judgement.check(
        'client',
        'client-keys/device-has-own-keys',
        exchange,
        isOwner,
        'a signing key that no other device has',
        () => `the verify key of a device in exchange ${first.exchange.number}`,
      );
    owners.set(key, first);
  }
}

const commonCommands = new Set(['user_create', 'device_create', 'user_update', 'user_revoke']);

/** Certificates that were accepted one after the other have rising timestamps. */
function checkOrder(history: History, judgement: Judgement): void {
  for (const uploads of Map.groupBy(history.uploads, ({ organization }) => organization).values()) {
    /** The latest timestamp of the exchanges that were complete at a time. */
    const done = uploads.toSorted((left, right) => left.exchange.endedAt - right.exchange.endedAt);
    let latest: SeenCertificate | undefined;
    let at = 0;
    for (const upload of uploads) {
      for (
        let next = done[at];
        next !== undefined && isBefore(next.exchange, upload.exchange);
        next = done[at]
      ) {
        if (latest === undefined || next.timestamp > latest.timestamp) latest = next;
        at += 1;
      }
      if (latest === undefined || !commonCommands.has(upload.exchange.command)) continue;
      const [before, now] = [latest, upload];
      judgement.check(
        'server',
        'ordering/common-never-goes-back',
        upload.exchange,
        now.timestamp > before.timestamp,
        'require_greater_timestamp to a certificate that is not later than the last one',
        () => `ok to ${new Instant(now.timestamp)} after ${new Instant(before.timestamp)}`,
      );
    }
  }
}
