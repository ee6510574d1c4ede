import type { OrganizationCall } from '../calls.ts';
import { describeOutcome, describeRequest } from '../describe.ts';
import { excuseLate } from '../late.ts';
import { expectedOutcome, organizationModel } from '../organization-model.ts';
import type { OrganizationState } from '../state.ts';
import { contradictionName } from './contradiction-name.ts';
import { formatWindow } from './format-window.ts';
import { linearize } from './search.ts';
import { contradictingCalls, shortestViolatedPrefix, shrink } from './shrink.ts';

/** A history of an organization. It is plain data, so that a worker can receive it. */
export interface HistoryToJudge {
  /** The state of the organization before the history. */
  readonly initial: OrganizationState;
  readonly calls: readonly OrganizationCall[];
  /**
   * Maximum delay of a revocation or freeze after its reply, in ms; null: it must apply at once.
   */
  readonly grace: number | null;
  /** Maximum number of search steps; undefined: the default. */
  readonly steps: number | undefined;
}

/** The result of {@link judgeHistory}. `tried`: number of search steps. */
export type HistoryJudgement =
  /** `late`: number of calls that were right only because of the grace. */
  | { readonly kind: 'explained'; readonly tried: number; readonly late: number }
  | { readonly kind: 'undecided'; readonly tried: number }
  /** `name`: the same in every run, for baselines. */
  | { readonly kind: 'violated'; readonly table: string; readonly name: string };

/** Judges whether one order of its calls explains a history. Can take seconds. */
export function judgeHistory({ initial, calls, grace, steps }: HistoryToJudge): HistoryJudgement {
  const model = organizationModel(initial);
  const strict = linearize(model, calls, steps);
  const { history, late } =
    strict.kind === 'explained' || grace === null ? { history: calls, late: 0 } : excuseLate(calls, grace);
  const { kind, tried } = late === 0 ? strict : linearize(model, history, steps);
  if (kind === 'explained') return { kind, tried, late };
  // A search that exceeds its budget for the whole history may succeed for a few calls or a prefix.
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
