import type { Call, Mutant, Reply, ServerOptions } from '@parsec-spec/reference-server/core';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { recordKinds } from '@parsec-spec/spec/records';
import { changeFields, changeReplyFields, fieldsOf, operationIn, outcomeOf, routeOf } from './kit/calls.ts';
import { readCommand } from './kit/commands.ts';
import { mutant, type Wrap } from './kit/mutant.ts';
import { eventIn } from './kit/stream-events.ts';
import { changeStreams, type StreamChanges } from './kit/streams.ts';

// Broken servers that nobody wrote: each reply, record and event that a run on the right server
// shows, with one thing wrong.

/** A broken server without a requirement of its own. */
export interface DerivedServer {
  readonly name: string;
  readonly options: Pick<ServerOptions, 'mutants'>;
  /** Breaks the way in which this process applies records, until the function that it returns is called. */
  readonly begin?: () => () => void;
}

type Fields = Readonly<Record<string, unknown>>;
type Apply = (state: object, record: object) => void;

/** The fields that a run shows, with an example of each: by reply, kind of record, and event. */
export interface Sightings {
  readonly replies: Map<string, Fields>;
  readonly records: Map<string, Fields>;
  readonly events: Map<string, Fields>;
}

/** A right server that notes what it shows. */
export function watchedServer(): DerivedServer & { readonly sightings: Sightings } {
  const sightings: Sightings = { replies: new Map(), records: new Map(), events: new Map() };
  const replies = wrapped('replies', (reply, key) => {
    // The text of a refusal is free.
    if (reply.status === 200) note(sightings.replies, key, fieldsOf(reply) ?? {});
    return reply;
  });
  const events = streams('events', {
    frame: (frame) => {
      if (eventIn(frame) !== '') note(sightings.events, eventIn(frame), {});
      return [frame];
    },
  });
  const begin = () => {
    const ends = Object.keys(recordKinds).map((kind) =>
      applying(kind, (right) => (state, record) => {
        note(sightings.records, kind, record as Fields);
        right(state, record);
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  };
  return { name: 'right', options: { mutants: [replies, events] }, begin, sightings };
}

/** Every derived server, by name. */
export function derivedServers({ replies, records, events }: Sightings): readonly DerivedServer[] {
  const operationOf = (key: string) => key.split(' ', 1)[0];
  const ofReplies = [...replies].flatMap(([key, fields]) => {
    const other = [...replies].find(
      ([otherKey, { status }]) =>
        operationOf(otherKey) === operationOf(key) && status !== fields.status && status !== 'ok',
    )?.[1].status;
    return [
      ...wrongFields(fields).map(({ how, change }) =>
        replying(`reply ${key}: ${how}`, key, (reply) => changed(reply, change)),
      ),
      ...(other === undefined || fields.status === 'ok'
        ? []
        : [replying(`reply ${key}: ${other}`, key, (reply) => changed(reply, () => ({ status: other })))]),
    ];
  });
  const ofRecords = [...records].flatMap(([kind, example]) => [
    recording(`record ${kind}: not applied`, kind, () => () => undefined),
    recording(`record ${kind}: applied at the next one`, kind, late),
    ...wrongFields(example)
      .filter(({ how }) => how.endsWith(' altered'))
      .map(({ how, change }) =>
        recording(
          `record ${kind}: ${how}`,
          kind,
          (right) => (state, record) => right(state, change(record as Fields)),
        ),
      ),
  ]);
  const ofEvents = [...events.keys()].flatMap((event) =>
    (['left out', 'twice'] as const).map((how) => ({
      name: `event ${event}: ${how}`,
      options: {
        mutants: [
          streams(how, {
            frame: (frame) => (eventIn(frame) !== event ? [frame] : how === 'twice' ? [frame, frame] : []),
          }),
        ],
      },
    })),
  );
  return [...ofReplies, ...ofRecords, ...ofEvents].sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface WrongField {
  readonly how: string;
  readonly change: (fields: Fields) => Fields;
}

/** One field left out or with another value of its kind; a list also shortened, doubled or reversed. */
function wrongFields(example: Fields): readonly WrongField[] {
  return Object.entries(example)
    .filter(([field]) => field !== 'status' && field !== 'record')
    .flatMap(([field, value]): readonly WrongField[] => {
      const put = (how: string, make: (value: never) => unknown): WrongField => ({
        how: `${field} ${how}`,
        change: (fields) => (field in fields ? { ...fields, [field]: make(fields[field] as never) } : fields),
      });
      const without: WrongField = {
        how: `${field} left out`,
        change: ({ [field]: _, ...others }) => others,
      };
      if (!Array.isArray(value)) return [without, put('altered', another)];
      return [
        without,
        put('without its first', (list: readonly unknown[]) => list.slice(1)),
        put('without its last', (list: readonly unknown[]) => list.slice(0, -1)),
        put('doubled', (list: readonly unknown[]) => [...list, ...list]),
        put('reversed', (list: readonly unknown[]) => list.toReversed()),
        ...(isMap(value[0])
          ? wrongFields(value[0]).map(({ how, change }) =>
              put(`with ${how}`, (list: readonly Fields[]) => list.map(change)),
            )
          : [put('altered', (list: readonly unknown[]) => list.map(another))]),
      ];
    });
}

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !DateTime.is(value) &&
  !Uuid.is(value);

const HOUR = 3_600_000_000n;

/** Another value of the same kind; a time is an hour later. */
function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'string') return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
  if (value instanceof Uint8Array) return value.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
  if (DateTime.is(value)) return value.plus(HOUR);
  if (Uuid.is(value)) return Uuid.of(another(value.bytes) as Uint8Array);
  if (Array.isArray(value)) return value.slice(1);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, another(own)]));
  return value;
}

/** Keeps an example of each field, with the longest list. */
function note(seen: Map<string, Fields>, key: string, fields: Fields): void {
  const richness = (value: unknown) =>
    value === undefined ? -1 : value === null ? 0 : Array.isArray(value) ? value.length + 1 : 1;
  const known = seen.get(key) ?? {};
  const richer = Object.entries(fields).filter(([field, value]) => richness(value) > richness(known[field]));
  seen.set(key, { ...known, ...Object.fromEntries(richer) });
}

const changed = (reply: Reply, change: (fields: Fields) => Fields): Reply =>
  typeof reply.body === 'string' ? changeFields(reply, change) : changeReplyFields(reply, change);

// The requirement of a mutant is only part of its name.
const nameless = 'transport/handled-command-is-200';

/** Changes the replies of commands and of the administration. The key is the operation and its answer. */
const wrapped = (how: string, change: (reply: Reply, key: string) => Reply): Mutant => {
  const wrap: Wrap = (handle) => async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    const reply = await handle(bufferedCall);
    const operation = commandCall?.command ?? administrationOf(call);
    return operation === undefined ? reply : change(reply, `${operation} ${outcomeOf(reply)}`);
  };
  return mutant(nameless, how, wrap);
};

const administrationOf = (call: Call): string | undefined =>
  routeOf(call) === 'administration' ? `${call.method}/${operationIn(call)}` : undefined;

const replying = (name: string, wanted: string, change: (reply: Reply) => Reply): DerivedServer => ({
  name,
  options: { mutants: [wrapped(name, (reply, key) => (key === wanted ? change(reply) : reply))] },
});

const streams = (how: string, changes: StreamChanges): Mutant => changeStreams(nameless, how, () => changes);

const recording = (name: string, kind: string, wrong: (right: Apply) => Apply): DerivedServer => ({
  name,
  options: {},
  begin: () => applying(kind, wrong),
});

/** Applies the record when the next one of its kind arrives in the same organization. */
const late = (right: Apply): Apply => {
  const waiting = new WeakMap<object, object>();
  return (state, record) => {
    const earlier = waiting.get(state);
    waiting.set(state, record);
    if (earlier !== undefined) right(state, earlier);
  };
};

/** Replaces how a kind of record is applied. The function that it returns undoes this. */
function applying(kind: string, wrong: (right: Apply) => Apply): () => void {
  const kinds = recordKinds as unknown as Record<string, { readonly apply: Apply }>;
  const right = kinds[kind];
  if (right === undefined) throw new RangeError(`there is no record ${kind}`);
  kinds[kind] = { ...right, apply: wrong(right.apply) };
  return () => {
    kinds[kind] = right;
  };
}

/** Derived servers that break no rule, each with the reason. */
const equivalents: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^record account_created: (?!email|auth_method_id)\w+ altered$/, 'no command in scope reads an account'],
  [
    /^record .*_certificate altered$/,
    'certificates are served from the journal, which holds the right record',
  ],
  [/^record (device_created|user_frozen): at altered$/, 'no command tells when this happened'],
];

/** Why a derived server breaks no rule; undefined if it breaks one. */
export const whyEquivalent = (name: string): string | undefined =>
  equivalents.find(([pattern]) => pattern.test(name))?.[1];
