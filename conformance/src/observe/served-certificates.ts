import { type Fields, Id, Instant } from '../wire/values.ts';
import { type History, type SeenCertificate, servedIn, subjectOf } from './history.ts';
import type { Judgement } from './judgement.ts';
import { countLeading, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** The collections of `certificate_get` that are judged, each with its cursor. */
const collections = [
  ['common_certificates', 'common_after'],
  ['sequester_certificates', 'sequester_after'],
] as const;

/** A served certificate that opens. */
interface Opened {
  readonly bytes: Uint8Array;
  readonly content: Fields;
  readonly timestamp: Instant;
}

/** Judges the certificates that the server serves: order, cursors, bytes, signatures and redaction. */
export function checkServedCertificates(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const accepted = new AcceptedCertificates(history);
  for (const observed of traffic) {
    const { command, request, reply, replyStatus } = observed;
    if (command !== 'certificate_get' || request === undefined || replyStatus !== 'ok') continue;
    const lists = ['common_certificates', 'sequester_certificates', 'shamir_recovery_certificates'];
    const wrong = lists.find((field) => !Array.isArray(reply?.[field]));
    judgement.check(
      'server',
      'certificate_get/four-collections',
      observed,
      wrong === undefined && typeof reply?.realm_certificates === 'object',
      'three lists and a map of realms',
      () => wrong ?? 'realm_certificates is no map',
    );
    for (const [field, cursor] of collections) {
      const served = servedIn(observed, field).flatMap((bytes) => openOne(bytes, history));
      checkCursor(observed, served, request[cursor], judgement);
      for (const each of served) checkSignature(observed, each, history, judgement);
      checkBytes(observed, served, history, judgement);
      if (field !== 'common_certificates') continue;
      checkOrder(observed, served, judgement);
      checkRedaction(observed, served, history, judgement);
      checkCompleteness(observed, served, accepted, judgement);
    }
  }
}

function openOne(bytes: Uint8Array, history: History): readonly Opened[] {
  const content = history.open(bytes);
  return content?.timestamp instanceof Instant ? [{ bytes, content, timestamp: content.timestamp }] : [];
}

function checkCursor(
  observed: ObservedExchange,
  served: readonly Opened[],
  cursor: unknown,
  judgement: Judgement,
): void {
  if (!(cursor instanceof Instant)) return;
  const early = served.find(({ timestamp }) => timestamp.micros <= cursor.micros);
  judgement.check(
    'server',
    'certificate_get/cursor-is-strict',
    observed,
    early === undefined,
    `only certificates later than ${cursor}`,
    () => `one of ${early?.timestamp}`,
  );
}

function checkOrder(observed: ObservedExchange, served: readonly Opened[], judgement: Judgement): void {
  if (served.length < 2) return;
  const pairs = served.slice(1).map((later, index) => [served[index] ?? later, later] as const);
  const back = pairs.find(([first, second]) => first.timestamp.micros > second.timestamp.micros);
  judgement.check(
    'server',
    'certificate_get/ordered-by-timestamp',
    observed,
    back === undefined,
    'common certificates in the order of their timestamps',
    () => `${back?.[0].timestamp} before ${back?.[1].timestamp}`,
  );
  for (const [first, second] of pairs) {
    if (first.timestamp.micros !== second.timestamp.micros) continue;
    judgement.check(
      'server',
      'certificate_get/user-before-device',
      observed,
      first.content.type === 'user_certificate',
      'the user certificate before the device certificate of the same timestamp',
      () => `${first.content.type} before ${second.content.type}`,
    );
  }
}

function checkSignature(
  observed: ObservedExchange,
  { bytes, content }: Opened,
  history: History,
  judgement: Judgement,
): void {
  const { author } = content;
  const key =
    author instanceof Id
      ? history.keyOf(observed.organization, author.hex)
      : history.rootOf(observed.organization);
  if (key === undefined) return;
  judgement.check(
    'server',
    'certificates/signature-covers-content',
    observed,
    history.isSignedBy(bytes, key),
    'a signature that verifies with the key of its author',
    () => `${content.type} of ${content.timestamp} whose signature does not verify`,
  );
}

const isRedacted = ({ human_handle, device_label }: Fields): boolean =>
  human_handle === null || device_label === null;

function checkBytes(
  observed: ObservedExchange,
  served: readonly Opened[],
  history: History,
  judgement: Judgement,
): void {
  for (const { bytes, content } of served) {
    const twins = history.uploadedBytes(observed.organization, subjectOf(content), isRedacted(content));
    if (twins === undefined) continue;
    judgement.check(
      'server',
      'certificate_get/bytes-as-uploaded',
      observed,
      twins.has(hexOf(bytes)),
      `the ${content.type} of ${content.timestamp} with the bytes that were uploaded`,
      () => 'other bytes',
    );
  }
}

function checkRedaction(
  observed: ObservedExchange,
  served: readonly Opened[],
  history: History,
  judgement: Judgement,
): void {
  const { organization, token } = observed;
  const profile = history.profileAt(organization, history.userOf(organization, token?.device), observed);
  if (profile === undefined) return;
  const named = served.filter(({ content }) => /^(?:user|device)_certificate$/.test(String(content.type)));
  if (named.length === 0) return;
  const isOutsider = profile === 'OUTSIDER';
  const wrong = named.find(({ content }) => isRedacted(content) !== isOutsider);
  judgement.check(
    'server',
    isOutsider ? 'certificate_get/outsider-gets-redacted' : 'certificate_get/others-get-full',
    observed,
    wrong === undefined,
    `${isOutsider ? 'redacted' : 'full'} certificates to ${profile}`,
    () => `the ${isOutsider ? 'full' : 'redacted'} ${wrong?.content.type} of ${wrong?.timestamp}`,
  );
}

const commonTypes = new Set([
  'user_certificate',
  'device_certificate',
  'user_update_certificate',
  'revoked_user_certificate',
]);

/** Uploaded common certificates that were accepted before a time, which never goes back. */
class AcceptedCertificates {
  /** Uploads that were not accepted yet, last one first. */
  readonly #pending: SeenCertificate[];
  /** By organization, in the order of their timestamps, each subject once. */
  readonly #accepted = new Map<string, SeenCertificate[]>();
  readonly #subjects = new Set<string>();

  constructor({ uploads }: History) {
    this.#pending = uploads
      .filter(({ type }) => commonTypes.has(type))
      .toSorted((left, right) => right.exchange.endedAt - left.exchange.endedAt);
  }

  /** Those of an organization before an exchange, and the index of the first one after a timestamp. */
  before(observed: ObservedExchange, after: bigint | undefined): readonly [SeenCertificate[], number] {
    for (
      let next = this.#pending.at(-1);
      next && isBefore(next.exchange, observed);
      next = this.#pending.at(-1)
    ) {
      this.#pending.pop();
      this.#add(next);
    }
    const list = this.#accepted.get(observed.organization) ?? [];
    return [list, after === undefined ? 0 : firstAfter(list, after)];
  }

  #add(upload: SeenCertificate): void {
    const key = `${upload.organization} ${upload.subject}`;
    if (this.#subjects.has(key)) return;
    this.#subjects.add(key);
    const list = this.#accepted.get(upload.organization) ?? [];
    this.#accepted.set(upload.organization, list);
    list.splice(firstAfter(list, upload.timestamp), 0, upload);
  }
}

/** The index of the first certificate that is later than a timestamp. */
const firstAfter = (sorted: readonly SeenCertificate[], after: bigint): number =>
  countLeading(sorted, ({ timestamp }) => timestamp <= after);

/** A certificate that was accepted before the request, and is later than its cursor, is served. */
function checkCompleteness(
  observed: ObservedExchange,
  served: readonly Opened[],
  accepted: AcceptedCertificates,
  judgement: Judgement,
): void {
  const cursor = observed.request?.common_after;
  const [list, from] = accepted.before(observed, cursor instanceof Instant ? cursor.micros : undefined);
  if (from === list.length) return;
  const subjects = new Set(served.map(({ content }) => subjectOf(content)));
  let at = from;
  while (at < list.length && subjects.has(list[at]?.subject ?? '')) at += 1;
  const missing = list[at];
  judgement.check(
    'server',
    'certificate_get/whole-history-to-everyone',
    observed,
    missing === undefined,
    'every common certificate after the cursor',
    () => `the ${missing?.type} of exchange ${missing?.exchange.number} is missing`,
  );
}
