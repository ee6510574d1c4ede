import schemas from '../generated/schemas.json' with { type: 'json' };
import type { TypesByName } from '../generated/types.ts';
import { type Check, compile } from './compile.ts';
import type { Schema } from './schema.ts';

export type { TypesByName };

/** Name of a schema: `OrganizationBootstrapRequest`, `UserCertificate`, … */
export type SchemaName = keyof TypesByName;

const table: Readonly<Record<string, Schema>> = schemas as object as Record<string, Schema>;
const checks = new Map<string, Check>();

/** A schema is compiled when a value is first checked by it. */
function checkOf(name: string): Check {
  const check = checks.get(name) ?? compile(table[name]!, checkOf);
  checks.set(name, check);
  return check;
}

/**
 * Whether the value obeys the schema. Wire values are checked by their encoding (bin, ext 1, ext 2,
 * exact integers).
 */
export function validate<N extends SchemaName>(name: N, value: unknown): value is TypesByName[N] {
  return checkOf(name)(value) === undefined;
}

/**
 * Why the value does not obey the schema: `/field must …`. Undefined when it does. It never
 * contains the value itself.
 */
export function explain(name: SchemaName, value: unknown): string | undefined {
  const problem = checkOf(name)(value);
  return problem && `${problem.path || 'the value'} ${problem.message}`;
}
