import type { RequirementId } from '@parsec-spec/spec/requirements';
import { PrivateKey, SigningKey } from '../people/keys.ts';
import { Id, Instant } from '../wire/values.ts';
import { describeValue } from './field-encoding.ts';
import { type History, isSignatureOf, type SeenCertificate, uploadedIn } from './history.ts';
import { isRequirement, type Judgement } from './judgement.ts';
import { type Fields, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

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

/** Judges the certificates that clients upload, and how the server answers them. */
export function judgeUploads(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const bootstraps: ObservedExchange[] = [];
  for (const observed of traffic) {
    const uploads = uploadedIn(observed);
    if (uploads.length === 0) continue;
    for (const [field, bytes] of uploads) judgeForm(observed, field, bytes, history, judgement);
    judgeSet(observed, history, judgement);
    if (observed.command !== 'organization_bootstrap') continue;
    judgePrivateKeys(observed, history, judgement);
    bootstraps.push(observed);
  }
  judgeFreshRoots(bootstraps, judgement);
  judgeOrder(history, judgement);
}

function judgeForm(
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
  const tests = fieldTests[type];
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
    isSignedBy(bytes, key),
    `${field}: a signature that verifies with the key of the sending device`,
    () => 'one that does not',
  );
}

const isSignedBy = (bytes: Uint8Array, key: Uint8Array): boolean =>
  isSignatureOf(key, bytes.subarray(64), bytes.subarray(0, 64));

/** A contradiction in a set of certificates, with the end of the requirement that forbids it. */
interface Fault {
  readonly slugs: readonly string[];
  readonly expected: string;
  readonly observed: string;
}

/** Judges whether certificates agree with each other, and whether the server checked that. */
function judgeSet(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { command, exchange, replyStatus } = observed;
  const faults = faultsOf(observed, history);
  const [first] = faults;
  if (command === 'organization_bootstrap')
    judgement.check(
      'client',
      'organization_bootstrap/client-request-is-coherent',
      observed,
      first === undefined,
      first?.expected ?? '',
      () => first?.observed ?? '',
    );
  if (exchange.status !== 200 || replyStatus === '') return;
  for (const { slugs, expected } of faults) {
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
  if (replyStatus === 'timestamp_out_of_ballpark') judgeBallpark(observed, history, judgement);
}

const kebab = (field: string): string => field.replaceAll('_', '-');

function faultsOf(observed: ObservedExchange, history: History): readonly Fault[] {
  const { command, request = {}, token, organization } = observed;
  const faults: Fault[] = [];
  const add = (isFault: boolean, slugs: string | readonly string[], expected: string, found: unknown) => {
    if (isFault) faults.push({ slugs: [slugs].flat(), expected, observed: describeValue(found) });
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
    if (!isSignedBy(bytes, key))
      faults.push({
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
  if (main !== undefined) addWindowFaults(observed, main, add);
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
  return faults;
}

/** A value of a certificate as text. An absent purpose is STANDARD, an absent author is nil. */
function comparable(field: string, value: unknown): string {
  if (value instanceof Uint8Array) return hexOf(value);
  return String(value ?? (field === 'purpose' ? 'STANDARD' : null));
}

/** Half a window of the ordering rules, in seconds (spec/protocol/ordering.md). */
const WINDOW = { early: 300, late: 320 } as const;

/** The earliest and the latest time, in s, at which the server may have judged a request. */
function serverTimeOf({ exchange }: ObservedExchange): readonly [number, number] | undefined {
  const date = Date.parse(exchange.header('date') ?? '') / 1000;
  return Number.isNaN(date) ? undefined : [date - exchange.durationMs / 1000 - 1, date + 2];
}

function addWindowFaults(
  observed: ObservedExchange,
  { timestamp }: Fields,
  add: (isFault: boolean, slugs: readonly string[], expected: string, found: unknown) => void,
): void {
  const time = serverTimeOf(observed);
  if (time === undefined || !(timestamp instanceof Instant)) return;
  const at = Number(timestamp.micros) / 1e6;
  const expected = 'a timestamp inside the window of the server';
  add(at - time[1] >= WINDOW.early, ['not-too-early', 'in-window'], expected, timestamp);
  add(time[0] - at >= WINDOW.late, ['not-too-late', 'in-window'], expected, timestamp);
}

function judgeBallpark(observed: ObservedExchange, history: History, judgement: Judgement): void {
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

/** Bytes of one request in which private keys are searched. Each takes about 0.1 ms. */
const MAX_SEARCHED_BYTES = 1 << 12;

/** Searches a bootstrap for the private halves of the keys that it announces. */
function judgePrivateKeys(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { request = {} } = observed;
  const contents = uploadedIn(observed)
    .map(([, bytes]) => history.open(bytes))
    .filter((content) => content !== undefined);
  const publicKeys = new Map<string, string>([[hexOf(request.root_verify_key), 'root signing key']]);
  for (const { verify_key, public_key } of contents) {
    publicKeys.set(hexOf(verify_key), 'signing key of the device');
    publicKeys.set(hexOf(public_key), 'private key of the user');
  }
  publicKeys.delete('');
  const others = Object.entries(request).filter(([field]) => !field.endsWith('_certificate'));
  const binaries = [...binariesIn(Object.fromEntries(others)), ...binariesIn(contents)];
  const searched = Buffer.concat(binaries.filter((bytes) => !publicKeys.has(hexOf(bytes))));
  const found = new Set<string>();
  for (let at = 0; at + 32 <= Math.min(searched.length, MAX_SEARCHED_BYTES); at += 1) {
    const candidate = searched.subarray(at, at + 32);
    for (const key of [new SigningKey(candidate).verifyKey, new PrivateKey(candidate).publicKey]) {
      const name = publicKeys.get(hexOf(key));
      if (name !== undefined) found.add(name);
    }
  }
  judgement.check(
    'client',
    'organization_bootstrap/client-keeps-private-keys',
    observed,
    found.size === 0,
    'no private key in the request',
    () => [...found].join(', '),
  );
}

/** All binary values of a message, and all texts that spell 32 bytes in hex or base64. */
function binariesIn(value: unknown): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value === 'string') {
    const encoding = /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64';
    const bytes = Buffer.from(value, encoding);
    return bytes.length === 32 ? [bytes] : [];
  }
  if (value === null || typeof value !== 'object' || value instanceof Id) return [];
  return Object.values(value).flatMap(binariesIn);
}

/** A bootstrap of another organization, or with another token, needs another root key. */
function judgeFreshRoots(bootstraps: readonly ObservedExchange[], judgement: Judgement): void {
  const founded = new Set<string>();
  /** The first exchange with a root key. */
  const roots = new Map<string, readonly [founding: string, observed: ObservedExchange]>();
  for (const observed of bootstraps) {
    const founding = `${observed.organization} ${hexOf(observed.request?.bootstrap_token)}`;
    const root = hexOf(observed.request?.root_verify_key);
    const [other, first] = roots.get(root) ?? [founding, observed];
    if (founded.size > (founded.has(founding) ? 1 : 0))
      judgement.check(
        'client',
        'organization_bootstrap/client-fresh-root-key',
        observed,
        other === founding,
        'a root key of its own',
        () => `the root key of exchange ${first.number}`,
      );
    founded.add(founding);
    roots.set(root, [other, first]);
  }
}

const commonCommands = new Set(['user_create', 'device_create', 'user_update', 'user_revoke']);

/** Certificates that were accepted one after the other have rising timestamps. */
function judgeOrder(history: History, judgement: Judgement): void {
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

/** Judges the time of device tokens against the clock of the server (AUTH-09). */
export function judgeTokenTimes(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  for (const observed of traffic) {
    const { exchange, token } = observed;
    const time = serverTimeOf(observed);
    const isCommand = observed.route === 'authenticated' || observed.route === 'tos';
    if (token === undefined || time === undefined || !isCommand) continue;
    const [ahead, behind] = [token.seconds - time[0], time[1] - token.seconds];
    const isServed = exchange.status === 200;
    const check = (rule: RequirementId, holds: boolean, expected: string) =>
      judgement.check('server', rule, observed, holds, expected, () => `HTTP ${exchange.status}`);
    if (token.seconds - time[1] >= WINDOW.early)
      check('authentication/not-too-early', !isServed, '498 to a token 300 s or more ahead');
    else if (time[0] - token.seconds >= WINDOW.late)
      check('authentication/not-too-late', !isServed, '498 to a token 320 s or more behind');
    else if (ahead < WINDOW.early && behind < WINDOW.late && (isServed || exchange.status === 498))
      check('authentication/window-inside', isServed, 'service for a token inside the window');
  }
}
