import type { Schema } from './schema.ts';
import { scalar, wire } from './wire.ts';

/** Where a value breaks its schema (a JSON pointer, empty for the whole value), and what it must be. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Returns the first problem of a value. */
export type Check = (value: unknown) => Problem | undefined;

/**
 * Makes the check of a schema. It makes no code from strings, which the policy of a page refuses.
 * Problems have the paths, texts and order of ajv.
 * @param checkOf returns the check of the schema that `$ref` names.
 * @throws {Error} if a word of the schema is not in the vocabulary.
 */
export function compile(schema: Schema, checkOf: (name: string) => Check): Check {
  const inner = (part: Schema): Check => compile(part, checkOf);
  const { $ref, oneOf, anyOf, type, minimum, maximum, byteLength, keys, values } = schema;
  const { scalar: scalarWord, wire: wireWord } = schema;
  if ($ref !== undefined) return checkOf($ref);
  const checks: (Check | undefined)[] = [
    type === undefined ? undefined : test(wordIn(types, type), `must be ${type}`),
    maximum === undefined ? undefined : test((value) => Number(value) <= maximum, `must be <= ${maximum}`),
    minimum === undefined ? undefined : test((value) => Number(value) >= minimum, `must be >= ${minimum}`),
    scalarWord === undefined ? undefined : test(wordIn(scalar, scalarWord), `must be a valid ${scalarWord}`),
    'const' in schema ? test((value) => value === schema.const, 'must be equal to constant') : undefined,
    schema.enum &&
      test((value) => schema.enum!.includes(value), 'must be equal to one of the allowed values'),
    anyOf && unionCheck(anyOf.map(inner), false, 'must match a schema in anyOf'),
    oneOf && unionCheck(oneOf.map(inner), true, 'must match exactly one schema in oneOf'),
    wireWord === undefined ? undefined : test(wordIn(wire, wireWord), `must travel as ${wireWord}`),
    byteLength === undefined ? undefined : lengthCheck(byteLength),
    keys && entriesCheck((map) => map.keys(), inner(keys)),
    values && entriesCheck((map) => map.values(), inner(values)),
    type === 'array' ? arrayCheck(schema, inner) : undefined,
    type === 'object' ? objectCheck(schema, inner) : undefined,
  ];
  return inTurn(checks.filter((check) => check !== undefined));
}

type Accepts = (value: unknown) => boolean;

const types: Readonly<Record<string, Accepts>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

function test(accepts: Accepts, message: string): Check {
  const problem = { path: '', message };
  return (value) => (accepts(value) ? undefined : problem);
}

function inTurn(checks: readonly Check[]): Check {
  const [first, ...rest] = checks;
  if (first === undefined) return () => undefined;
  if (rest.length === 0) return first;
  const others = inTurn(rest);
  return (value) => first(value) ?? others(value);
}

const lengthCheck = (length: number): Check =>
  test((value) => !(value instanceof Uint8Array) || value.length === length, `must have ${length} bytes`);

/** The problem of a union is the first one of its first part that refuses the value. */
function unionCheck(parts: readonly Check[], exactlyOne: boolean, message: string): Check {
  const none = { path: '', message };
  return (value) => {
    let accepting = 0;
    let problem: Problem | undefined;
    for (const part of parts) {
      const refusal = part(value);
      if (refusal !== undefined) problem ??= refusal;
      else if (++accepting > 1 || !exactlyOne) break;
    }
    return accepting === 1 ? undefined : (problem ?? none);
  };
}

/** A problem of a key or value of a map has the path of the map. */
const entriesCheck =
  (entries: (map: ReadonlyMap<unknown, unknown>) => Iterable<unknown>, check: Check): Check =>
  (value) => {
    if (!(value instanceof Map)) return undefined;
    for (const entry of entries(value)) {
      const problem = check(entry);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

function arrayCheck(schema: Schema, inner: (part: Schema) => Check): Check {
  const { prefixItems = [], items, minItems = 0 } = schema;
  const firsts = prefixItems.map(inner);
  const others = typeof items === 'object' ? inner(items) : undefined;
  const tooFew = { path: '', message: `must NOT have fewer than ${minItems} items` };
  const tooMany = { path: '', message: `must NOT have more than ${firsts.length} items` };
  return (value) => {
    const list = value as readonly unknown[];
    if (list.length < minItems) return tooFew;
    for (const [index, item] of list.entries()) {
      const check = firsts[index] ?? others;
      if (check === undefined) return items === false ? tooMany : undefined;
      const problem = check(item);
      if (problem !== undefined) return within(index, problem);
    }
    return undefined;
  };
}

function objectCheck(schema: Schema, inner: (part: Schema) => Check): Check {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.map(
    (name) => [name, { path: '', message: `must have required property '${name}'` }] as const,
  );
  const fields = Object.entries(properties).map(([name, part]) => [name, inner(part)] as const);
  const other = additionalProperties && inner(additionalProperties);
  return (value) => {
    const object = value as Readonly<Record<string, unknown>>;
    for (const [name, problem] of missing) if (object[name] === undefined) return problem;
    if (other !== undefined)
      for (const name in object) {
        const problem = Object.hasOwn(properties, name) ? undefined : other(object[name]);
        if (problem !== undefined) return within(name, problem);
      }
    for (const [name, check] of fields) {
      const field = object[name];
      const problem = field === undefined ? undefined : check(field);
      if (problem !== undefined) return within(name, problem);
    }
    return undefined;
  };
}

const within = (name: string | number, { path, message }: Problem): Problem => ({
  path: `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}${path}`,
  message,
});

// The tests of texts come after `type`.
function wordIn(tests: Readonly<Record<string, (value: never) => boolean>>, word: string): Accepts {
  const accepts = tests[word];
  if (accepts === undefined) throw new Error(`\`${word}\` is not one of ${Object.keys(tests).join(', ')}`);
  return accepts as Accepts;
}
