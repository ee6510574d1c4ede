import { contradictions } from './contradictions.ts';
import { type Finding, findingOn } from './finding-on.ts';
import type { History } from './operation.ts';
import { excused } from './organization/late.ts';
import { organizationModel } from './organization/organization-model.ts';
import type { OrganizationOutcome, OrganizationRequest } from './organization/request.ts';
import type { OrganizationState } from './organization/state.ts';

type Calls = History<OrganizationRequest, OrganizationOutcome>;

/** A history of an organization and how it is to be judged: plain data, which another thread can be given. */
export interface HistoryToJudge {
  /** How the organization stood when it began. */
  readonly initial: OrganizationState;
  readonly calls: Calls;
  /** Time that it may take to shut somebody out after that was answered, in ms; null: none. */
  readonly grace: number | null;
  /** Steps that are tried for the order. */
  readonly steps: number | undefined;
}

/** Whether one order explains a history: when so many calls, `late`, were excused; or what is wrong, in texts and in names. */
export type HistoryJudgement =
  | { readonly kind: 'explained'; readonly tried: number; readonly late: number }
  | { readonly kind: 'undecided'; readonly tried: number }
  | { readonly kind: 'violated'; readonly texts: readonly string[]; readonly names: readonly string[] };

/** Judges a history. May take seconds. */
export function judgedHistory({ initial, calls, grace, steps }: HistoryToJudge): HistoryJudgement {
  const model = organizationModel(initial);
  const strictly = findingOn(model, calls, steps);
  if (strictly.kind === 'explained' || grace === null) return judgementOf(model, calls, strictly, 0);
  const { history, late } = excused(calls, grace);
  if (late.length === 0) return judgementOf(model, calls, strictly, 0);
  return judgementOf(model, history, findingOn(model, history, steps), late.length);
}

function judgementOf(
  model: ReturnType<typeof organizationModel>,
  calls: Calls,
  finding: Finding<OrganizationRequest, OrganizationOutcome>,
  late: number,
): HistoryJudgement {
  const { kind, tried } = finding;
  if (kind === 'explained') return { kind, tried, late };
  if (kind === 'undecided') return { kind, tried };
  const found = contradictions(model, calls, finding);
  return {
    kind,
    texts: found.map(({ text }) => text),
    names: [...new Set(found.map(({ contradiction }) => contradiction))].sort(),
  };
}
