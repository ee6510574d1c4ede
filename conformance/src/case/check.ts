import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ClientJudge } from './client-judge.ts';
import type { Judge } from './judge.ts';

/** How a check is registered, beside its requirements and its body. */
export interface CheckOptions {
  /**
   * Tells several checks of one requirement apart: the id becomes `requirement#case`. Kebab-case,
   * permanent.
   */
  readonly case?: string;
  /** What the check cannot do without. */
  readonly needs?: readonly Need[];
  /**
   * Longest time the body may take, in ms (5000 unless the check needs 'slow' or 'faults', then
   * 60000).
   */
  readonly timeout?: number;
  /** Why the rule exists, in a sentence: shown by `explain`. */
  readonly why?: string;
}

interface CheckCommon extends CheckOptions {
  /** First requirement id, then `#case` if there is one. */
  readonly id: string;
  readonly requirements: readonly RequirementId[];
}

/** A check that judges a server. */
export interface ServerCheck extends CheckCommon {
  readonly kind: 'server';
  readonly body: (judge: Judge) => Promise<void>;
}

/** A check that judges a client. */
export interface ClientCheck extends CheckCommon {
  readonly kind: 'client';
  readonly body: (judge: ClientJudge) => Promise<void>;
}

/** A registered check. */
export type Check = ServerCheck | ClientCheck;

/**
 * What a check cannot do without, beside a Parsec server that answers.
 *
 * A need the run could have met but did not (no administration token given) makes a check
 * notTestable; a need the target lacks by nature (no spontaneous creation, not ours to start) makes
 * it notApplicable.
 */
export type Need =
  /** the administration token */
  | 'administration'
  /**
   * the target creates organizations on their first anonymous POST; an instance that does is
   * started where that may be
   */
  | 'spontaneous'
  /** the target does not create organizations on their first anonymous POST; likewise */
  | 'no-spontaneous'
  /** the suite may start a second instance with other options */
  | 'start'
  /** the event stream is served */
  | 'events'
  /** the target's mail can be sent to relays of the judge */
  | 'mail'
  /** waits longer than 5 s: runs with --slow only */
  | 'slow'
  /**
   * does the target harm, or takes it as long as harm does: runs with --faults only, after all
   * others, few at a time
   */
  | 'faults'
  /** `judge.deploy`: what the target acknowledged survives its end */
  | 'durable'
  /** `judge.deploy({ nodes: 2 })`: several nodes are one service */
  | 'nodes'
  /** `judge.deploy`: the target stands on a database of the judge's (`--with postgres`) */
  | 'database'
  /** `judge.deploy({ disk: true })`: its store lies on a disk that the judge can fill */
  | 'disk';
