import type { Judge } from '../../judge/index.ts';
import type { Operation } from '../operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from '../organization/request.ts';
import type { Recorder } from '../recorder.ts';
import type { Company } from './company.ts';
import { hearings } from './hearings.ts';
import { Listener } from './listener.ts';
import { outcomeOf } from './outcome-of.ts';
import { writings } from './writings.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** Devices that listen: two of one user, and of two who may lose what they may. */
const ears = ['alice-laptop', 'alice-phone', 'anna-laptop', 'bob-laptop'] as const;

/** Users who listen. */
export const listeners = ['alice', 'anna', 'bob'] as const;

/** Longest wait for what was told last, in ms. */
const longest = 10_000;

/** Lets devices listen at all the nodes; what comes back ends that, and gives what they heard. */
export async function listening(
  company: Company,
  nodes: readonly Judge[],
  recorder: Recorder<OrganizationRequest, OrganizationOutcome>,
): Promise<() => Promise<readonly Call[]>> {
  const opening = ears.flatMap((name, index) => {
    const [node, place] = [nodes[index % nodes.length], company.devices.get(name)];
    if (node === undefined || place === undefined) return [];
    return [Listener.open(node, place, () => recorder.moment())];
  });
  const all = await Promise.all(opening);
  return async () => {
    const [node] = nodes;
    if (node === undefined || node.signal.aborted) return [];
    // The last certificate is a bell: who heard it heard what was told before.
    const alice = company.place('alice');
    const { request, send } = writings(company, node).addDevice(alice, 'bell');
    const outcome = await recorder.record(alice.caller.device, request, async () =>
      outcomeOf(company, request, await send(node)),
    );
    const bell = 'at' in request && outcome?.status === 'ok' ? request.at : undefined;
    const isBell = (timestamp: unknown) => company.dateOf(timestamp) === bell;
    const wereOpen = await Promise.all(
      all.map((one) => one.end(({ timestamp }) => isBell(timestamp), bell === undefined ? 0 : longest)),
    );
    const end = recorder.moment();
    const { history } = recorder;
    const mayBeGone = (user: string) =>
      history.some(
        ({ request: other, outcome: came }) =>
          other.cmd === 'user_revoke' && other.user === user && (came === undefined || came.status === 'ok'),
      );
    return all.flatMap((one, index) => {
      const isAll = bell !== undefined && wereOpen[index] === true && !mayBeGone(one.place.caller.user);
      return hearings(company, one, history, isAll ? end : undefined);
    });
  };
}
