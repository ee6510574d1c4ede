import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Patience } from '../journal-options.ts';
import { databaseName } from './database-name.ts';
import { durabilityNotices } from './durability-notices.ts';
import { away, explainAway, explainOpening, isConnectionFault, isCut, isLate } from './faults.ts';
import { patiently } from './patience.ts';
import { Pool, type Row, type Statement } from './pool.ts';
import { checkSchema } from './schema.ts';
import { Sentinel } from './sentinel.ts';
import { unlessAsleep } from './unless-asleep.ts';

/** How many connections a server keeps, and how many it may have. */
export interface PoolSize {
  readonly min: number;
  readonly max: number;
}

/** Whom a server listens to, and how long it waits for its database when it starts. */
export interface Listening {
  readonly channel: string;
  readonly heard: (payload: string | null) => void;
  /** A connection was lost: the next one may lead to another database. */
  readonly parted: () => void;
  readonly patience?: Patience | undefined;
}

/** Milliseconds that a connection and a statement may take: a caller waits no longer than both together. */
const patience = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };
/** Milliseconds after which the database gives up what nobody has waited for any longer: more than any statement may take. */
const abandoned = 20_000;
/** Milliseconds after which a statement that may take long is reason enough to look whether the database answers. */
const slowly = 1_000;
/** Milliseconds that a stop gives statements which nobody waits for. */
const lastMoment = 1_000;

const always = (): boolean => true;

/** What every connection has; durability is ours to ask for, whatever the database's default is. */
export const postgresConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'parsec-spec',
  keepAlive: true,
  options: '-c synchronous_commit=on',
  ...patience,
});

/** The connections of one server to its database. While that is away, whoever asks is told so at once (JournalError `away`). */
export class Connections {
  readonly name: string;
  /** What a host should know about the settings of the database. */
  readonly notices: readonly string[];
  readonly #pool: Pool;
  readonly #sentinel: Sentinel;
  readonly #parted: () => void;
  #away = false;
  /** Those who wait for a long statement: what they do when the database is away. */
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
        // What could not be read meanwhile is read now.
        if (isBack) heard(null);
      },
    });
  }

  /** Opens a database with our schema, waiting for one that is not there yet. Errors: JournalError `unusable`, `older`, `newer`. */
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
   * Runs one statement, which is a transaction of its own; undefined where it was not `still` wanted when a connection was there, and nothing
   * was sent. Errors: JournalError `away`; then a change may have been made or not.
   */
  query(statement: Statement, still = always): Promise<readonly Row[] | undefined> {
    return this.#run(statement, still).catch((fault: unknown) => this.#fail(fault));
  }

  /** As `query`, for what only reads: that a connection was cut is no reason to fail. */
  async read(statement: Statement): Promise<readonly Row[]> {
    const rows = await this.#run(statement, always).catch((fault: unknown) => {
      if (!isCut(fault)) return this.#fail(fault);
      this.#parted();
      return this.query(statement);
    });
    return rows ?? [];
  }

  /** As `query`, for what nobody waits for: that it took too long does not mean that the database is away. */
  async attempt(statement: Statement, still = always): Promise<void> {
    await this.#run(statement, still).catch((fault: unknown) => {
      if (isConnectionFault(fault)) this.#parted();
      throw explainAway(fault);
    });
  }

  async close(): Promise<void> {
    await this.#sentinel.stop();
    // Long statistics are no reason not to stop.
    await Promise.race([this.#pool.end(), pause(lastMoment, undefined, { ref: false })]);
  }

  async #run(statement: Statement, still: () => boolean): Promise<readonly Row[] | undefined> {
    if (this.#away) throw away();
    const work = unlessAsleep(patience.connectionTimeoutMillis, () => this.#pool.run(statement, still));
    return await (statement.query_timeout === undefined ? work : this.#unlessAway(work));
  }

  /** A statement that may take long is waited for only while the database answers something else. */
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
    // What took too long may be slow by itself, or wait its turn among many: whether the database answers is seen then.
    if (lost || isLate(fault)) this.#sentinel.look();
    throw explainAway(fault);
  }
}
