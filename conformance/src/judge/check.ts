import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ClientJudge } from './client-judge.ts';
import type { Judge } from './judge.ts';

/** Options of a check. */
export interface CheckOptions {
  /**
   * Distinguishes several checks of one requirement: the id becomes `requirement#case`. In
   * kebab-case. Must never change, because baselines contain it.
   */
  readonly case?: string;
  /** The prerequisites of the check. */
  readonly needs?: readonly Need[];
  /**
   * Time limit of the body, in ms. Default: 5,000, 20,000 for a client check, or 60,000 with the need
   * `slow` or `faults`.
   */
  readonly timeout?: number;
  /**
   * Why this case exists, in one sentence. The reason of the rule is in its README. The sub-command
   * `explain` shows both.
   */
  readonly why?: string;
}

/** The parts of every check. */
interface CheckCommon extends CheckOptions {
  /** The first requirement id, followed by `#case` if there is a case. */
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

/** A registered check, of a server or a client. */
export type Check = ServerCheck | ClientCheck;

/**
 * A prerequisite of a check, besides a server that answers.
 *
 * The check is `notTestable` if other options of the run would meet the need, as with a missing
 * administration token. It is `notApplicable` if the target cannot meet it, as with spontaneous
 * creation of organizations.
 */
export type Need =
  /** The administration token is known. */
  | 'administration'
  /**
   * The target creates an organization at the first anonymous POST to it. If the target itself does
   * not, and the suite may start instances, it starts one that does.
   */
  | 'spontaneous'
  /** The opposite of `spontaneous`. */
  | 'no-spontaneous'
  /** The suite can start another instance with other options. */
  | 'start'
  /** The target serves event streams. */
  | 'events'
  /** The target can send its mail to a relay of the judge. */
  | 'mail'
  /** The check waits longer than 5 s. It runs only with --slow. */
  | 'slow'
  /**
   * The check injects faults, or takes as long as checks that do. It runs only with --faults, after
   * all others, few at a time.
   */
  | 'faults'
  /** `judge.deploy` starts a target that keeps acknowledged state after its process ends. */
  | 'durable'
  /** `judge.deploy({ nodes: 2 })` starts several nodes of one service. */
  | 'nodes'
  /** `judge.deploy` starts a target that uses a database of the judge (`--with postgres`). */
  | 'database'
  /** `judge.deploy({ disk: true })` starts a target whose disk the judge can fill. */
  | 'disk';
