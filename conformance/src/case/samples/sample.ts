import type { Family } from '@parsec-spec/spec/commands';
import type { Exchange } from '../../wire/exchange.ts';
import type { Need } from '../check.ts';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';
import type { Author } from '../rpc.ts';

/** A command: `cmd` and its fields. */
export type Message = Readonly<Record<string, unknown>>;

/**
 * What a field of a request holds. The judge states it here and does not read the schemas of the
 * spec.
 */
export type FieldKind =
  /** Bytes, of this length where the protocol fixes one. */
  | { readonly is: 'bytes'; readonly length?: number; readonly nullable?: true }
  | { readonly is: 'id' }
  | { readonly is: 'instant'; readonly nullable?: true }
  | { readonly is: 'boolean' }
  | { readonly is: 'text' }
  /** A word of a list that the protocol fixes. */
  | { readonly is: 'word' }
  /** A map whose keys are identifiers. */
  | { readonly is: 'id-map' }
  /**
   * One of several maps. The word in `step` says which one; `fields` names the fields of all of
   * them.
   */
  | { readonly is: 'step'; readonly fields: FieldKinds };

/** The fields of a request, by name. */
export type FieldKinds = Readonly<Record<string, FieldKind>>;

/** The members that a sample may use. */
export interface SampleMembers {
  /** Sends the command: an ADMIN. A check may revoke or freeze this member after `prepare`. */
  readonly caller: Member;
  /** Sends what `prepare` needs: another device of the caller's user, or the caller itself. */
  readonly preparer: Member;
}

/** A sample whose subject exists: it can be sent now. */
export interface PreparedSample {
  /**
   * Makes the honest command. Each call makes a new one, because timestamps of certificates must
   * grow.
   */
  message(): Message;
  /** Sends a command, honest or not, with the sample's authentication. */
  send(message: Message, label: string): Promise<Exchange>;
  /**
   * Further commands that only differ in the field of kind `step`. The server would refuse them at
   * this point.
   */
  readonly variants?: readonly Message[];
  /** Asserts the effect of the honest command after it was served. */
  expectEffect?(): Promise<void>;
}

/** One honest call of a command, its answer, and which of its fields can be wrong. */
export interface Sample {
  readonly family: Family;
  readonly needs?: readonly Need[];
  /** The answer to the honest call. Default: `ok`. */
  readonly served?: Expected;
  readonly fields: FieldKinds;
  /** Makes a subject that no other call uses, so that the order of samples does not matter. */
  prepare(judge: Judge, members: SampleMembers): Promise<PreparedSample>;
}

/** Sends the command of a device. */
export const sendAs =
  (judge: Judge, family: 'authenticated' | 'tos', author: Author): PreparedSample['send'] =>
  (message, label) =>
    judge.rpc.call(family, { author }, message, { label });

/** A sample of a device's command that needs no subject: only its fields vary. */
export const deviceSample = (
  family: 'authenticated' | 'tos',
  fields: FieldKinds,
  make: (judge: Judge) => Message,
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
