import { commandFacts } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { stepWords } from '../people/greeting-steps.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';
import type { Judgement, Side } from './judgement.ts';
import type { ObservedExchange } from './traffic.ts';

/** Judges the form of the values in the requests of a client and the replies of the server. */
export function checkEncoding(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  for (const observed of traffic) {
    // Commands outside the specification give some of these names to other values.
    if (!Object.hasOwn(commandFacts, observed.command)) continue;
    if (observed.request !== undefined) checkMessage('client', observed, observed.request, judgement);
    if (observed.reply === undefined) continue;
    checkMessage('server', observed, observed.reply, judgement);
    const { status } = observed.reply;
    judgement.check(
      'server',
      'encoding/statuses-snake-case',
      observed,
      typeof status === 'string' && /^[a-z0-9_]+$/.test(status),
      'a status of lower-case letters, digits and underscores',
      () => describeValue(status),
    );
  }
}

/** A form that the value of a field has on the wire. */
interface FieldForm {
  readonly requirement: RequirementId;
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  /** Fields of this form. */
  readonly fields: ReadonlySet<string>;
}

const oneOf = (...words: readonly string[]): Pick<FieldForm, 'requirement' | 'expected' | 'fits'> => ({
  requirement: 'encoding/enumerations-upper-case',
  expected: `one of ${words.join(', ')}`,
  fits: (value) => words.includes(String(value)),
});

const forms: readonly FieldForm[] = [
  {
    requirement: 'encoding/instant-is-ext-1',
    expected: 'extension type 1 of 8 bytes',
    fits: (value) => value instanceof Instant,
    fields: new Set([
      ...['common_after', 'sequester_after', 'shamir_recovery_after', 'tos_updated_on', 'updated_on'],
      ...['timestamp', 'created_on', 'strictly_greater_than', 'last_common_certificate_timestamp'],
      ...['server_timestamp', 'client_timestamp', 'last_greeting_attempt_joined_on', 'wait_until'],
    ]),
  },
  {
    requirement: 'encoding/identifier-is-ext-2',
    expected: 'extension type 2 of 16 bytes',
    fits: (value) => value instanceof Id,
    fields: new Set(['greeter', 'greeting_attempt', 'user_id', 'device_id', 'claimer_user_id']),
  },
  {
    requirement: 'encoding/token-is-bin-16',
    expected: 'bin of 16 bytes',
    fits: (value) => value instanceof Uint8Array && value.length === 16,
    fields: new Set(['token', 'bootstrap_token']),
  },
  {
    requirement: 'encoding/handle-is-a-pair',
    expected: 'an array of two texts',
    fits: (value) =>
      Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === 'string'),
    fields: new Set(['human_handle', 'claimer_human_handle']),
  },
  {
    ...oneOf('SUCCESS', 'SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED'),
    fields: new Set(['email_sent']),
  },
  { ...oneOf('PENDING', 'FINISHED', 'CANCELLED'), fields: new Set(['invitation_status']) },
  { ...oneOf('GREETER', 'CLAIMER'), fields: new Set(['origin']) },
];

const reasons = oneOf(
  ...['MANUALLY_CANCELLED', 'INVALID_NONCE_HASH', 'INVALID_SAS_CODE', 'UNDECIPHERABLE_PAYLOAD'],
  ...['UNDESERIALIZABLE_PAYLOAD', 'INCONSISTENT_PAYLOAD', 'AUTOMATICALLY_CANCELLED'],
);

/** Fields of requests with keys, hashes or nonces, and their length in bytes. */
const keyLengths: Readonly<Record<string, number>> = {
  root_verify_key: 32,
  public_key: 32,
  hashed_nonce: 32,
};

/** Statuses whose `reason` is the reason of a cancellation. */
const cancelledStatuses = new Set(['greeting_attempt_cancelled', 'greeting_attempt_already_cancelled']);

function checkMessage(side: Side, observed: ObservedExchange, message: Fields, judgement: Judgement): void {
  const check = (
    requirement: RequirementId,
    name: string,
    holds: boolean,
    expected: string,
    value: unknown,
  ) =>
    judgement.check(side, requirement, observed, holds, `${name}: ${expected}`, () => describeValue(value));
  for (const [name, value] of fieldsOf(message)) {
    const form = forms.find(({ fields }) => fields.has(name));
    if (form !== undefined && value !== null)
      check(form.requirement, name, form.fits(value), form.expected, value);
    const length = Object.hasOwn(keyLengths, name) ? keyLengths[name] : undefined;
    if (side === 'client' && length !== undefined) {
      const fits = value instanceof Uint8Array && value.length === length;
      check('keys/sizes-in-client', name, fits, `bin of ${length} bytes`, value);
    }
    const role = name === 'greeter_step' ? 'greeter' : name === 'claimer_step' ? 'claimer' : undefined;
    if (role !== undefined) checkStep(side, observed, role, value, judgement);
  }
  const status = side === 'server' ? message.status : undefined;
  const hasReason = side === 'client' || cancelledStatuses.has(String(status));
  if (hasReason && message.reason !== undefined)
    check(reasons.requirement, 'reason', reasons.fits(message.reason), reasons.expected, message.reason);
}

function checkStep(
  side: Side,
  observed: ObservedExchange,
  role: 'greeter' | 'claimer',
  value: unknown,
  judgement: Judgement,
): void {
  const step = (value as Fields | null)?.step;
  const words: readonly string[] = stepWords[role];
  if (role === 'greeter' && /5/.test(String(step)))
    judgement.check(side, 'greeting/step-5-is-5', observed, step === '5', 'the word 5', () =>
      describeValue(step),
    );
  judgement.check(
    side,
    'greeting/step-words',
    observed,
    words.includes(String(step)),
    `a word of the ${role}'s steps`,
    () => describeValue(step),
  );
}

/** All fields of a message and of the maps in it, without the keys of maps from identifiers. */
function fieldsOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return [];
  return Object.entries(value).flatMap(([name, item]) => [[name, item] as const, ...fieldsOf(item)]);
}

/** A word such as those of closed lists, which no token or key looks like. */
const closedWord = /^(?:[a-z_]{1,48}|(?:NUMBER_\d)?[A-Z_]{1,48}|\d)$/;

/** Describes a value by its kind. Its content may be secret, except words of closed lists. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'nil';
  if (value instanceof Uint8Array) return `bin of ${value.length} bytes`;
  if (value instanceof Instant) return `the instant ${value}`;
  if (value instanceof Id) return 'an identifier';
  if (typeof value === 'string') return closedWord.test(value) ? `the text ${value}` : 'another text';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'a map' : `the value ${String(value)}`;
}
