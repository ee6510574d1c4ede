import type { Expected } from '../judge/expect.ts';
import { Failure } from '../judge/failure.ts';
import type { Judge } from '../judge/judge.ts';
import { answerOf } from '../judge/observation.ts';
import type { OrganizationRequest } from '../model/calls.ts';
import { factOf } from '../model/describe.ts';
import { correctOutcomes } from '../model/organization-model.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type KnownState, knownAfter, notCreated } from './known-state.ts';
import { calls } from './organization/client-calls.ts';
import { outcomeOf } from './organization/outcome-of-exchange.ts';
import { type Actor, TestOrganization } from './organization/test-organization.ts';

/** The state of a running script: its organization, and the nodes that it calls in turn. */
export class ScriptContext {
  readonly organization: TestOrganization;
  #judges: readonly Judge[];
  known: KnownState = notCreated;
  bootstrapToken: Uint8Array | null = null;
  /** Number of the current step, which determines the node. */
  turn = 0;

  constructor(judges: readonly Judge[]) {
    this.#judges = judges;
    this.organization = new TestOrganization(this.judge, this.judge.newName(), this.judge.now());
  }

  /** The judge of the current node. */
  get judge(): Judge {
    return this.judgeAt(this.turn);
  }

  /** The judge of the node that a turn uses. */
  judgeAt(turn: number): Judge {
    const judge = this.#judges[turn % this.#judges.length];
    if (judge === undefined) throw new Error('a script needs a node');
    return judge;
  }

  /** Uses these nodes from now on. */
  moveTo(judges: readonly Judge[]): void {
    this.#judges = judges;
  }

  /** The first device of the user with this name. */
  actor(name: string): Actor {
    return this.organization.actor(name);
  }

  /** Makes calls of the organization. */
  get calls(): ReturnType<typeof calls> {
    return calls(this.organization, this.judge);
  }

  /**
   * Updates the known state by the answer to a call.
   *
   * @param before - the states in which the call may have been served
   * @throws Failure if the answer is wrong in all of them
   */
  learn(
    request: OrganizationRequest,
    answer: Exchange,
    what: string,
    before: readonly KnownState[] = [this.known],
  ): void {
    const outcome = outcomeOf(this.organization, request, answer);
    const [after] = before.flatMap((state) => (outcome && knownAfter(state, request, outcome)) ?? []);
    if (after === undefined)
      throw new Failure({
        what,
        expected: before.flatMap((state) => correctOutcomes(state, request).map(factOf)),
        observed: [outcome === undefined ? answerOf(answer) : factOf(outcome)],
        exchange: answer,
      });
    this.known = after;
  }
}

/** A prepared step. `send` always sends the same request. */
export interface PreparedStep {
  readonly send: () => Promise<Exchange>;
  /** The expected answer. */
  readonly expected: Expected;
  /** The known state after the request has taken effect. */
  readonly after: KnownState;
  /**
   * Checks the answer, and keeps the values that later steps need. `repeated`: an earlier answer
   * was lost.
   */
  readonly readAnswer?: (answer: Exchange, repeated: boolean) => void | Promise<void>;
  /**
   * Whether the request is repeated after a lost answer even if it took effect. A client that needs
   * the answer does the same.
   */
  readonly isRepeatable?: boolean;
}

/** One step of a script. */
export interface ScriptStep {
  readonly name: string;
  readonly make: (context: ScriptContext) => PreparedStep | Promise<PreparedStep>;
}
