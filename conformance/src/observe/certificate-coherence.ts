import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type Fields, Instant } from '../wire/values.ts';
import { describeValue } from './field-encoding.ts';
import { type History, uploadedIn } from './history.ts';
import { isRequirement, type Judgement } from './judgement.ts';
import { serverTimeOf, WINDOW } from './time-window.ts';
import { hexOf, type ObservedExchange } from './traffic.ts';

/** A contradiction in a set of certificates, with the end of the requirement that forbids it. */
interface Problem {
  readonly slugs: readonly string[];
  readonly expected: string;
  readonly observed: string;
}

/** Problems of redacted certificates, and of full ones that are redacted. */
const isOfRedaction = ({ slugs: [slug = ''] }: Problem): boolean => /^redacted-|-not-redacted$/.test(slug);
/** Problems of the time alone: the clock of a client may be wrong, which the server tells it. */
const isOfWindow = ({ slugs }: Problem): boolean => slugs.includes('in-window');

/** The rules of clients for the certificates of a command, and the problems that break them. */
type ClientRule = readonly [rule: RequirementId, isBroken: (problem: Problem) => boolean];
const creation: readonly ClientRule[] = [
  ['client-certificates/creation-is-coherent', (problem) => !isOfWindow(problem) && !isOfRedaction(problem)],
  ['client-certificates/redacted-hides-names', isOfRedaction],
];
const clientRules = new Map<string, readonly ClientRule[]>([
  ['organization_bootstrap', [['organization_bootstrap/client-request-is-coherent', () => true]]],
  ['user_create', creation],
  ['device_create', creation],
  ['user_revoke', [['client-certificates/revocation-is-coherent', (problem) => !isOfWindow(problem)]]],
]);

/** Judges whether certificates agree with each other, and whether the server checked that. */
export function checkCoherence(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { command, exchange, replyStatus } = observed;
  const problems = problemsOf(observed, history);
  for (const [rule, isBroken] of clientRules.get(command) ?? []) {
    const first = problems.find(isBroken);
    judgement.check(
      'client',
      rule,
      observed,
      first === undefined,
      first?.expected ?? '',
      () => first?.observed ?? '',
    );
  }
  if (exchange.status !== 200 || replyStatus === '') return;
  for (const { slugs, expected } of problems) {
    const rule = slugs.map((slug) => `${command}/${slug}`).find(isRequirement);
    if (rule === undefined) continue;
    const isWindow = /window|early|late/.test(rule);
    judgement.check(
      'server',
      rule,
      observed,
      replyStatus !== 'ok',
      `${isWindow ? 'timestamp_out_of_ballpark' : 'invalid_certificate'} (${expected})`,
      () => 'ok',
    );
  }
  if (replyStatus === 'timestamp_out_of_ballpark') checkBallpark(observed, history, judgement);
}

const kebab = (field: string): string => field.replaceAll('_', '-');

function problemsOf(observed: ObservedExchange, history: History): readonly Problem[] {
  const { command, request = {}, token, organization } = observed;
  const problems: Problem[] = [];
  const add = (isProblem: boolean, slugs: string | readonly string[], expected: string, found: unknown) => {
    if (isProblem) problems.push({ slugs: [slugs].flat(), expected, observed: describeValue(found) });
  };
  const isBootstrap = command === 'organization_bootstrap';
  const root = request.root_verify_key;
  const key = isBootstrap
    ? root instanceof Uint8Array
      ? root
      : undefined
    : history.keyOf(organization, token?.device ?? '');
  const opened = new Map<string, Fields>();
  for (const [field, bytes] of uploadedIn(observed)) {
    const content = history.open(bytes);
    const name = kebab(field);
    if (content === undefined) {
      add(true, [`${name}-decodes`, 'certificate-decodes'], `${field} that decodes`, bytes);
      continue;
    }
    opened.set(field, content);
    const type = field.replace('redacted_', '');
    add(content.type !== type, ['type-of-slot', `${name}-decodes`], `${field} of type ${type}`, content.type);
    if (key === undefined) continue;
    const slugs = isBootstrap ? [`${name}-signed-by-root`] : [`${name}-by-author`, 'by-author'];
    if (!history.isSignedBy(bytes, key))
      problems.push({
        slugs,
        expected: `${field} signed by ${isBootstrap ? 'the root key' : 'the sending device'}`,
        observed: 'another signature',
      });
    else if (isBootstrap && field !== 'sequester_authority_certificate')
      add((content.author ?? null) !== null, 'author-is-root', `${field} without author`, content.author);
    else if (!isBootstrap)
      add(
        String(content.author) !== token?.device,
        slugs,
        `${field} that names the sending device`,
        content.author,
      );
  }
  const [user, device] = [opened.get('user_certificate'), opened.get('device_certificate')];
  const main = user ?? device ?? [...opened.values()][0];
  if (main !== undefined) addWindowProblems(observed, main, add);
  if (isBootstrap && user !== undefined)
    add(user.profile !== 'ADMIN', 'first-user-is-admin', 'the profile ADMIN', user.profile);
  if (user !== undefined && device !== undefined) {
    const differ = (field: string) => String(user[field]) !== String(device[field]);
    add(differ('timestamp'), 'one-timestamp', `the timestamp ${user.timestamp}`, device.timestamp);
    add(differ('user_id'), 'one-user', 'one user id in both certificates', device.user_id);
  }
  const sequester = opened.get('sequester_authority_certificate');
  if (user !== undefined && sequester !== undefined)
    add(
      String(sequester.timestamp) !== String(user.timestamp),
      'sequester-same-timestamp',
      `the timestamp ${user.timestamp}`,
      sequester.timestamp,
    );
  for (const [kind, hidden, full] of [
    ['user', 'human_handle', user],
    ['device', 'device_label', device],
  ] as const) {
    const redacted = opened.get(`redacted_${kind}_certificate`);
    if (full === undefined || redacted === undefined) continue;
    const hiddenName = hidden === 'human_handle' ? 'handle' : 'label';
    add(
      redacted[hidden] !== null,
      `redacted-${kind}-has-no-${hiddenName}`,
      `a redacted certificate whose ${hidden} is nil`,
      redacted[hidden],
    );
    add(full[hidden] === null, `${kind}-certificate-not-redacted`, `a full certificate with ${hidden}`, null);
    for (const field of new Set([...Object.keys(full), ...Object.keys(redacted)])) {
      const isSame = comparable(field, full[field]) === comparable(field, redacted[field]);
      if (field !== hidden && field !== 'type' && !isSame)
        add(
          true,
          [`redacted-${kind}-same-${kebab(field)}`, `redacted-${kind}-agrees`],
          `${field} as in the full certificate: ${describeValue(full[field])}`,
          redacted[field],
        );
    }
  }
  return problems;
}

/** A value of a certificate as text. An absent purpose is STANDARD, an absent author is nil. */
function comparable(field: string, value: unknown): string {
  if (value instanceof Uint8Array) return hexOf(value);
  return String(value ?? (field === 'purpose' ? 'STANDARD' : null));
}

function addWindowProblems(
  observed: ObservedExchange,
  { timestamp }: Fields,
  add: (isProblem: boolean, slugs: readonly string[], expected: string, found: unknown) => void,
): void {
  const time = serverTimeOf(observed);
  if (time === undefined || !(timestamp instanceof Instant)) return;
  const at = Number(timestamp.micros) / 1e6;
  const expected = 'a timestamp inside the window of the server';
  add(at - time[1] >= WINDOW.early, ['not-too-early', 'in-window'], expected, timestamp);
  add(time[0] - at >= WINDOW.late, ['not-too-late', 'in-window'], expected, timestamp);
}

function checkBallpark(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { reply = {} } = observed;
  const { ballpark_client_early_offset: early, ballpark_client_late_offset: late } = reply;
  judgement.check(
    'server',
    'ordering/out-of-window-tells-offsets',
    observed,
    early === WINDOW.early && late === WINDOW.late,
    `offsets ${WINDOW.early} and ${WINDOW.late}`,
    () => `${describeValue(early)} and ${describeValue(late)}`,
  );
  const sent = uploadedIn(observed).map(([, bytes]) => String(history.open(bytes)?.timestamp));
  judgement.check(
    'server',
    'ordering/out-of-window-tells-clocks',
    observed,
    sent.includes(String(reply.client_timestamp)) && reply.server_timestamp instanceof Instant,
    'its own time, and the timestamp of the refused certificate',
    () => `${describeValue(reply.server_timestamp)} and ${describeValue(reply.client_timestamp)}`,
  );
}
