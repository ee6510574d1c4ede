import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: between two checks, first and longest pause before another attempt. */
const timing = { look: 5_000, least: 100, most: 2_000 };

/** Callbacks of the sentinel. */
interface Watch {
  /**
   * The payload of another node's notification; null: the connection is new and notifications may
   * have been missed.
   */
  readonly heard: (payload: string | null) => void;
  /** A new connection replaces a lost one. */
  readonly parted: () => void;
  /** Whether the database answers. */
  readonly answers: (yes: boolean) => void;
}

/**
 * A connection that listens to the other nodes and checks whether the database answers. It
 * reconnects by itself, with growing pauses.
 */
export class Sentinel {
  readonly #config: pg.ClientConfig;
  readonly #channel: string;
  readonly #watch: Watch;
  readonly #stopping = new AbortController();
  readonly #stopped: Promise<void>;
  #client: pg.Client | undefined;
  #look: () => void = () => undefined;

  constructor(config: pg.ClientConfig, channel: string, watch: Watch) {
    this.#config = config;
    this.#channel = channel;
    this.#watch = watch;
    this.#stopped = this.#keepWatching();
  }

  /** Checks at once whether the database answers. */
  look(): void {
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#look();
    // A pending statement may never be answered. It ends with its connection.
    this.#client?.end().catch(() => undefined);
    await this.#stopped;
  }

  async #keepWatching(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const wait = failures < 2 ? 0 : Math.min(timing.least * 2 ** (failures - 2), timing.most);
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const client = new pg.Client(this.#config);
      // The next check runs at once and detects the broken connection.
      client.on('error', () => this.#look());
      client.on('notification', ({ payload }) => this.#watch.heard(payload ?? null));
      try {
        await client.connect();
        // Not assigned earlier: a client that is ended while it connects may never settle.
        this.#client = client;
        await client.query(`LISTEN ${this.#channel}`);
        failures = 0;
        // Before any other use of the new connection.
        this.#watch.parted();
        this.#watch.answers(true);
        this.#watch.heard(null);
        await this.#lookOften(client);
      } catch {
        // One connection may be cut although the database is up, so only the second failure in a
        // row counts.
        failures += 1;
        if (failures > 1) this.#watch.answers(false);
      } finally {
        client.end().catch(() => undefined);
      }
    }
  }

  async #lookOften(client: pg.Client): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timing.look);
        this.#look = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (signal.aborted) return;
      await client.query('SELECT 1');
      this.#watch.answers(true);
    }
  }
}
