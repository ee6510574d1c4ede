import type { TypesByName } from '../generated/types.ts';
import * as validators from '../generated/validators.ts';

export type { TypesByName };

/** Name of a schema: `OrganizationBootstrapRequest`, `UserCertificate`, … */
export type SchemaName = keyof TypesByName;

interface Validator {
  (value: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string; params?: Record<string, unknown> }[] | null;
}

const table = validators as unknown as Readonly<Record<SchemaName, Validator>>;

/**
 * Whether the value obeys the schema. Wire values are checked by their encoding (bin, ext 1, ext 2,
 * exact integers).
 */
export function validate<N extends SchemaName>(name: N, value: unknown): value is TypesByName[N] {
  return table[name](value);
}

/**
 * Why the value does not obey the schema: `/field must …`. Undefined when it does. It never
 * contains the value itself.
 */
export function explain(name: SchemaName, value: unknown): string | undefined {
  const validator = table[name];
  if (validator(value)) return undefined;
  const fault = validator.errors?.[0];
  return `${fault?.instancePath || 'the value'} ${fault?.message ?? 'is not valid'}`;
}
