import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { StoryCall } from '@parsec-spec/spec/stories';
import type { Alteration } from '../judge/http.ts';
import type { Judge } from '../judge/judge.ts';
import type { Mistake, OrganizationRequest } from '../model/calls.ts';
import { Random } from '../people/random.ts';
import { TargetError } from '../targets/target.ts';
import { loadSamples } from '../vocabulary/samples/load-samples.ts';
import type { FieldKind, FieldKinds } from '../vocabulary/samples/sample.ts';
import { type FieldRule, fieldRules, wrongMessages } from '../vocabulary/samples/wrong-values.ts';
import { decodeMap } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import { Instant } from '../wire/values.ts';
import {
  type Context,
  type Malformation,
  type Malformed,
  malformed,
  POSTS,
  type Sender,
  unknownKey,
} from './malformations.ts';

/** The mistake of a request, as a story names it. */
type NamedMistake = NonNullable<StoryCall['malformed']>;

/** How a request can be malformed. `known`: the kinds of the fields of each command. */
export function malformationsOf(request: OrganizationRequest, known: Kinds): readonly Malformation[] {
  const caller = callerOf(request);
  const key = `${caller} ${request.cmd}`;
  const listed = malformations.get(key) ?? listMalformations(request, caller, known);
  malformations.set(key, listed);
  return listed;
}

/** The rule that a malformed request breaks, or that it must be served. Undefined: there is none. */
export function mistakeOf(malformation: NamedMistake): Mistake | undefined {
  const { rule } = malformation;
  if (isFieldRule(rule)) return { requirement: rule, status: FIELD_STATUS };
  const known = named(malformation);
  if (known === undefined) return undefined;
  const { status, also, isKept } = known;
  const allowed = also === undefined ? {} : { also };
  return { requirement: known.rule, status, ...allowed, ...(isKept === true ? { isKept } : {}) };
}

/** Makes the alteration of a malformed request. */
export async function alterationOf(
  malformation: NamedMistake,
  { cmd }: OrganizationRequest,
  context: Context,
): Promise<Alteration> {
  const { rule: id, what } = malformation;
  if (!isFieldRule(id)) return named(malformation)?.alteration(context) ?? ((request) => request);
  const fields = (await loadKinds()).get(cmd) ?? {};
  return (request) => {
    const message = decodeMap(Buffer.from(request.body ?? '')) ?? {};
    const wrong = wrongMessages(context.judge, fieldRules[id], fields, message).find(
      (one) => one.what === what,
    );
    if (wrong === undefined) throw new TargetError('usage', `${cmd}: no field is malformed as ${what}`, '');
    return { ...request, body: encode(wrong.message) };
  };
}

const isFieldRule = (id: string): id is keyof typeof fieldRules => Object.hasOwn(fieldRules, id);

/** The status of a request in which one field breaks a rule. */
const FIELD_STATUS = 415;

/** The kinds of the fields of each command. */
export type Kinds = ReadonlyMap<string, FieldKinds>;

let kinds: Promise<Kinds> | undefined;

/** Loads the kinds of the fields of each command. */
export const loadKinds = (): Promise<Kinds> =>
  (kinds ??= loadSamples().then(
    (all) => new Map(all.map(({ command, sample }) => [command, sample.fields])),
  ));

function callerOf(request: OrganizationRequest): Sender {
  if (request.cmd === 'events_listen') return 'listener';
  if (request.cmd === 'organization_bootstrap') return 'nobody';
  if ('by' in request && request.by !== undefined) return 'device';
  return 'token' in request ? 'invitation' : 'administration';
}

/** A value of a kind, as an example from which wrong values are made. */
function example(judge: Pick<Judge, 'random' | 'now'>, kind: FieldKind): unknown {
  switch (kind.is) {
    case 'id':
      return judge.random.id();
    case 'instant':
      return judge.now();
    case 'bytes':
      return judge.random.bytes(kind.length ?? 1);
    case 'list':
      return [example(judge, kind.of)];
    case 'map':
      return Object.fromEntries(
        Object.entries(kind.fields).map(([name, one]) => [name, example(judge, one)]),
      );
    case 'step':
      return { step: 'DUMMY' };
    default:
      return 'DUMMY';
  }
}

const examples = { random: new Random('examples'), now: () => new Instant(0n) };

/** The ways in which requests can be malformed, by caller and command. */
const malformations = new Map<string, readonly Malformation[]>();

function listMalformations(
  request: OrganizationRequest,
  caller: Sender,
  known: Kinds,
): readonly Malformation[] {
  const fields = known.get(request.cmd) ?? {};
  const hasFields = POSTS.includes(caller) && Object.keys(fields).length > 0;
  const message = Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => [name, example(examples, kind)]),
  );
  return [
    ...malformed.filter(
      ({ callers, commands }) => callers.includes(caller) && commands?.test(request.cmd) !== false,
    ),
    ...(hasFields ? [unknownKey] : []),
    ...(hasFields ? Object.entries<FieldRule>(fieldRules) : []).flatMap(([id, fieldRule]) =>
      wrongMessages(examples, fieldRule, fields, message).map(({ what }) => ({
        rule: id as RequirementId,
        what,
      })),
    ),
  ].map(({ rule: id, what }) => ({ rule: id, what }));
}

/** Whether only some commands can be malformed in this way. */
export const isOfFewCommands = (malformation: NamedMistake): boolean =>
  named(malformation)?.commands !== undefined;

const named = ({ rule: id, what }: NamedMistake): Malformed | undefined =>
  [...malformed, unknownKey].find((one) => one.rule === id && one.what === what);
