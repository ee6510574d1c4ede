import type { OrganizationCall } from '../calls.ts';
import { describeOutcome, describeRequest } from '../describe.ts';
import { excuseLate } from '../late.ts';
import { expectedOutcome, organizationModel } from '../organization-model.ts';
import type { OrganizationState } from '../state.ts';
import { contradictionName } from './contradiction-name.ts';
import { formatWindow } from './format-window.ts';
import { linearize } from './search.ts';
import { contradictingCalls, shortestViolatedPrefix, shrink } from './shrink.ts';

/** A history of an organization: plain data, which a worker can receive. */
export interface HistoryToJudge {
  /** The organization when the history began. */
  readonly initial: OrganizationState;
  readonly calls: readonly OrganizationCall[];
  /** Milliseconds that a revocation or a freeze may take to apply after its reply; null: none. */
  readonly grace: number | null;
  /** Steps of the search; undefined: the default. */
  readonly steps: number | undefined;
}

export type HistoryJudgement =
  /** `late`: calls that were right only within the grace. */
  | { readonly kind: 'explained'; readonly tried: number; readonly late: number }
  | { readonly kind: 'undecided'; readonly tried: number }
  /** `name`: the contradiction without names of this run, for baselines. */
  | { readonly kind: 'violated'; readonly table: string; readonly name: string };

/** Whether one order of its calls explains a history. Can take seconds. */
export function judgeHistory({ initial, calls, grace, steps }: HistoryToJudge): HistoryJudgement {
  const model = organizationModel(initial);
  const strict = linearize(model, calls, steps);
  const { history, late } =
    strict.kind === 'explained' || grace === null ? { history: calls, late: 0 } : excuseLate(calls, grace);
  const { kind, tried } = late === 0 ? strict : linearize(model, history, steps);
  if (kind === 'explained') return { kind, tried, late };
  // A search that is too long for the whole history can be short for a few calls or for a prefix.
  const few = kind === 'undecided' ? contradictingCalls(model, history) : undefined;
  const part = kind === 'undecided' && few === undefined ? shortestViolatedPrefix(model, history) : history;
  if (part === undefined) return { kind: 'undecided', tried };
  const core = few ?? shrink(model, part);
  const format = { request: describeRequest, outcome: describeOutcome, expected: expectedOutcome };
  return {
    kind: 'violated',
    table: formatWindow(model, core, calls.length, format),
    name: contradictionName(model, core),
  };
}
