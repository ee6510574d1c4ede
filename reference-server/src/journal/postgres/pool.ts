import pg from 'pg';

/** A statement; `query_timeout`: milliseconds that it may take, where that is more than usual. */
export type Statement = pg.QueryConfig & { readonly query_timeout?: number };

/** A row that was found. */
export type Row = Readonly<Record<string, unknown>>;

/** What a pool tells. */
export interface PoolWatch {
  /** A connection that nobody used was cut. */
  readonly cut: () => void;
  /** A new connection leads to another database than the one before it, or to the same one after its start: told before anything is asked there. */
  readonly changed: () => void;
}

// To the microsecond when the server at the other end was started, which anybody may ask.
const whichServer = 'SELECT pg_postmaster_start_time()::text AS started';

/**
 * Connections of which all in use lead to one and the same database. Where a new one comes to another (a stand-in took over, a copy was
 * restored), those that lead to the one before are let go when their turn comes.
 */
export class Pool {
  readonly #pool: pg.Pool;
  readonly #leadsTo = new WeakMap<pg.ClientBase, string>();
  #server: string | undefined;

  constructor(config: pg.PoolConfig, { cut, changed }: PoolWatch) {
    const onConnect = async (client: pg.ClientBase): Promise<void> => {
      const { rows } = await client.query<{ readonly started: string }>(whichServer);
      const started = rows[0]?.started ?? '';
      this.#leadsTo.set(client, started);
      const before = this.#server;
      this.#server = started;
      if (before !== undefined && before !== started) changed();
    };
    this.#pool = new pg.Pool({ ...config, onConnect });
    // It is replaced when it is needed.
    this.#pool.on('error', cut);
  }

  /** Runs one statement, if it is still wanted when a connection is there; undefined if not. Errors: those of `pg`. */
  async run(statement: Statement, still: () => boolean): Promise<readonly Row[] | undefined> {
    const client = await this.#connection();
    let fault: Error | undefined;
    const lost = (reason: Error): void => {
      fault = reason;
    };
    client.on('error', lost);
    try {
      return still() ? (await client.query(statement)).rows : undefined;
    } catch (reason) {
      fault = reason as Error;
      throw reason;
    } finally {
      client.off('error', lost);
      client.release(fault);
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
