import type { Databases, LeasedDatabase } from '../database/databases.ts';
import { onSteadyPort } from '../process/port.ts';
import type { Deployment, DeployOptions, DiskFaults, ServerNode } from './deployment.ts';

/** A node that leaves no trace when its deployment ends. */
export interface TemporaryNode extends ServerNode {
  remove(): Promise<void>;
}

/** A disk that the nodes use, and how it is filled. */
export interface TemporaryDisk extends DiskFaults {
  readonly volume: string;
  remove(): Promise<void>;
}

/** The settings of a node: where it listens, and which database and disk it uses. */
export interface NodeStart {
  readonly port: number;
  readonly database: string | undefined;
  readonly disk: TemporaryDisk | undefined;
}

/** How nodes of one kind of target are made; they do not run yet. */
export interface NodeFactory {
  readonly administrationToken: string;
  readonly databases: Databases | undefined;
  readonly node: (place: NodeStart) => Promise<TemporaryNode>;
  readonly disk?: () => Promise<TemporaryDisk>;
}

/**
 * Starts the nodes that are asked for, on one database if there is one. Errors: `TargetError` of
 * code `unreachable` with a log.
 */
export async function deploy(site: NodeFactory, options: DeployOptions): Promise<Deployment> {
  const nodes: TemporaryNode[] = [];
  let database: LeasedDatabase | undefined;
  let disk: TemporaryDisk | undefined;
  // A failed removal does not prevent the others. Processes end first, then the resources that they
  // use.
  const close = async () => {
    const gone = await Promise.allSettled(nodes.filter(Boolean).map((node) => node.remove()));
    const back = await Promise.allSettled([disk?.remove(), database?.release()]);
    const failed = [...gone, ...back].find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  try {
    database = await site.databases?.lend();
    if (options.disk === true) disk = await site.disk?.();
    const ground = { database: database?.url, disk };
    const started = await Promise.allSettled(
      Array.from({ length: options.nodes ?? 1 }, (_, index) =>
        onSteadyPort(async (port) => {
          await nodes[index]?.remove();
          const node = await site.node({ ...ground, port });
          nodes[index] = node;
          await node.start();
        }),
      ),
    );
    for (const start of started) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    // The first failure explains the problem.
    await close().catch(() => undefined);
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    nodes,
    administrationToken: site.administrationToken,
    ...(database === undefined ? {} : { database: database.faults }),
    ...(disk === undefined ? {} : { disk }),
    log: () =>
      [
        ...nodes.map((node, index) => `--- node ${index} ${node.address}\n${node.log()}`),
        ...(database === undefined ? [] : [`--- its database\n${database.log()}`]),
      ].join('\n'),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
