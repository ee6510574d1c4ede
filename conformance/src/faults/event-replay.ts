import { inviteUser } from '../case/actions/invitations.ts';
import type { EventStream } from '../case/event-stream.ts';
import { Failure } from '../case/failure.ts';
import type { Judge } from '../case/judge.ts';
import type { Member } from '../case/members.ts';
import { RECOVERY_TIMEOUT_MS } from './recovery.ts';

/**
 * Waits until events of each node arrive at all nodes; fails if that takes too long. Events use
 * channels of their own, which may recover later than answers do, and a server may ask a listener
 * that is too early to retry.
 */
export async function waitForEvents(nodes: readonly Judge[], alice: Member): Promise<void> {
  const due = performance.now() + RECOVERY_TIMEOUT_MS;
  for (const [index, here] of nodes.entries())
    while (!(await deliversEvent(nodes, here, alice, index, due))) await here.sleep(100);
}

/**
 * Whether an invitation created at one node is announced at all of them. Throws the missing ones
 * after the time limit.
 */
async function deliversEvent(
  nodes: readonly Judge[],
  here: Judge,
  alice: Member,
  index: number,
  due: number,
) {
  const streams: EventStream[] = [];
  try {
    for (const node of nodes) streams.push(await node.listen(alice));
    const { token } = await inviteUser(here, alice, `bob-${here.random.hex(6)}@example.com`);
    const event = { event: 'INVITATION', token, invitation_status: 'PENDING' } as const;
    for (const [node, stream] of streams.entries())
      await stream.event(event, `an invitation at node ${index}, told at node ${node}`);
    return true;
  } catch (error) {
    if (!(error instanceof Failure) || performance.now() > due) throw error;
    return false;
  } finally {
    for (const stream of streams) stream.close();
  }
}
