import type { Databases, LeasedDatabase } from '../database/databases.ts';
import { onSteadyPort } from '../process/port.ts';
import type { Deployment, DeployOptions, DiskFaults, ServerNode } from './deployment.ts';

/** A node that can be removed completely. */
export interface TemporaryNode extends ServerNode {
  remove(): Promise<void>;
}

/** A disk of the nodes that can be filled and removed. */
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

/** Creates the nodes of a deployment, by the kind of the target. */
export interface NodeFactory {
  readonly administrationToken: string;
  readonly databases: Databases | undefined;
  /** Creates a node, which does not run yet. */
  readonly node: (start: NodeStart) => Promise<TemporaryNode>;
  readonly disk?: () => Promise<TemporaryDisk>;
}

/**
 * Starts the nodes of a deployment. They share a database, if the target uses one.
 *
 * @throws `TargetError` (`unreachable`, with a log).
 */
export async function deploy(factory: NodeFactory, options: DeployOptions): Promise<Deployment> {
  const nodes: TemporaryNode[] = [];
  let database: LeasedDatabase | undefined;
  let disk: TemporaryDisk | undefined;
  // A failed removal does not prevent the others. Processes end first, then the resources that they
  // use.
  const close = async () => {
    const removals = await Promise.allSettled(nodes.filter(Boolean).map((node) => node.remove()));
    const back = await Promise.allSettled([disk?.remove(), database?.release()]);
    const failed = [...removals, ...back].find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  try {
    database = await factory.databases?.lease();
    if (options.disk === true) disk = await factory.disk?.();
    const storage = { database: database?.url, disk };
    const started = await Promise.allSettled(
      Array.from({ length: options.nodes ?? 1 }, (_, index) =>
        onSteadyPort(async (port) => {
          await nodes[index]?.remove();
          const node = await factory.node({ ...storage, port });
          nodes[index] = node;
          await node.start();
        }),
      ),
    );
    for (const start of started) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    // The error of the start is thrown, not a later one of the removal.
    await close().catch(() => undefined);
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    nodes,
    administrationToken: factory.administrationToken,
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
