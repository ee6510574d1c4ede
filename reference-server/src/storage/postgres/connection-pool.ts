import pg from 'pg';

/** A statement. `query_timeout`: milliseconds, where it may take longer than usual. */
export type Statement = pg.QueryConfig & { readonly query_timeout?: number };

/** A row that was found. */
export type Row = Readonly<Record<string, unknown>>;

/** Callbacks of a pool. */
interface PoolEvents {
  /** An idle connection was cut. */
  readonly cut: () => void;
  /**
   * A new connection leads to another database, or to a restarted one. Called before anything is
   * sent over it.
   */
  readonly changed: () => void;
}

// The start time of the server at the other end, in microseconds. Reading it needs no privilege.
const whichServer = 'SELECT pg_postmaster_start_time()::text AS started';

/**
 * A pool whose connections in use all lead to the same database. When a new connection leads to
 * another one (a promoted standby, a restored copy), the connections to the former database are
 * released at their next use.
 */
export class ConnectionPool {
  readonly #pool: pg.Pool;
  readonly #leadsTo = new WeakMap<pg.ClientBase, string>();
  #server: string | undefined;

  constructor(config: pg.PoolConfig, { cut, changed }: PoolEvents) {
    const onConnect = async (client: pg.ClientBase): Promise<void> => {
      const { rows } = await client.query<{ readonly started: string }>(whichServer);
      const started = rows[0]?.started ?? '';
      this.#leadsTo.set(client, started);
      const before = this.#server;
      this.#server = started;
      if (before !== undefined && before !== started) changed();
    };
    this.#pool = new pg.Pool({ ...config, onConnect });
    // The pool replaces the connection when it is needed.
    this.#pool.on('error', cut);
  }

  /**
   * Runs one statement if `still` is true when a connection is available; otherwise undefined.
   * Errors: those of `pg`.
   */
  async run(statement: Statement, still: () => boolean): Promise<readonly Row[] | undefined> {
    const client = await this.#connection();
    let error: Error | undefined;
    const onLoss = (reason: Error): void => {
      error = reason;
    };
    client.on('error', onLoss);
    try {
      return still() ? (await client.query(statement)).rows : undefined;
    } catch (reason) {
      error = reason as Error;
      throw reason;
    } finally {
      client.off('error', onLoss);
      client.release(error);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  async #connection(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if (this.#leadsTo.get(client) === this.#server) return client;
      client.release(true);
    }
  }
}
