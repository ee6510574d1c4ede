import { isEndOfStream } from '../../src/judge/event-stream.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { completeSteps, expectPeerStep, joinAttempt, pairOf } from '../../src/vocabulary/actions/greeting.ts';
import { type Invitation, inviteUser } from '../../src/vocabulary/actions/invitations.ts';

const needs = ['faults', 'administration'] as const;

/** Duration of the suspension in ms. More than one keep-alive is due meanwhile. */
const PAUSE_MS = 2500;

/**
 * Suspends the first node, sends a request with `meanwhile`, and resumes the node before it waits.
 */
async function whileSuspended<T>(
  judge: Judge,
  { nodes: [node] }: FaultyDeployment,
  meanwhile: () => Promise<T>,
): Promise<T> {
  await node?.pause();
  const waiting = meanwhile();
  // The request may fail before it is awaited.
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
  // A request to a suspended server is answered when the server resumes.
  await whileSuspended(judge, deployment, () => expectPeerStep(judge, pair, 'greeter', attempt, 4));
  await expectPeerStep(judge, pair, 'claimer', attempt, 4, 'step 4 of the claimer, after the pause');
  await completeSteps(judge, pair, attempt, 9, 5);
});

verifies('durability/pause-loses-no-event', { needs: [...needs, 'events'] }, async (check) => {
  const deployment = await check.deploy();
  const judge = deployment.judge();
  const { author: alice } = await judge.bootstrapped();
  const stream = await judge.listen(alice);
  const expectEvent = ({ token }: Invitation, whose: string) =>
    stream.event({ event: 'INVITATION', token, invitation_status: 'PENDING' }, `the event of ${whose}`);
  // Outside the `try` below: before the fault the stream must not end.
  await expectEvent(await inviteUser(judge, alice, 'bob@example.com'), 'the invitation before the pause');
  // The event of this invitation may be under way when the server is suspended.
  const walt = await inviteUser(judge, alice, 'walt@example.com');
  const carol = await whileSuspended(judge, deployment, () => inviteUser(judge, alice, 'carol@example.com'));
  const dave = await inviteUser(judge, alice, 'dave@example.com');
  try {
    await expectEvent(walt, 'the invitation right before the pause');
    await expectEvent(carol, 'the invitation during the pause');
    await expectEvent(dave, 'the invitation after the pause');
  } catch (error) {
    // The stream may end, because a client then knows that it must read the state again.
    if (!isEndOfStream(error)) throw error;
  }
});
