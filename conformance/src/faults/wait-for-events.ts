import type { EventStream } from '../judge/event-stream.ts';
import { Failure } from '../judge/failure.ts';
import type { Judge } from '../judge/judge.ts';
import type { Member } from '../judge/members.ts';
import { inviteUser } from '../vocabulary/actions/invitations.ts';
import { RECOVERY_TIMEOUT_MS } from './recovery.ts';

/**
 * Waits until events that each node causes arrive at all nodes. Event delivery may use a connection
 * that recovers later than the service, and a server may refuse new streams until then.
 *
 * @throws Failure if that takes longer than `RECOVERY_TIMEOUT_MS`
 */
export async function waitForEvents(nodes: readonly Judge[], alice: Member): Promise<void> {
  const started = performance.now();
  const due = started + RECOVERY_TIMEOUT_MS;
  for (const [index, here] of nodes.entries()) {
    const until = async () => {
      while (!(await deliversEvent(nodes, here, alice, index, due))) await here.sleep(100);
    };
    await here.within(RECOVERY_TIMEOUT_MS, until, started);
  }
}

/**
 * Whether the event of an invitation that one node creates arrives at all nodes.
 *
 * @throws Failure if it does not, and the time `due` has passed
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
      await stream.event(event, `the event at node ${node} of an invitation at node ${index}`);
    return true;
  } catch (error) {
    if (!(error instanceof Failure) || performance.now() > due) throw error;
    return false;
  } finally {
    for (const stream of streams) stream.close();
  }
}
