import type { Operation } from './operation.ts';

/** Calls in the order in which they can have happened, one at a time, and the state that they lead to. */
export interface Order<State, Request, Outcome> {
  readonly calls: readonly Operation<Request, Outcome>[];
  readonly state: State;
}

/** A call that should not have changed what it did, and the order up to it. */
export interface Suspect<State, Request, Outcome> {
  readonly call: Operation<Request, Outcome>;
  readonly order: Order<State, Request, Outcome>;
}

/** Whether one order explains all answers of a history. */
export type Verdict<State, Request, Outcome> =
  | { readonly kind: 'explained'; readonly order: Order<State, Request, Outcome>; readonly tried: number }
  /** `longest`: an order that goes as far as any; none of `stuck`, which could come next, can. */
  | {
      readonly kind: 'violated';
      readonly longest: Order<State, Request, Outcome>;
      readonly stuck: readonly Operation<Request, Outcome>[];
      readonly tried: number;
    }
  | { readonly kind: 'undecided'; readonly tried: number };
