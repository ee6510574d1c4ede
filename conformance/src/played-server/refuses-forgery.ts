import type { ClientJudge } from '../judge/client-judge.ts';
import type { DatedCertificate } from '../people/dated-certificates.ts';
import { type FalseHistory, type Forgery, honestBefore } from './misbehaviours/certificates/forgery.ts';
import { parseMisbehaviour } from './misbehaviours/parse-misbehaviour.ts';
import { type SimulatedOrganization, simulateOrganization } from './simulated-organization.ts';

/**
 * Asserts that a client that knows the honest history refuses the certificates of a forgery, keeps
 * its state, and then accepts the valid ones.
 *
 * @param misbehaviour - `name=parameter` of the forgery
 */
export async function refusesForgery(
  judge: ClientJudge,
  misbehaviour: string,
  forgery: Forgery,
): Promise<void> {
  const simulated = await simulateOrganization(judge);
  const history = [...simulated.common, ...honestBefore(forgery, simulated.members)];
  simulated.common = history;
  await continuesAfter(judge, simulated, undefined);
  simulated.misbehave(misbehaviour);
  judge.expectRefused(await simulated.logIn(), logInAt(misbehaviour));
  simulated.misbehave();
  simulated.common = [...history, ...forgery.valid(simulated.members)];
  await continuesAfter(judge, simulated, history.at(-1));
  await continuesAfter(judge, simulated, simulated.common.at(-1));
}

/**
 * Asserts that a client without certificates refuses a false history, and then accepts the honest
 * one.
 *
 * @param misbehaviour - `name=parameter` of the false history
 */
export async function refusesFalseHistory(
  judge: ClientJudge,
  misbehaviour: string,
  { sequester }: FalseHistory,
): Promise<void> {
  const simulated = await simulateOrganization(judge);
  simulated.sequester = sequester?.(simulated.members) ?? [];
  simulated.misbehave(misbehaviour);
  judge.expectRefused(await simulated.logIn(), logInAt(misbehaviour));
  simulated.misbehave();
  await continuesAfter(judge, simulated, undefined);
  await continuesAfter(judge, simulated, simulated.common.at(-1));
}

/**
 * Asserts that the client logs in and fetches the certificates after `after`, the last one that it
 * accepted. Undefined: it has accepted none.
 */
export async function continuesAfter(
  judge: ClientJudge,
  simulated: SimulatedOrganization,
  after: DatedCertificate | undefined,
): Promise<void> {
  const from = simulated.commands.length;
  judge.expectOk(await simulated.logIn(), 'a log-in with the honest history');
  judge.expect.equal(cursorSince(simulated, from), after?.at ?? null, 'common_after of the certificate_get');
}

/** `common_after` of each `certificate_get` after this number of commands. */
export const cursorsSince = (simulated: SimulatedOrganization, from: number): readonly unknown[] =>
  simulated.commands
    .slice(from)
    .filter(({ cmd }) => cmd === 'certificate_get')
    .map(({ common_after }) => common_after);

/** The first of {@link cursorsSince}. */
export const cursorSince = (simulated: SimulatedOrganization, from: number): unknown =>
  cursorsSince(simulated, from)[0];

/** A log-in at a server that misbehaves, in words. */
const logInAt = (misbehaviour: string): string => {
  const { does } = parseMisbehaviour(misbehaviour).misbehaviour;
  return `a log-in at a server that ${does} (${misbehaviour})`;
};
