import type { ClientJudge } from '../case/client-judge.ts';
import type { DatedCertificate } from '../people/signed-certificates.ts';
import type { SimulatedOrganization } from './simulated-organization.ts';

/**
 * The position from which the client fetches certificates: `common_after` of its first
 * `certificate_get` from index `from` of `commands`.
 */
export const cursorSince = (simulated: SimulatedOrganization, from: number): unknown =>
  simulated.commands.slice(from).find(({ cmd }) => cmd === 'certificate_get')?.common_after;

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

/**
 * Asserts that a client that knows the history of the organization refuses the `forged`
 * certificates, keeps its state, and then accepts the `valid` ones.
 */
export async function refusesFalseCertificate(
  judge: ClientJudge,
  simulated: SimulatedOrganization,
  forged: readonly DatedCertificate[],
  valid: readonly DatedCertificate[],
): Promise<void> {
  const known = simulated.common;
  await continuesAfter(judge, simulated, undefined);
  simulated.falseCertificates = forged;
  const outcome = await simulated.logIn();
  simulated.falseCertificates = [];
  simulated.common = [...known, ...valid];
  await continuesAfter(judge, simulated, known.at(-1));
  await continuesAfter(judge, simulated, simulated.common.at(-1));
  judge.expectRefused(outcome, 'a log-in with the forged certificates');
}

/**
 * Asserts that a client without certificates refuses the `forged` history, and then accepts the
 * honest one.
 */
export async function refusesFalseHistory(
  judge: ClientJudge,
  simulated: SimulatedOrganization,
  forged: Partial<Pick<SimulatedOrganization, 'common' | 'sequester'>>,
): Promise<void> {
  const { common, sequester } = simulated;
  Object.assign(simulated, forged);
  const outcome = await simulated.logIn();
  Object.assign(simulated, { common, sequester });
  judge.expectRefused(outcome, 'a log-in with the forged history');
  await continuesAfter(judge, simulated, undefined);
  await continuesAfter(judge, simulated, common.at(-1));
}
