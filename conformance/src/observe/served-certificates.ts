import { type Fields, Id, Instant } from '../wire/values.ts';
import { type History, isSignedBy, type SeenCertificate, servedIn, subjectOf } from './history.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, isBefore, type ObservedExchange } from './traffic.ts';

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
export function judgeServedCertificates(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
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
      judgeCursor(observed, served, request[cursor], judgement);
      for (const each of served) judgeSignature(observed, each, history, judgement);
      judgeBytes(observed, served, history, judgement);
      if (field !== 'common_certificates') continue;
      judgeOrder(observed, served, judgement);
      judgeRedaction(observed, served, history, judgement);
      judgeCompleteness(observed, served, history, judgement);
    }
  }
}

function openOne(bytes: Uint8Array, history: History): readonly Opened[] {
  const content = history.open(bytes);
  return content?.timestamp instanceof Instant ? [{ bytes, content, timestamp: content.timestamp }] : [];
}

function judgeCursor(
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

function judgeOrder(observed: ObservedExchange, served: readonly Opened[], judgement: Judgement): void {
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

function judgeSignature(
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
    isSignedBy(bytes, key),
    'a signature that verifies with the key of its author',
    () => `${content.type} of ${content.timestamp} whose signature does not verify`,
  );
}

const isRedacted = ({ human_handle, device_label }: Fields): boolean =>
  human_handle === null || device_label === null;

function judgeBytes(
  observed: ObservedExchange,
  served: readonly Opened[],
  history: History,
  judgement: Judgement,
): void {
  for (const { bytes, content } of served) {
    const twins = history
      .versionsOf(observed.organization, subjectOf(content))
      .filter((version) => version.isRedacted === isRedacted(content));
    if (twins.length === 0) continue;
    judgement.check(
      'server',
      'certificate_get/bytes-as-uploaded',
      observed,
      twins.some((twin) => hexOf(twin.bytes) === hexOf(bytes)),
      `the ${content.type} of ${content.timestamp} with the bytes that were uploaded`,
      () => 'other bytes',
    );
  }
}

function judgeRedaction(
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

/** A certificate that was accepted before the request, and is later than its cursor, is served. */
function judgeCompleteness(
  observed: ObservedExchange,
  served: readonly Opened[],
  history: History,
  judgement: Judgement,
): void {
  const cursor = observed.request?.common_after;
  const after = cursor instanceof Instant ? cursor.micros : undefined;
  const isDue = (upload: SeenCertificate): boolean =>
    commonTypes.has(upload.type) &&
    isBefore(upload.exchange, observed) &&
    (after === undefined || upload.timestamp > after);
  const due = history.uploadsOf(observed.organization).filter(isDue);
  if (due.length === 0) return;
  const subjects = new Set(served.map(({ content }) => subjectOf(content)));
  const missing = due.find(({ subject }) => !subjects.has(subject));
  judgement.check(
    'server',
    'certificate_get/whole-history-to-everyone',
    observed,
    missing === undefined,
    'every common certificate after the cursor',
    () => `the ${missing?.type} of exchange ${missing?.exchange.number} is missing`,
  );
}
