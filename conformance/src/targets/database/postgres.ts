import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { sweepOnce } from '../cleanup/sweep-containers.ts';
import { ContainerNode } from '../container/container-node.ts';
import { containerEngine, missingImage } from '../container/engine.ts';
import { onSteadyPort } from '../process/port.ts';
import { waitUntilReady } from '../wait-until-ready.ts';

/** The image of the database; it must be there, it is never pulled. */
const postgresImage = () => process.env.PARSEC_SPEC_POSTGRES ?? 'postgres:18';

const user = 'parsec';
const innerPort = 5432;
/**
 * Where a PostgreSQL without fault injection keeps its files: in memory. All durability settings
 * stay on, but nothing waits for a disk.
 */
const memory = '/parsec-spec';

/** How servers reach their database: the host and port that they connect to. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
}

/** The options with which a PostgreSQL is started. */
export interface PostgresPlan {
  readonly network: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether it may be killed. It must then keep its data. */
  readonly isHarmed: boolean;
}

/** A PostgreSQL of the judge's, in a container. */
export class Postgres {
  readonly node: ContainerNode;
  /** How this machine reaches it. */
  readonly here: DatabaseAddress;
  /** How the containers of its network do. */
  readonly there: DatabaseAddress;
  readonly #password: string;
  #databases = 0;

  private constructor(node: ContainerNode, here: DatabaseAddress, there: DatabaseAddress, password: string) {
    this.node = node;
    this.here = here;
    this.there = there;
    this.#password = password;
  }

  /**
   * Starts one, joined to a private network if there is one. It uses a disk if its data must
   * survive a kill. Errors: `TargetError` (`prerequisite`, `unreachable`).
   */
  static async start(plan: PostgresPlan): Promise<Postgres> {
    await requirePostgres();
    return await onSteadyPort((port) => Postgres.#startAt(port, plan));
  }

  static async #startAt(port: number, { network, signal, isHarmed }: PostgresPlan): Promise<Postgres> {
    const here = { host: '127.0.0.1', port };
    const there = { host: `database-${here.port}`, port: innerPort };
    const password = randomBytes(12).toString('hex');
    const binding = [{ HostIp: here.host, HostPort: String(here.port) }];
    const node = await ContainerNode.create({
      address: `postgresql://${here.host}:${here.port}`,
      create: {
        Image: postgresImage(),
        // two nodes for each of many settings, each with connections of its own
        Cmd: ['-c', 'max_connections=400'],
        Env: [
          `POSTGRES_USER=${user}`,
          `POSTGRES_PASSWORD=${password}`,
          'POSTGRES_DB=postgres',
          'POSTGRES_INITDB_ARGS=--no-sync',
          ...(isHarmed ? [] : [`PGDATA=${memory}/data`]),
        ],
        ExposedPorts: { [`${innerPort}/tcp`]: {} },
        HostConfig: {
          PortBindings: { [`${innerPort}/tcp`]: binding },
          ...(isHarmed ? {} : { Tmpfs: { [memory]: '' } }),
          ...(network === undefined ? {} : { NetworkMode: network }),
        },
        ...(network === undefined
          ? {}
          : { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [there.host] } } } }),
      },
      untilReady: (life) =>
        waitUntilReady({
          ...life,
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

  /** Makes a database, empty or as `template` is. Its name. */
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

  /** Repairs it after any fault: it runs and accepts connections. */
  async makeGood(): Promise<void> {
    const { isPaused, isRunning } = await this.node.state();
    if (isPaused) await this.node.resume();
    if (!isRunning) await this.node.start();
  }
}

/** Images are never pulled. A missing image ends the run with the command that gets it. */
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
    const tell = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(1000, () => tell(false));
    socket.once('error', () => tell(false));
    socket.once('close', () => tell(false));
    socket.once('connect', () => socket.write(startUp(user)));
    // `R` asks for authentication or waives it; an error (`E`) says that it is still starting
    socket.once('data', (reply) => tell(reply[0] === 0x52));
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
