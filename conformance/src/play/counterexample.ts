import { CodedError } from '@parsec-spec/spec/errors';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { OrganizationOutcome, OrganizationRequest } from '../model/calls.ts';
import type { OrganizationState } from '../model/state.ts';
import type { Exchange } from '../wire/exchange.ts';

/** An answer that the model does not allow. */
export interface Counterexample {
  /** The requirement that the answer breaks, given the story. */
  readonly requirement: RequirementId;
  /** The requirement that it breaks whatever happened before. Absent: the same. */
  readonly named?: RequirementId;
  /** The requirements of the rules that the call breaks. */
  readonly rules: readonly RequirementId[];
  readonly request: OrganizationRequest;
  /** The request is not the last call of the story, but asks for its effect. */
  readonly isAsked?: true;
  readonly observed: OrganizationOutcome;
  /** The correct outcomes. */
  readonly allowed: readonly OrganizationOutcome[];
  readonly exchange: Exchange;
  /**
   * With two servers: the one that gave the answer. `neither`: the model allows the answers of both, and
   * they differ.
   */
  readonly by?: 'target' | 'against' | 'both' | 'neither';
  /** The answer of the other server. */
  readonly other?: OrganizationOutcome;
  /** With `neither`: the requirement that one of the servers is known to break. */
  readonly knownBreach?: RequirementId;
}

/** An answer in a life, and the state of the model before it. */
export interface LifeAnswer extends Pick<Counterexample, 'request' | 'observed' | 'exchange'> {
  readonly state: OrganizationState;
  /** The requirement that it breaks, waived or not. */
  readonly breach?: RequirementId;
}

/** The target did not answer a call. Whether it took effect is unknown, so the life ends. */
export class Unanswered extends CodedError<'unanswered'> {
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    super('unanswered', exchange.error ?? 'no answer');
    this.exchange = exchange;
  }
}

/**
 * Whether two counterexamples are the same one: the same command is answered alike, and breaks no
 * further rule. The requirement may differ if the first call broke several rules.
 */
export const isSame = (one: Counterexample, first: Counterexample): boolean =>
  one.request.cmd === first.request.cmd &&
  one.observed.status === first.observed.status &&
  one.other?.status === first.other?.status &&
  one.by === first.by &&
  (one.rules.length === 0
    ? nameOf(one) === nameOf(first)
    : one.rules.every((rule) => first.rules.includes(rule)));

const nameOf = ({ named, requirement }: Counterexample): RequirementId => named ?? requirement;
