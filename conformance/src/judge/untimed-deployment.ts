import type { DatabaseFaults, Deployment, DiskFaults, ServerNode } from '../targets/deployment/deployment.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { DeployedServers } from './facilities.ts';

/** Awaits a promise without counting the wait as time of the check. */
type AwaitUntimed = <T>(awaited: Promise<T>) => Promise<T>;

/**
 * Wraps a deployment so that its faults do not count as time of the check, and that no judge reuses
 * a connection to a node that has ended.
 */
export function untimedDeployment(
  { deployment, servers }: DeployedServers,
  untimed: AwaitUntimed,
): Deployment {
  const { database, disk } = deployment;
  return {
    nodes: deployment.nodes.map((node, index) => untimedNode(node, servers[index]?.endpoint, untimed)),
    administrationToken: deployment.administrationToken,
    ...(database === undefined ? {} : { database: untimedDatabase(database, untimed) }),
    ...(disk === undefined ? {} : { disk: untimedDisk(disk, untimed) }),
    close: () => untimed(deployment.close()),
  };
}

function untimedNode(node: ServerNode, endpoint: Endpoint | undefined, untimed: AwaitUntimed): ServerNode {
  const untimedEnd = async <T>(ending: Promise<T>): Promise<T> => {
    const result = await untimed(ending);
    // Only idle sockets, because the answer to a request in flight may still arrive.
    for (const socket of Object.values(endpoint?.agent.freeSockets ?? {}).flat()) socket?.destroy();
    return result;
  };
  return {
    address: node.address,
    log: () => node.log(),
    kill: () => untimedEnd(node.kill()),
    stop: () => untimedEnd(node.stop()),
    start: () => untimed(node.start()),
    pause: () => untimed(node.pause()),
    resume: () => untimed(node.resume()),
  };
}

const untimedDatabase = (database: DatabaseFaults, untimed: AwaitUntimed): DatabaseFaults => ({
  kill: () => untimed(database.kill()),
  start: () => untimed(database.start()),
  pause: () => untimed(database.pause()),
  resume: () => untimed(database.resume()),
  cut: () => untimed(database.cut()),
  partition: () => untimed(database.partition()),
  heal: () => untimed(database.heal()),
  slow: (ms) => untimed(database.slow(ms)),
});

const untimedDisk = (disk: DiskFaults, untimed: AwaitUntimed): DiskFaults => ({
  fill: () => untimed(disk.fill()),
  free: () => untimed(disk.free()),
});
