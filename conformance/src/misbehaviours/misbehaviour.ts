import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Fields } from '../case/expect.ts';
import type { MockReply } from '../case/mock-server.ts';
import type { SentRequest } from '../wire/exchange.ts';

/** One request to a misbehaving server. */
export interface MisbehavingCall {
  readonly request: SentRequest;
  /** The command in the body. Empty if there is none. */
  readonly command: Fields;
  /** Number of earlier requests to this server that the misbehaviour saw. */
  readonly earlier: number;
}

/** Changes the answer of a correct server. */
export type ChangeAnswer = (honest: MockReply, call: MisbehavingCall) => MockReply;

/** One way in which a server misbehaves towards clients. */
export interface Misbehaviour {
  /** `subject.what`. */
  readonly name: string;
  /** The parameter in the help: a list of words, or a description in angle brackets. */
  readonly parameter: string;
  /** The requirements of a client that this provokes. */
  readonly requirements: readonly RequirementId[];
  /** What the server does, in one sentence. */
  readonly does: string;
  /**
   * Makes the change for one server. Undefined if the parameter is wrong.
   *
   * @param parameter - the text after `=`
   */
  readonly make: (parameter: string) => ChangeAnswer | undefined;
}

/** A misbehaviour with its parameter, as `name=parameter` states it. */
export interface ChosenMisbehaviour {
  readonly name: string;
  readonly parameter: string;
  readonly misbehaviour: Misbehaviour;
  /** Makes the change for one server. */
  readonly start: () => ChangeAnswer;
}
