import type { Family } from '@parsec-spec/spec/commands';
import type { Need } from '../../judge/check.ts';
import type { Expected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { Author } from '../../judge/rpc.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';

/** The kind of a field of a request. The judge does not read it from the schemas of the spec. */
export type FieldKind = (
  | { readonly is: 'id' | 'instant' | 'boolean' | 'text' | 'float' }
  /** A text from a list that the protocol fixes. */
  | { readonly is: 'word' }
  /** `length`: in bytes, if the protocol fixes it. */
  | { readonly is: 'bytes'; readonly length?: number }
  /** `min`, `max`: the bounds that the protocol fixes. */
  | { readonly is: 'integer'; readonly min?: number; readonly max?: number }
  /** A list of values of one kind. The honest list has at least one. */
  | { readonly is: 'list'; readonly of: FieldKind }
  | { readonly is: 'map'; readonly fields: FieldKinds }
  /** A map whose keys are identifiers. */
  | { readonly is: 'id-map' }
  /**
   * One of several maps. Its field `step` tells which one. `fields`: the other fields of all maps.
   */
  | { readonly is: 'step'; readonly fields: FieldKinds }
) & {
  /** The value may be nil. */
  readonly nullable?: true;
  /** The field may be absent. The honest call gives it nevertheless, so that it is checked. */
  readonly optional?: true;
};

/** The kinds of the fields of a request, by name. */
export interface FieldKinds {
  readonly [field: string]: FieldKind;
}

/** The members that a sample may use. */
export interface SampleMembers {
  /** Sends the command. It belongs to an ADMIN. A check may revoke or freeze it after `prepare`. */
  readonly caller: Member;
  /** Sends the calls of `prepare`. The caller, or another device of the same user. */
  readonly preparer: Member;
}

/** A sample after its preparation. Its command can be sent. */
export interface PreparedSample {
  /** Makes the honest command, with new timestamps each time. */
  message(): Fields;
  /** Sends a command, honest or not, with the sample's authentication. */
  send(message: Fields, label: string): Promise<Exchange>;
  /**
   * Further commands that differ only in the field of kind `step`. They are well-formed, but the
   * server refuses them in this state.
   */
  readonly variants?: readonly Fields[];
  /** Asserts the effect of the honest command after it was served. */
  expectEffect?(): Promise<void>;
}

/** One honest call of a command, its answer, and the kinds of its fields. */
export interface Sample {
  readonly family: Family;
  readonly needs?: readonly Need[];
  /** The answer to the honest call. Default: `ok`. */
  readonly served?: Expected;
  readonly fields: FieldKinds;
  /** Makes what the command is about. Samples do not share it, so they can run in any order. */
  prepare(judge: Judge, members: SampleMembers): Promise<PreparedSample>;
}

/** Sends commands of a device. */
export const sendAs =
  (judge: Judge, family: Family, author: Author): PreparedSample['send'] =>
  (message, label) =>
    judge.rpc.call(family, { author }, message, { label });

/** A sample of a device's command that needs no preparation. */
export const deviceSample = (
  family: Family,
  fields: FieldKinds,
  make: (judge: Judge) => Fields,
  served?: Expected,
): Sample => ({
  family,
  fields,
  ...(served === undefined ? {} : { served }),
  prepare: async (judge, { caller }) => ({
    message: () => make(judge),
    send: sendAs(judge, family, caller),
  }),
});
