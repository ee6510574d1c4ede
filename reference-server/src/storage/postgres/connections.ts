import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Patience } from '../journal.ts';
import { Pool, type Row, type Statement } from './connection-pool.ts';
import { durabilityNotices } from './durability-notices.ts';
import { Sentinel } from './monitor.ts';
import {
  away,
  databaseName,
  explainAway,
  explainOpening,
  isConnectionFault,
  isCut,
  isLate,
} from './postgres-errors.ts';
import { checkSchema } from './postgres-schema.ts';
import { patiently, unlessAsleep } from './retry.ts';

/** How many connections a server keeps, and how many it may have. */
interface PoolSize {
  readonly min: number;
  readonly max: number;
}

/** The callbacks of a server, and how long it waits for its database at start. */
interface Listening {
  readonly channel: string;
  readonly heard: (payload: string | null) => void;
  /** A connection was lost: the next one may lead to another database. */
  readonly parted: () => void;
  readonly patience?: Patience | undefined;
}

/**
 * Milliseconds for a connection and for a statement. A caller waits at most for the sum of both.
 */
const patience = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };
/**
 * `statement_timeout` in milliseconds: the database cancels a statement that no caller can still be
 * waiting for.
 */
const abandoned = 20_000;
/**
 * Milliseconds after which a long statement makes the server check whether the database answers.
 */
const slowly = 1_000;
/** Milliseconds that a stop grants to statements in the background. */
const lastMoment = 1_000;

const always = (): boolean => true;

/**
 * Settings of every connection. Durability is requested explicitly, whatever the database's default
 * is.
 */
export const postgresConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'parsec-spec',
  keepAlive: true,
  options: '-c synchronous_commit=on',
  ...patience,
});

/**
 * The connections of one server to its database. While the database is away, every query fails at
 * once (JournalError `away`).
 */
export class Connections {
  readonly name: string;
  /** What a host should know about the settings of the database. */
  readonly notices: readonly string[];
  readonly #pool: Pool;
  readonly #sentinel: Sentinel;
  readonly #parted: () => void;
  #away = false;
  /** Callbacks of waiting long statements, called when the database is away. */
  readonly #waiting = new Set<() => void>();

  private constructor(
    url: string,
    { min, max }: PoolSize,
    {
      channel,
      heard,
      parted,
      notices,
    }: Omit<Listening, 'patience'> & { readonly notices: readonly string[] },
  ) {
    this.name = databaseName(url);
    this.notices = notices;
    this.#parted = parted;
    const { options, ...config } = postgresConfig(url);
    this.#pool = new Pool(
      { ...config, options: `${options} -c statement_timeout=${abandoned}`, min, max },
      { cut: parted, changed: parted },
    );
    this.#sentinel = new Sentinel(postgresConfig(url), channel, {
      heard,
      parted,
      answers: (yes) => {
        const isBack = yes && this.#away;
        this.#away = !yes;
        if (this.#away) for (const giveUp of this.#waiting) giveUp();
        // Notifications may have been missed meanwhile, so everything is read again.
        if (isBack) heard(null);
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
    { channel, heard, parted, patience = { seconds: 0 } }: Listening,
  ): Promise<Connections> {
    const name = databaseName(url);
    const look = async (): Promise<readonly string[]> => {
      const client = new pg.Client(postgresConfig(url));
      client.on('error', () => undefined);
      try {
        await client.connect();
        await checkSchema(client);
        return await durabilityNotices(client, name);
      } finally {
        await client.end().catch(() => undefined);
      }
    };
    const notices = await patiently(look, name, patience).catch((fault: unknown) => {
      throw explainOpening(fault, name);
    });
    return new Connections(url, connections, { channel, heard, parted, notices });
  }

  /**
   * Runs one statement, which is a transaction of its own. Undefined if `still` was false when a
   * connection was available; then nothing was sent. On JournalError `away` the change may have
   * been made or not.
   */
  query(statement: Statement, still = always): Promise<readonly Row[] | undefined> {
    return this.#run(statement, still).catch((fault: unknown) => this.#fail(fault));
  }

  /** Like `query`, for statements that only read: it retries when a connection was cut. */
  async read(statement: Statement): Promise<readonly Row[]> {
    const rows = await this.#run(statement, always).catch((fault: unknown) => {
      if (!isCut(fault)) return this.#fail(fault);
      this.#parted();
      return this.query(statement);
    });
    return rows ?? [];
  }

  /** Like `query`, for background work: a timeout does not mean that the database is away. */
  async attempt(statement: Statement, still = always): Promise<void> {
    await this.#run(statement, still).catch((fault: unknown) => {
      if (isConnectionFault(fault)) this.#parted();
      throw explainAway(fault);
    });
  }

  async close(): Promise<void> {
    await this.#sentinel.stop();
    // Long statistics do not delay a stop.
    await Promise.race([this.#pool.end(), pause(lastMoment, undefined, { ref: false })]);
  }

  async #run(statement: Statement, still: () => boolean): Promise<readonly Row[] | undefined> {
    if (this.#away) throw away();
    const work = unlessAsleep(patience.connectionTimeoutMillis, () => this.#pool.run(statement, still));
    return await (statement.query_timeout === undefined ? work : this.#unlessAway(work));
  }

  /** Waits for a long statement only while the database answers other statements. */
  #unlessAway<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(away());
    this.#waiting.add(giveUp);
    const look = setTimeout(() => this.#sentinel.look(), slowly);
    return Promise.race([work, promise]).finally(() => {
      clearTimeout(look);
      this.#waiting.delete(giveUp);
    });
  }

  #fail(fault: unknown): never {
    const lost = isConnectionFault(fault);
    if (lost) {
      this.#away = true;
      this.#parted();
    }
    // A statement may be slow by itself or wait for a lock. The sentinel checks whether the
    // database answers.
    if (lost || isLate(fault)) this.#sentinel.look();
    throw explainAway(fault);
  }
}
