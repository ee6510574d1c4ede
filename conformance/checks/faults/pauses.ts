import { completeSteps, expectPeerStep, joinAttempt, pairOf } from '../../src/case/actions/greeting.ts';
import { type Invitation, inviteUser } from '../../src/case/actions/invitations.ts';
import { Failure } from '../../src/case/failure.ts';
import type { FaultyDeployment, Judge } from '../../src/case/judge.ts';
import { verifies } from '../../src/case/verifies.ts';

const needs = ['faults', 'administration'] as const;

/**
 * Duration of the suspension in ms. It is long enough for requests to queue and for more than one
 * keep-alive to be due.
 */
const PAUSE_MS = 2500;

/**
 * Suspends the first node for a while; `meanwhile` sends requests that stay unanswered until it
 * resumes.
 */
async function whileSuspended<T>(
  judge: Judge,
  { nodes: [node] }: FaultyDeployment,
  meanwhile: () => Promise<T>,
): Promise<T> {
  await node?.pause();
  const waiting = meanwhile();
  // The request may fail before the check awaits it.
  waiting.catch(() => undefined);
  await judge.sleep(PAUSE_MS);
  await node?.resume();
  return await waiting;
}

verifies('durability/pause-loses-no-greeting', { needs }, async (check) => {
  const deployment = await check.deploy();
  const judge = deployment.judge();
  const { author: alice } = await judge.bootstrapped();
  const pair = pairOf(judge, alice, await inviteUser(judge, alice, 'bob@example.com'));
  const attempt = await joinAttempt(judge, pair);
  await completeSteps(judge, pair, attempt, 4);
  const first = await pair.claimer.step(attempt, 4);
  judge.expect.reply(first, 'not_ready', 'step 4 of the claimer');
  // A request sent to a suspended server is answered after it resumes.
  await whileSuspended(judge, deployment, () => expectPeerStep(judge, pair, 'greeter', attempt, 4));
  await expectPeerStep(judge, pair, 'claimer', attempt, 4, 'step 4 of the claimer, after the pause');
  await completeSteps(judge, pair, attempt, 9, 5);
});

verifies('durability/pause-loses-no-event', { needs: [...needs, 'events'] }, async (check) => {
  const deployment = await check.deploy();
  const judge = deployment.judge();
  const { author: alice } = await judge.bootstrapped();
  const stream = await judge.listen(alice);
  const heard = ({ token }: Invitation, whose: string) =>
    stream.event({ event: 'INVITATION', token, invitation_status: 'PENDING' }, `the event of ${whose}`);
  // No fault has been injected yet, so the stream must not end here.
  await heard(await inviteUser(judge, alice, 'bob@example.com'), 'the invitation before the pause');
  // This event may be in transit when the server is suspended.
  const walt = await inviteUser(judge, alice, 'walt@example.com');
  const carol = await whileSuspended(judge, deployment, () => inviteUser(judge, alice, 'carol@example.com'));
  const dave = await inviteUser(judge, alice, 'dave@example.com');
  try {
    await heard(walt, 'the invitation right before the pause');
    await heard(carol, 'the invitation during the pause');
    await heard(dave, 'the invitation after the pause');
  } catch (fault) {
    // A client whose stream has ended knows that it must read the state again.
    if (!(fault instanceof Failure && fault.observed === 'the end of the stream')) throw fault;
  }
});
