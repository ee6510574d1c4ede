import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import pg from 'pg';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';

/** The image that `conformance/targets/postgres/build.sh` makes. */
const postgresImage = process.env.PARSEC_SPEC_POSTGRES ?? 'postgres:18';

// No reaper is pulled: the next run removes what a killed run left.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
const label = 'parsec-spec.reference-server.test';

/** The reason why PostgreSQL is not available, in one line; undefined when it is. */
export async function noPostgres(): Promise<string | undefined> {
  const engine = await getContainerRuntimeClient().catch(() => undefined);
  if (engine === undefined)
    return 'PostgreSQL is not tested: no container engine answers (npm run image:engine)';
  return await engine.container.dockerode
    .getImage(postgresImage)
    .inspect()
    .then(
      () => undefined,
      () => `PostgreSQL is not tested: ${postgresImage} is missing (npm run image:postgres)`,
    );
}

/** A PostgreSQL in a container, on a port that stays the same when it starts again. */
export class PostgresContainer {
  readonly #container: StartedTestContainer;
  readonly #port: number;
  #databases = 0;

  private constructor(container: StartedTestContainer, port: number) {
    this.#container = container;
    this.#port = port;
  }

  static async start(): Promise<PostgresContainer> {
    await sweep();
    return await PostgresContainer.#startAt(await steadyPort()).catch(async (error: unknown) => {
      // Another program has taken the port meanwhile.
      if (!/already (in use|allocated)/.test(String(error))) throw error;
      return await PostgresContainer.#startAt(await steadyPort());
    });
  }

  static async #startAt(port: number): Promise<PostgresContainer> {
    const container = await new GenericContainer(postgresImage)
      .withExposedPorts({ container: 5432, host: port })
      .withLabels({ [label]: String(process.pid) })
      // The first start makes a cluster, which does not listen; an answer means that it is ready.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/))
      .withCommand(['-c', 'fsync=off'])
      .start();
    return new PostgresContainer(container, port);
  }

  /** The URL of a new and empty database. */
  async database(): Promise<string> {
    const name = `test${this.#databases++}`;
    await this.run(this.#url('postgres'), `CREATE DATABASE ${name}`);
    return this.#url(name);
  }

  /** Runs a statement on a connection of its own. */
  async run(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Runs an operation of the engine on the container: `pause`, `unpause`, `kill`, `start`. */
  async act(action: 'pause' | 'unpause' | 'kill' | 'start'): Promise<void> {
    const { container } = await getContainerRuntimeClient();
    await container.getById(this.#container.getId())[action]();
  }

  async stop(): Promise<void> {
    await this.#container.stop({ timeout: 0 });
  }

  #url(database: string): string {
    return `postgresql://postgres:hunter2@127.0.0.1:${this.#port}/${database}`;
  }
}

/**
 * A free port below those of outgoing connections. A UDP socket of the same number reserves it
 * until this process ends: the other test processes of the project do the same
 * (`conformance/src/targets/process/port.ts`).
 */
async function steadyPort(): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const port = randomInt(10_000, 32_000);
    const isReserved = await new Promise<boolean>((resolve) => {
      const socket = createSocket('udp4').once('error', () => resolve(false));
      socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket.unref() === socket));
    });
    if (!isReserved) continue;
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error('no free port after 500 attempts');
}

async function sweep(): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container;
  const containers = await dockerode.listContainers({ all: true, filters: { label: [label] } });
  for (const { Id, Labels } of containers) {
    if (!isAlive(Number(Labels[label]))) await dockerode.getContainer(Id).remove({ force: true, v: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
