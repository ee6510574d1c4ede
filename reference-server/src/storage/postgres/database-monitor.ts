import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Milliseconds: between two checks, first and longest pause before another attempt. */
const TIMING_MS = { check: 5_000, first: 100, longest: 2_000 };

/** Callbacks of the monitor. */
interface MonitorEvents {
  /**
   * The payload of another node's notification; null: the connection is new and notifications may
   * have been missed.
   */
  readonly notified: (payload: string | null) => void;
  /** A new connection replaces a lost one. */
  readonly parted: () => void;
  /** Whether the database answers. `cause`: the error if it does not. */
  readonly answers: (yes: boolean, cause?: unknown) => void;
}

/**
 * A connection that listens to the other nodes and checks whether the database answers. It
 * reconnects by itself, with growing pauses.
 */
export class DatabaseMonitor {
  readonly #config: pg.ClientConfig;
  readonly #channel: string;
  readonly #events: MonitorEvents;
  readonly #stopping = new AbortController();
  readonly #stopped: Promise<void>;
  #client: pg.Client | undefined;
  #check: () => void = () => undefined;

  constructor(config: pg.ClientConfig, channel: string, watch: MonitorEvents) {
    this.#config = config;
    this.#channel = channel;
    this.#events = watch;
    this.#stopped = this.#watchForever();
  }

  /** Checks at once whether the database answers. */
  check(): void {
    this.#check();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#check();
    // A pending statement may never be answered. It ends with its connection.
    this.#client?.end().catch(() => undefined);
    await this.#stopped;
  }

  async #watchForever(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const wait = failures < 2 ? 0 : Math.min(TIMING_MS.first * 2 ** (failures - 2), TIMING_MS.longest);
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const client = new pg.Client(this.#config);
      // The next check runs at once and detects the broken connection.
      client.on('error', () => this.#check());
      client.on('notification', ({ payload }) => this.#events.notified(payload ?? null));
      try {
        await client.connect();
        // Not assigned earlier: a client that is ended while it connects may never settle.
        this.#client = client;
        await client.query(`LISTEN ${this.#channel}`);
        failures = 0;
        // Before any other use of the new connection.
        this.#events.parted();
        this.#events.answers(true);
        this.#events.notified(null);
        await this.#checkRegularly(client);
      } catch (error) {
        // One connection may be cut although the database is up, so only the second failure in a
        // row counts.
        failures += 1;
        if (failures > 1) this.#events.answers(false, error);
      } finally {
        client.end().catch(() => undefined);
      }
    }
  }

  async #checkRegularly(client: pg.Client): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, TIMING_MS.check);
        this.#check = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (signal.aborted) return;
      await client.query('SELECT 1');
      this.#events.answers(true);
    }
  }
}
