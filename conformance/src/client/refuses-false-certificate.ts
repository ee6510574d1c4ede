import type { ClientJudge } from '../case/client-judge.ts';
import type { Dated } from './staged-certificates.ts';
import type { StagedOrganization } from './staged-organization.ts';

/**
 * The position from which the client continues: `common_after` of its first `certificate_get` since
 * an index of `asked`.
 */
export const cursorSince = (stage: StagedOrganization, from: number): unknown =>
  stage.asked.slice(from).find(({ cmd }) => cmd === 'certificate_get')?.common_after;

/** The client logs in and continues from the last certificate that it accepted (nil: from none). */
export async function continuesAfter(
  judge: ClientJudge,
  stage: StagedOrganization,
  after: Dated | undefined,
): Promise<void> {
  const from = stage.asked.length;
  judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in under the honest history');
  judge.expect.equal(cursorSince(stage, from), after?.at ?? null, 'common_after that the client asked with');
}

/**
 * The client knows the stage's history. It refuses the false certificates of a lying server, keeps
 * its state, and then accepts what an honest server adds.
 */
export async function refusesFalseCertificate(
  judge: ClientJudge,
  stage: StagedOrganization,
  lie: readonly Dated[],
  truth: readonly Dated[],
): Promise<void> {
  const known = stage.common;
  await continuesAfter(judge, stage, undefined);
  stage.falseCertificates = lie;
  const lied = await stage.logIn();
  stage.falseCertificates = [];
  stage.common = [...known, ...truth];
  await continuesAfter(judge, stage, known.at(-1));
  await continuesAfter(judge, stage, stage.common.at(-1));
  judge.expectOutcome(lied, 'invalid-certificate', 'the same history with the lie');
}

/**
 * The client knows nothing yet. It refuses a history that is false from its beginning, and accepts
 * the honest one.
 */
export async function refusesFalseHistory(
  judge: ClientJudge,
  stage: StagedOrganization,
  lie: Partial<Pick<StagedOrganization, 'common' | 'sequester'>>,
): Promise<void> {
  const { common, sequester } = stage;
  Object.assign(stage, lie);
  const lied = await stage.logIn();
  Object.assign(stage, { common, sequester });
  await continuesAfter(judge, stage, undefined);
  await continuesAfter(judge, stage, common.at(-1));
  judge.expectOutcome(lied, 'invalid-certificate', 'a history with the lie');
}
