import type { Notation } from '@parsec-spec/spec/notation';
import { type ExampleServer, madeByServer } from './example-server.ts';

type Form = 'wire' | 'json';

/** Substitutes the values of the cast in the example. Throws on a name that the cast lacks. */
export function fillIn(value: Notation, state: ExampleServer, form: Form): Notation {
  if (Array.isArray(value)) return value.map((item: Notation) => fillIn(item, state, form));
  if (typeof value !== 'object' || value === null) return value;
  const name = castName(value);
  if (name === undefined)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, state, form)]));
  const known = state.cast(name, form);
  if (known === undefined) throw new Error(`the cast has no \`${name}\``);
  return known;
}

/**
 * Learns a value that only the server can create from its first occurrence. Later occurrences must
 * equal it.
 */
export function rememberValues(example: Notation, came: unknown, state: ExampleServer): void {
  if (typeof example !== 'object' || example === null || typeof came !== 'object' || came === null) return;
  const name = castName(example);
  if (name === undefined)
    for (const [key, item] of Object.entries(example)) rememberValues(item, Object(came)[key], state);
  else if (madeByServer.includes(name) && state.cast(name, 'wire') === undefined)
    state.learn(name, came as Notation);
}

function castName(value: object): string | undefined {
  const [first] = Object.entries(value);
  return first?.[0] === '$cast' ? String(first[1]) : undefined;
}
