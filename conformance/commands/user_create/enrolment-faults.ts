import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { EnrolmentParts } from '../../src/certificate/index.ts';
import type { Bootstrapped, Judge } from '../../src/judge/index.ts';
import { type Made, refusesCommand } from '../../src/trials/index.ts';

/** Enrolments by the founder: what is wrong with them, one fault each, and what the honest one shares with them. */
export interface EnrolmentFaults {
  readonly faults: Readonly<Record<string, Partial<EnrolmentParts>>>;
  readonly honest?: Partial<EnrolmentParts>;
  /** What was added to the history beforehand. */
  readonly before?: readonly Made[];
}

/** A rule whose breach is answered `invalid_certificate`, and the enrolments that break it and nothing else. */
export type EnrolmentRule = readonly [
  RequirementId,
  (judge: Judge, live: Bootstrapped) => EnrolmentFaults | Promise<EnrolmentFaults>,
];

/** Each enrolment with one fault is refused; the honest one is then accepted. */
export async function refusesEnrolments(judge: Judge, faultsOf: EnrolmentRule[1]): Promise<void> {
  const live = await judge.bootstrapped();
  const { faults, honest = {}, before = [] } = await faultsOf(judge, live);
  const make = (changes: Partial<EnrolmentParts>) => () =>
    judge.members.enrolment(live.author, { ...honest, ...changes });
  await refusesCommand(judge, {
    author: live.author,
    faults: Object.fromEntries(Object.entries(faults).map(([what, changes]) => [what, make(changes)])),
    honest: make({}),
    before: [live.founding, ...before],
  });
}
