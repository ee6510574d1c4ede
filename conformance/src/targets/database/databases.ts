import { makeNetwork, type PrivateNetwork } from '../container/network.ts';
import type { DatabaseFaults } from '../deployment/deployment.ts';
import { onSteadyPort } from '../process/port.ts';
import { type DatabaseAddress, Postgres, requirePostgres } from './postgres.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** The target that uses the databases. */
export interface DatabaseOwner {
  /**
   * Whether its servers are containers on a network of their own. Otherwise they share this
   * machine's network.
   */
  readonly hasOwnNetwork: boolean;
  /** Creates the schema of its servers in an empty database. */
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
interface PreparedPostgres {
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
  readonly #owner: DatabaseOwner;
  #network: Promise<PrivateNetwork> | undefined;
  #shared: Promise<PreparedPostgres> | undefined;
  readonly #all: Promise<PreparedPostgres>[] = [];
  readonly #idle: PreparedPostgres[] = [];

  constructor(owner: DatabaseOwner) {
    this.#owner = owner;
  }

  /**
   * Name of the network for the containers. Undefined if they share the network of this machine.
   */
  async network(): Promise<string | undefined> {
    if (!this.#owner.hasOwnNetwork) return undefined;
    await requirePostgres();
    this.#network ??= makeNetwork();
    return (await this.#network).name;
  }

  /**
   * Creates a database for a server without fault injection. Returns its URL. Throws `TargetError`.
   */
  async createUrl(): Promise<string> {
    this.#shared ??= this.#start(false);
    const { postgres, template } = await this.#shared;
    return postgres.url(this.#addressOf(postgres), await postgres.makeDatabase(template));
  }

  /** Creates a database for fault injection. Throws `TargetError`. */
  async lease(): Promise<LeasedDatabase> {
    const ready = this.#idle.pop() ?? (await this.#start(true));
    const { postgres, template } = ready;
    try {
      // The proxy comes last: if there is no database behind it, none is left open.
      const database = await postgres.makeDatabase(template);
      const { proxy, name } = await this.#openProxy(postgres);
      return {
        url: postgres.url({ host: name, port: proxy.port }, database),
        faults: faultsOf(postgres, proxy),
        log: () => postgres.node.log(),
        release: async () => {
          await proxy.partition();
          await this.#reuse(ready);
        },
      };
    } catch (error) {
      await this.#reuse(ready).catch(() => undefined);
      throw error;
    }
  }

  /** Removes all PostgreSQL servers and the network. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#all.map(async (starting) => (await starting).postgres.node.remove()));
    await (await this.#network)?.remove();
  }

  /** Keeps a PostgreSQL server for the next deployment if it can be repaired. */
  async #reuse(ready: PreparedPostgres): Promise<void> {
    try {
      await ready.postgres.repair();
      this.#idle.push(ready);
    } catch {
      await ready.postgres.node.remove();
    }
  }

  #start(isKillable: boolean): Promise<PreparedPostgres> {
    const starting = this.#startOne(isKillable);
    this.#all.push(starting);
    return starting;
  }

  async #startOne(isKillable: boolean): Promise<PreparedPostgres> {
    const network = await this.network();
    const postgres = await Postgres.start({ network, signal: this.#owner.signal, isKillable });
    try {
      const template = await postgres.makeDatabase();
      await this.#owner.migrate(postgres.url(this.#addressOf(postgres), template), network);
      return { postgres, template };
    } catch (error) {
      await postgres.node.remove();
      throw error;
    }
  }

  #addressOf(postgres: Postgres): DatabaseAddress {
    return this.#owner.hasOwnNetwork ? postgres.fromNetwork : postgres.fromHost;
  }

  /** Opens a TCP proxy on this machine's address in the network of the servers, if it has one. */
  async #openProxy(postgres: Postgres): Promise<{ readonly proxy: TcpProxy; readonly name: string }> {
    const gateway = this.#owner.hasOwnNetwork ? (await this.#network)?.gateway : undefined;
    const at = gateway ?? '127.0.0.1';
    const open = (bind: string) =>
      onSteadyPort(async (port) => {
        const proxy = new TcpProxy(bind, port, postgres.fromHost);
        await proxy.heal();
        return proxy;
      });
    try {
      return { proxy: await open(at), name: at };
    } catch (error) {
      if (!this.#owner.hasOwnNetwork) throw error;
      // In Docker Desktop the networks are inside a virtual machine. The gateway is not an address
      // of this machine.
      return { proxy: await open('0.0.0.0'), name: 'host.docker.internal' };
    }
  }
}

function faultsOf(postgres: Postgres, proxy: TcpProxy): DatabaseFaults {
  return {
    kill: async () => {
      await postgres.node.kill();
      proxy.cut();
    },
    start: () => postgres.node.start(),
    pause: () => postgres.node.pause(),
    resume: () => postgres.node.resume(),
    cut: () => Promise.resolve(proxy.cut()),
    partition: () => proxy.partition(),
    heal: () => proxy.heal(),
    slow: (ms) => Promise.resolve(proxy.slow(ms)),
  };
}
