import { makeNetwork, type PrivateNetwork } from '../container/network.ts';
import type { DatabaseFaults } from '../deployment/deployment.ts';
import { onSteadyPort } from '../process/port.ts';
import { type DatabaseAddress, Postgres, requirePostgres } from './postgres.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** The owner of the databases. */
export interface DatabaseOwner {
  /**
   * Whether its servers are containers on a network of their own. Otherwise they share this
   * machine's network.
   */
  readonly isApart: boolean;
  /** Makes an empty database ready for its servers. */
  readonly migrate: (url: string, network: string | undefined) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** A database of one deployment, reached through a TCP proxy of the judge. */
export interface LeasedDatabase {
  readonly url: string;
  readonly faults: DatabaseFaults;
  /** The last lines that the database wrote. */
  log(): string;
  /** Repairs any damage to it, and returns it to the pool. */
  release(): Promise<void>;
}

/** A PostgreSQL server with a prepared template database, which is copied for each request. */
interface Ready {
  readonly postgres: Postgres;
  readonly template: string;
}

/**
 * The databases of one target. Servers with different settings are not nodes of one service, so
 * each has its own database. Only the nodes of one deployment share a database. The servers without
 * fault injection share a PostgreSQL server. A deployment has exclusive use of one, which is then
 * reused for the next deployment.
 */
export class Databases {
  readonly #tenant: DatabaseOwner;
  #network: Promise<PrivateNetwork> | undefined;
  #shared: Promise<Ready> | undefined;
  readonly #all: Promise<Ready>[] = [];
  readonly #idle: Ready[] = [];

  constructor(tenant: DatabaseOwner) {
    this.#tenant = tenant;
  }

  /** The network that containers must be joined to; undefined where they share this machine's. */
  async network(): Promise<string | undefined> {
    if (!this.#tenant.isApart) return undefined;
    await requirePostgres();
    this.#network ??= makeNetwork();
    return (await this.#network).name;
  }

  /** The URL of a database for one server without fault injection. Errors: `TargetError`. */
  async own(): Promise<string> {
    this.#shared ??= this.#start(false);
    const { postgres, template } = await this.#shared;
    return postgres.url(this.#direct(postgres), await postgres.makeDatabase(template));
  }

  /** A database for fault injection. Errors: `TargetError`. */
  async lend(): Promise<LeasedDatabase> {
    const ready = this.#idle.pop() ?? (await this.#start(true));
    const { postgres, template } = ready;
    try {
      // The proxy comes last: if there is no database behind it, none is left open.
      const database = await postgres.makeDatabase(template);
      const { door, name } = await this.#openDoor(postgres);
      return {
        url: postgres.url({ host: name, port: door.port }, database),
        faults: faultsOf(postgres, door),
        log: () => postgres.node.log(),
        release: async () => {
          await door.partition();
          await this.#takeBack(ready);
        },
      };
    } catch (error) {
      await this.#takeBack(ready).catch(() => undefined);
      throw error;
    }
  }

  /** Removes all of it. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#all.map(async (starting) => (await starting).postgres.node.remove()));
    await (await this.#network)?.remove();
  }

  /** Keeps it for the next deployment if it can be repaired. */
  async #takeBack(ready: Ready): Promise<void> {
    try {
      await ready.postgres.makeGood();
      this.#idle.push(ready);
    } catch {
      await ready.postgres.node.remove();
    }
  }

  #start(isHarmed: boolean): Promise<Ready> {
    const starting = this.#startOne(isHarmed);
    this.#all.push(starting);
    return starting;
  }

  async #startOne(isHarmed: boolean): Promise<Ready> {
    const network = await this.network();
    const postgres = await Postgres.start({ network, signal: this.#tenant.signal, isHarmed });
    try {
      const template = await postgres.makeDatabase();
      await this.#tenant.migrate(postgres.url(this.#direct(postgres), template), network);
      return { postgres, template };
    } catch (error) {
      await postgres.node.remove();
      throw error;
    }
  }

  #direct(postgres: Postgres): DatabaseAddress {
    return this.#tenant.isApart ? postgres.there : postgres.here;
  }

  /** Opens a TCP proxy on this machine's address in the network of the servers, if it has one. */
  async #openDoor(postgres: Postgres): Promise<{ readonly door: TcpProxy; readonly name: string }> {
    const gateway = this.#tenant.isApart ? (await this.#network)?.gateway : undefined;
    const at = gateway ?? '127.0.0.1';
    const open = (bind: string) =>
      onSteadyPort(async (port) => {
        const door = new TcpProxy(bind, port, postgres.here);
        await door.heal();
        return door;
      });
    try {
      return { door: await open(at), name: at };
    } catch (error) {
      if (!this.#tenant.isApart) throw error;
      // An engine in a machine of its own (Docker Desktop) has its networks there.
      return { door: await open('0.0.0.0'), name: 'host.docker.internal' };
    }
  }
}

function faultsOf(postgres: Postgres, door: TcpProxy): DatabaseFaults {
  return {
    kill: async () => {
      await postgres.node.kill();
      door.cut();
    },
    start: () => postgres.node.start(),
    pause: () => postgres.node.pause(),
    resume: () => postgres.node.resume(),
    cut: () => Promise.resolve(door.cut()),
    partition: () => door.partition(),
    heal: () => door.heal(),
    slow: (ms) => Promise.resolve(door.slow(ms)),
  };
}
