import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { sweepOnce } from '../cleanup/sweep-containers.ts';
import { ContainerNode } from '../container/container-node.ts';
import { containerEngine, missingImage } from '../container/engine.ts';
import { onSteadyPort } from '../process/port.ts';
import { waitUntilReady } from '../wait-until-ready.ts';

/** Name of the PostgreSQL image. It must be on this machine and is never pulled. */
const postgresImage = () => process.env.PARSEC_SPEC_POSTGRES ?? 'postgres:18';

const user = 'parsec';
const CONTAINER_PORT = 5432;
/**
 * The tmpfs folder with the files of a PostgreSQL without fault injection. All durability settings
 * stay on, but commits do not wait for a disk.
 */
const memoryFolder = '/parsec-spec';

/** Host and port of a database. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
}

/** The options with which a PostgreSQL is started. */
export interface PostgresPlan {
  readonly network: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether a check may kill it. It then keeps its data on a disk. */
  readonly isKillable: boolean;
}

/** A PostgreSQL server of the judge, in a container. */
export class Postgres {
  readonly node: ContainerNode;
  /** Its address on this machine. */
  readonly fromHost: DatabaseAddress;
  /** Its address in the network of its container. */
  readonly fromNetwork: DatabaseAddress;
  readonly #password: string;
  #databases = 0;

  private constructor(node: ContainerNode, here: DatabaseAddress, there: DatabaseAddress, password: string) {
    this.node = node;
    this.fromHost = here;
    this.fromNetwork = there;
    this.#password = password;
  }

  /**
   * Starts a PostgreSQL server, connected to `network` if it is given.
   *
   * @throws `TargetError`: `prerequisite` or `unreachable`.
   */
  static async start(plan: PostgresPlan): Promise<Postgres> {
    await requirePostgres();
    return await onSteadyPort((port) => Postgres.#startAt(port, plan));
  }

  static async #startAt(port: number, { network, signal, isKillable }: PostgresPlan): Promise<Postgres> {
    const here = { host: '127.0.0.1', port };
    const there = { host: `database-${here.port}`, port: CONTAINER_PORT };
    const password = randomBytes(12).toString('hex');
    const binding = [{ HostIp: here.host, HostPort: String(here.port) }];
    const node = await ContainerNode.create({
      address: `postgresql://${here.host}:${here.port}`,
      create: {
        Image: postgresImage(),
        // Many servers share it, each with its own connections.
        Cmd: ['-c', 'max_connections=400'],
        Env: [
          `POSTGRES_USER=${user}`,
          `POSTGRES_PASSWORD=${password}`,
          'POSTGRES_DB=postgres',
          'POSTGRES_INITDB_ARGS=--no-sync',
          ...(isKillable ? [] : [`PGDATA=${memoryFolder}/data`]),
        ],
        ExposedPorts: { [`${CONTAINER_PORT}/tcp`]: {} },
        HostConfig: {
          PortBindings: { [`${CONTAINER_PORT}/tcp`]: binding },
          ...(isKillable ? {} : { Tmpfs: { [memoryFolder]: '' } }),
          ...(network === undefined ? {} : { NetworkMode: network }),
        },
        ...(network === undefined
          ? {}
          : { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [there.host] } } } }),
      },
      untilReady: (starting) =>
        waitUntilReady({
          ...starting,
          address: `${here.host}:${here.port} (${postgresImage()})`,
          deadlineMs: 120_000,
          signal,
          answers: () => postgresAnswers(here.host, here.port, user),
        }),
    });
    try {
      await node.start();
    } catch (error) {
      await node.remove();
      throw error;
    }
    return new Postgres(node, here, there, password);
  }

  /** The URL of one of its databases. */
  url({ host, port }: DatabaseAddress, database: string): string {
    return `postgresql://${user}:${this.#password}@${host}:${port}/${database}`;
  }

  /** Creates a database as a copy of `template` (default: an empty one). Returns its name. */
  async makeDatabase(template = 'template1'): Promise<string> {
    this.#databases += 1;
    const name = `parsec_${this.#databases}`;
    await this.node.execute([
      'createdb',
      '--username',
      user,
      '--host',
      '127.0.0.1',
      '--template',
      template,
      name,
    ]);
    return name;
  }

  /** Recovers it from any fault, so that it runs and accepts connections. */
  async repair(): Promise<void> {
    const { isPaused, isRunning } = await this.node.state();
    if (isPaused) await this.node.resume();
    if (!isRunning) await this.node.start();
  }
}

/** Throws `TargetError` (`prerequisite`) if the PostgreSQL image is not on this machine. */
export async function requirePostgres(): Promise<void> {
  const engine = await containerEngine();
  await sweepOnce(engine);
  await engine.container.dockerode
    .getImage(postgresImage())
    .inspect()
    .catch(() => {
      throw missingImage(postgresImage());
    });
}

/**
 * Whether a PostgreSQL behind a port accepts connections: it answers a start-up message with a
 * request for authentication.
 */
export function postgresAnswers(host: string, port: number, user: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => socket.write(startUp(user)));
    // 0x52 is `R`, an authentication message. While it starts, the server sends an error (`E`).
    socket.once('data', (reply) => finish(reply[0] === 0x52));
  });
}

/** The first message of protocol 3.0: its length, the version, the user and the database. */
function startUp(user: string): Uint8Array {
  const words = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + words.length, 0);
  head.writeUInt32BE(3 << 16, 4);
  return Buffer.concat([head, words]);
}
