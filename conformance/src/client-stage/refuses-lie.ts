import type { ClientJudge } from '../judge/index.ts';
import type { Dated } from './signed.ts';
import type { Stage } from './stage.ts';

/**
 * Where the client asked to go on from: `common_after` of its first `certificate_get` since a point
 * in `asked`.
 */
export const cursorSince = (stage: Stage, from: number): unknown =>
  stage.asked.slice(from).find(({ cmd }) => cmd === 'certificate_get')?.common_after;

/**
 * The client logs in, and goes on from the last certificate that it took before (nil: from none).
 */
export async function goesOn(judge: ClientJudge, stage: Stage, after: Dated | undefined): Promise<void> {
  const from = stage.asked.length;
  judge.ended(await stage.logIn(), 'ok', 'a log-in under the honest history');
  judge.expect.equal(cursorSince(stage, from), after?.at ?? null, 'common_after that the client asked with');
}

/**
 * The client, which knows the stage's history, refuses what a lying server adds to it, keeps what
 * it knew, and then takes what an honest server adds.
 */
export async function refusesLie(
  judge: ClientJudge,
  stage: Stage,
  lie: readonly Dated[],
  truth: readonly Dated[],
): Promise<void> {
  const known = stage.common;
  await goesOn(judge, stage, undefined);
  stage.lies = lie;
  const lied = await stage.logIn();
  stage.lies = [];
  stage.common = [...known, ...truth];
  await goesOn(judge, stage, known.at(-1));
  await goesOn(judge, stage, stage.common.at(-1));
  judge.ended(lied, 'invalid-certificate', 'the same history with the lie');
}

/**
 * The client, which knows nothing yet, refuses a history that lies from its beginning, and takes
 * the honest one.
 */
export async function refusesFromTheBeginning(
  judge: ClientJudge,
  stage: Stage,
  lie: Partial<Pick<Stage, 'common' | 'sequester'>>,
): Promise<void> {
  const { common, sequester } = stage;
  Object.assign(stage, lie);
  const lied = await stage.logIn();
  Object.assign(stage, { common, sequester });
  await goesOn(judge, stage, undefined);
  await goesOn(judge, stage, common.at(-1));
  judge.ended(lied, 'invalid-certificate', 'a history with the lie');
}
