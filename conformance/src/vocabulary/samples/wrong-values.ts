import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../judge/judge.ts';
import { Ext, Float64 } from '../../wire/raw-values.ts';
import { type Fields, type Id, Instant } from '../../wire/values.ts';
import type { FieldKind, FieldKinds } from './sample.ts';

/** Makes the values that a wrong field may have. */
type Maker = Pick<Judge, 'random' | 'now'>;

/** A rule about single fields of a request. */
export interface FieldRule {
  /**
   * Makes wrong values of a field from the honest one, by a description of the mistake. `undefined`
   * removes the field.
   */
  readonly wrong: (judge: Maker, kind: FieldKind, honest: unknown) => Readonly<Record<string, unknown>>;
  /** Whether the rule applies to a kind of field. */
  readonly applies: (kind: FieldKind) => boolean;
}

const lengthOf = (kind: FieldKind): number | undefined => (kind.is === 'bytes' ? kind.length : undefined);

/** The integers just outside the bounds of a kind. */
const boundsOf = (kind: FieldKind): readonly number[] =>
  kind.is !== 'integer'
    ? []
    : [...(kind.min === undefined ? [] : [kind.min - 1]), ...(kind.max === undefined ? [] : [kind.max + 1])];

/** Values of other types than a field of this kind may have. */
function wrongTypes(judge: Maker, kind: FieldKind): Readonly<Record<string, unknown>> {
  const { is } = kind;
  return {
    ...(kind.nullable === true ? {} : { nil: null }),
    ...(is === 'boolean' ? { 'the text true': 'true' } : { 'a boolean': true }),
    ...(is === 'integer' || is === 'float' ? {} : { 'an integer': 1 }),
    ...(is === 'float' ? {} : { 'a float': new Float64(1) }),
    ...(is === 'instant' ? {} : { 'a time': judge.now() }),
    ...(is === 'id' ? {} : { 'an identifier': judge.random.id() }),
    // A map may have fields that it does not know.
    ...(is === 'map' ? {} : { 'a map': { a: 1 } }),
    // Not for bytes, because parsec-cloud decodes a text or a list of integers as bytes.
    ...(is === 'bytes' || is === 'list' ? {} : { 'a list': [] }),
    ...(is === 'bytes' || is === 'text' || is === 'word' ? {} : { 'a text': 'dummy' }),
    ...(is === 'step' ? { 'an empty map': {} } : {}),
    ...(is === 'bytes' || is === 'id' ? {} : { bytes: Buffer.from('dummy') }),
    ...(is === 'id-map' ? { 'a map with a text as key': { realm: judge.now() } } : {}),
  };
}

const [earliest, latest] = [-(2n ** 63n), 2n ** 63n - 1n];

/** The encoding rules that apply to the fields of all commands. */
export const fieldRules = {
  'encoding/required-field-present': {
    applies: ({ optional }) => optional !== true,
    wrong: () => ({ absent: undefined }),
  },
  'encoding/field-type': { applies: () => true, wrong: wrongTypes },
  'encoding/field-length': {
    applies: (kind) => lengthOf(kind) !== undefined,
    wrong: (_judge, _kind, honest) => {
      const bytes = honest as Uint8Array;
      return {
        'a byte less': bytes.subarray(1),
        'a byte more': Uint8Array.of(...bytes, 0),
        'no bytes': new Uint8Array(),
      };
    },
  },
  'encoding/field-range': {
    applies: (kind) => ['word', 'step', 'instant'].includes(kind.is) || boundsOf(kind).length > 0,
    wrong: (_judge, kind, honest) => {
      const { is } = kind;
      if (is === 'integer') return Object.fromEntries(boundsOf(kind).map((bound) => [String(bound), bound]));
      if (is === 'instant') return { '-2^63 µs': new Instant(earliest), '2^63-1 µs': new Instant(latest) };
      if (is === 'step') return { 'an unknown step': { step: 'NUMBER_9_DUMMY' } };
      return { 'an unknown word': 'DUMMY', 'in lower case': String(honest).toLowerCase(), empty: '' };
    },
  },
  'encoding/identifier-length': {
    applies: (kind) => kind.is === 'id' || lengthOf(kind) === 16,
    wrong: (_judge, { is }, honest) => {
      if (is !== 'id') {
        const bytes = honest as Uint8Array;
        return { 'hexadecimal text': Buffer.from(bytes).toString('hex'), 'an identifier': new Ext(2, bytes) };
      }
      const { bytes, hex } = honest as Id;
      return {
        '15 bytes': new Ext(2, bytes.subarray(1)),
        '17 bytes': new Ext(2, Uint8Array.of(0, ...bytes)),
        'hexadecimal text': hex,
      };
    },
  },
  'encoding/identifier-is-ext-2': {
    applies: ({ is }) => is === 'id',
    wrong: (_judge, _kind, honest) => {
      const { bytes } = honest as Id;
      return { 'the same as bytes': bytes, 'the same as extension type 3': new Ext(3, bytes) };
    },
  },
} as const satisfies Partial<Record<RequirementId, FieldRule>>;

/** Whether a rule applies to one of these fields, or to a value inside one of them. */
export const isAboutField = (rule: FieldRule, fields: FieldKinds): boolean =>
  Object.values(fields).some((kind) => rule.applies(kind) || isAboutField(rule, kindsWithin(kind)));

/** The kinds of the values inside a value of this kind. An item of a list is never absent. */
function kindsWithin(kind: FieldKind): FieldKinds {
  if (kind.is === 'list') return { item: { ...kind.of, optional: true } };
  return kind.is === 'map' || kind.is === 'step' ? kind.fields : {};
}

/** A message in which one field breaks a rule. */
export interface WrongMessage {
  readonly what: string;
  readonly message: Fields;
}

/** Makes messages in which one field breaks the rule, for each field and each wrong value. */
export function wrongMessages(
  judge: Maker,
  rule: FieldRule,
  fields: FieldKinds,
  message: Fields,
): readonly WrongMessage[] {
  return Object.entries(fields)
    .filter(([field]) => field in message)
    .flatMap(([field, kind]) => {
      // A value of wrong length is made from the honest value, which may be nil.
      const honest = message[field] ?? judge.random.bytes(lengthOf(kind) ?? 1);
      const own = rule.applies(kind) ? Object.entries(rule.wrong(judge, kind, honest)) : [];
      const wrong = own.map(([what, value]): readonly [string, unknown] => [`${field}: ${what}`, value]);
      const [first, ...others] = Array.isArray(honest) ? honest : [];
      const inside = kind.is === 'list' ? { item: first } : (honest as Fields);
      const within = wrongMessages(judge, rule, kindsWithin(kind), inside).map(
        (inner): readonly [string, unknown] => [
          `${field}, ${inner.what}`,
          kind.is === 'list' ? [inner.message.item, ...others] : inner.message,
        ],
      );
      return [...wrong, ...within].map(([what, value]) => ({
        what,
        message: { ...message, [field]: value },
      }));
    });
}
