import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseWait } from '../journal.ts';
import { ConnectionPool, type Row, type Statement } from './connection-pool.ts';
import { DatabaseMonitor } from './database-monitor.ts';
import { checkDatabase, postgresConfig, TIMEOUTS_MS } from './open-database.ts';
import {
  away,
  databaseName,
  isConnectionError,
  isCut,
  isTimeout,
  toJournalError,
} from './postgres-errors.ts';
import { retryAfterSuspend } from './retry.ts';

/** How many connections a server keeps, and how many it may have. */
interface PoolSize {
  readonly min: number;
  readonly max: number;
}

/** The callbacks of a node, and how long it waits for its database at start. */
interface ConnectionOptions {
  readonly channel: string;
  readonly notified: (payload: string | null) => void;
  /** A connection was lost: the next one may lead to another database. */
  readonly parted: () => void;
  /** The database no longer answers, or answers again. */
  readonly available?: (isAvailable: boolean, cause?: unknown) => void;
  readonly wait?: DatabaseWait | undefined;
}

/**
 * `statement_timeout` in milliseconds: the database cancels a statement that no caller can still be
 * waiting for.
 */
const STATEMENT_TIMEOUT_MS = 20_000;
/**
 * Milliseconds after which a long statement makes the server check whether the database answers.
 */
const SLOW_STATEMENT_MS = 1_000;
/** Milliseconds that a stop grants to statements in the background. */
const STOP_GRACE_MS = 1_000;

const always = (): boolean => true;

/**
 * The connections of one server to its database. While the database is away, every query fails at
 * once (JournalError `away`).
 */
export class Connections {
  readonly name: string;
  /** What a host should know about the settings of the database. */
  readonly notices: readonly string[];
  readonly #pool: ConnectionPool;
  readonly #monitor: DatabaseMonitor;
  readonly #parted: () => void;
  readonly #available: NonNullable<ConnectionOptions['available']>;
  #away = false;
  /** Callbacks of waiting long statements, called when the database is away. */
  readonly #waiting = new Set<() => void>();

  private constructor(
    url: string,
    { min, max }: PoolSize,
    {
      channel,
      notified,
      parted,
      available,
      notices,
    }: Omit<ConnectionOptions, 'wait'> & { readonly notices: readonly string[] },
  ) {
    this.name = databaseName(url);
    this.notices = notices;
    this.#parted = parted;
    this.#available = available ?? (() => undefined);
    const { options, ...config } = postgresConfig(url);
    this.#pool = new ConnectionPool(
      { ...config, options: `${options} -c statement_timeout=${STATEMENT_TIMEOUT_MS}`, min, max },
      { cut: parted, changed: parted },
    );
    this.#monitor = new DatabaseMonitor(postgresConfig(url), channel, {
      notified,
      parted,
      answers: (yes, cause) => {
        const isBack = yes && this.#away;
        this.#setAway(!yes, cause);
        if (this.#away) for (const giveUp of this.#waiting) giveUp();
        // Notifications may have been missed meanwhile, so everything is read again.
        if (isBack) notified(null);
      },
    });
  }

  /**
   * Opens a database with the current schema, and waits for one that is not there yet. Errors:
   * JournalError `unusable`, `older`, `newer`.
   */
  static async open(
    url: string,
    connections: PoolSize,
    { wait = { seconds: 0 }, ...callbacks }: ConnectionOptions,
  ): Promise<Connections> {
    const notices = await checkDatabase(url, wait);
    return new Connections(url, connections, { ...callbacks, notices });
  }

  /**
   * Runs one statement, which is a transaction of its own. Undefined if `still` was false when a
   * connection was available; then nothing was sent. On JournalError `away` the change may have
   * been made or not.
   */
  query(statement: Statement, still = always): Promise<readonly Row[] | undefined> {
    return this.#run(statement, still).catch((error: unknown) => this.#fail(error));
  }

  /** Like `query`, for statements that only read: it retries when a connection was cut. */
  async read(statement: Statement): Promise<readonly Row[]> {
    const rows = await this.#run(statement, always).catch((error: unknown) => {
      if (!isCut(error)) return this.#fail(error);
      this.#parted();
      return this.query(statement);
    });
    return rows ?? [];
  }

  /** Like `query`, for background work: a timeout does not mean that the database is away. */
  async attempt(statement: Statement, still = always): Promise<void> {
    await this.#run(statement, still).catch((error: unknown) => {
      if (isConnectionError(error)) this.#parted();
      throw toJournalError(error);
    });
  }

  async close(): Promise<void> {
    await this.#monitor.stop();
    // Long statistics do not delay a stop.
    await Promise.race([this.#pool.end(), pause(STOP_GRACE_MS, undefined, { ref: false })]);
  }

  async #run(statement: Statement, still: () => boolean): Promise<readonly Row[] | undefined> {
    if (this.#away) throw away();
    const work = retryAfterSuspend(TIMEOUTS_MS.connectionTimeoutMillis, () =>
      this.#pool.run(statement, still),
    );
    return await (statement.query_timeout === undefined ? work : this.#whileAnswering(work));
  }

  /** Waits for a long statement only while the database answers other statements. */
  #whileAnswering<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(away());
    this.#waiting.add(giveUp);
    const check = setTimeout(() => this.#monitor.check(), SLOW_STATEMENT_MS);
    return Promise.race([work, promise]).finally(() => {
      clearTimeout(check);
      this.#waiting.delete(giveUp);
    });
  }

  #setAway(isAway: boolean, cause?: unknown): void {
    if (this.#away === isAway) return;
    this.#away = isAway;
    this.#available(!isAway, cause);
  }

  #fail(error: unknown): never {
    const isLoss = isConnectionError(error);
    if (isLoss) {
      this.#setAway(true, error);
      this.#parted();
    }
    // A statement may be slow by itself or wait for a lock. The monitor checks whether the
    // database answers.
    if (isLoss || isTimeout(error)) this.#monitor.check();
    throw toJournalError(error);
  }
}
