import { type Requirement, type RequirementId, requirements } from '@parsec-spec/spec/requirements';
import { printable } from '../wire/terminal-text.ts';
import { instantOf } from './recording.ts';
import type { ObservedExchange } from './traffic.ts';

/** The implementation that a rule binds. */
export type Side = 'client' | 'server';

/** An exchange that breaks a rule. */
export interface Violation {
  /** Number of the exchange, from 1, in the order in which the requests began. */
  readonly exchange: number;
  /** When its request began, as in a recording: ISO 8601, UTC, with microseconds. */
  readonly at: string;
  /** Method, path and command of the request. It holds no secret. */
  readonly request: string;
  readonly expected: string;
  readonly observed: string;
}

/** What the traffic shows of one rule. */
export interface JudgedRule {
  readonly requirement: RequirementId;
  readonly row: string;
  readonly level: Requirement['level'];
  readonly sentence: string;
  readonly side: Side;
  /** Number of times that the traffic showed whether the rule holds. */
  readonly judged: number;
  /** Number of times that it does not. */
  readonly broken: number;
  /** The first violations. */
  readonly violations: readonly Violation[];
}

/** Violations of one rule that are kept. */
const MAX_VIOLATIONS = 20;

/** Characters of an expectation or observation that are kept. */
const MAX_TEXT = 300;

const byId = new Map<string, Requirement>(requirements.map((each) => [each.id, each]));

/** Whether the specification has a requirement of this id. */
export const isRequirement = (id: string): id is RequirementId => byId.has(id);

/** Collects what the judges of the traffic find. */
export class Judgement {
  readonly #rules = new Map<string, { judged: number; broken: number; violations: Violation[] }>();

  /**
   * Notes whether a rule holds in an exchange.
   *
   * @param observed - is called only if the rule is broken
   */
  check(
    side: Side,
    requirement: RequirementId,
    exchange: ObservedExchange,
    holds: boolean,
    expected: string,
    observed: () => string,
  ): void {
    const key = `${side} ${requirement}`;
    const rule = this.#rules.get(key) ?? { judged: 0, broken: 0, violations: [] };
    this.#rules.set(key, rule);
    rule.judged += 1;
    if (holds) return;
    rule.broken += 1;
    if (rule.violations.length >= MAX_VIOLATIONS) return;
    rule.violations.push({
      exchange: exchange.number,
      at: instantOf(exchange.startedAt),
      request: summaryOf(exchange),
      expected: short(expected),
      observed: short(observed()),
    });
  }

  /** The rules that the traffic shows, broken ones first, else by id. */
  rules(): readonly JudgedRule[] {
    return [...this.#rules]
      .map(([key, facts]): JudgedRule => {
        const [side = '', id = ''] = key.split(' ');
        const requirement = byId.get(id);
        if (requirement === undefined) throw new Error(`there is no requirement ${id}`);
        const { row, level, sentence } = requirement;
        return { requirement: id as RequirementId, row, level, sentence, side: side as Side, ...facts };
      })
      .toSorted(
        (left, right) =>
          Number(right.broken > 0) - Number(left.broken > 0) ||
          left.side.localeCompare(right.side) ||
          left.requirement.localeCompare(right.requirement),
      );
  }
}

/** Method, path and command. The query is left out, because a redirected link carries its token. */
function summaryOf({ exchange, command }: ObservedExchange): string {
  const { method, target } = exchange.request;
  return short(`${method} ${target.split('?')[0]}${command === '' ? '' : ` ${command}`}`);
}

const short = (text: string): string => {
  const line = printable(text);
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
};
