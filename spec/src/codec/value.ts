import type { DateTime } from './date-time.ts';
import type { Float } from './float.ts';
import type { Duplicate, UnknownExt } from './unusable.ts';
import type { Uuid } from './uuid.ts';

/**
 * A value that can be encoded. `undefined` properties are left out; an integer beyond 2^53 is a
 * bigint.
 */
export type Encodable =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DateTime
  | Uuid
  | Float
  | readonly Encodable[]
  | ReadonlyMap<Encodable, Encodable>
  | { readonly [key: string]: Encodable | undefined };

/**
 * A decoded value. Maps with text keys only are null-prototype objects; all other maps are `Map`s.
 */
export type Decoded =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DateTime
  | Uuid
  | Float
  | UnknownExt
  | Duplicate
  | Decoded[]
  | Map<Decoded, Decoded>
  | DecodedObject;

/** A map whose keys are all text. */
export interface DecodedObject {
  [key: string]: Decoded;
}
