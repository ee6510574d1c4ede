import { availableParallelism } from 'node:os';
import { Semaphore } from '../semaphore.ts';
import {
  type ClientConnection,
  CONTRACT_LIMITS,
  type ContractLimits,
  MAX_LOG_LENGTH,
  nextLine,
} from './client-connection.ts';
import {
  type Act,
  ActUnsupported,
  ClientError,
  type ClientIntroduction,
  type ClientOutcome,
  type ClientSession,
  type Comparing,
  type DeviceAccess,
  type Newcomer,
  type SessionOptions,
  type ShownTerms,
} from './client-driver.ts';
import { END_LIMIT_MS } from './client-process.ts';
import {
  type ContractLine,
  outcomeOf,
  parseContractLine,
  readActLine,
  readIntroduction,
} from './contract-lines.ts';

/** Many programs that start at once would exceed the time limit of `hello`. */
const starting = new Semaphore(availableParallelism());

/** Most lines of one act. */
const MAX_LINES_OF_ACT = 10_000;

/** Counts the errors of a client over a whole run. */
export interface ErrorCount {
  /** An act that has a time limit began. The returned function ends it. */
  readonly began: () => () => void;
  /** An act crashed or hung. */
  readonly failed: (act: string, error: ClientError) => void;
  /** An act ended. */
  readonly ended: () => void;
}

/** Settings of a session. */
interface ContractOptions extends SessionOptions {
  readonly limits?: ContractLimits | undefined;
  /** The client is operated by a person. An act may be skipped. */
  readonly maySkip?: boolean;
}

/** What the user answers during an act. */
interface User {
  readonly comparing?: Comparing;
  readonly show?: (terms: ShownTerms) => boolean;
  readonly onEvent?: (event: unknown) => void;
  /** Sends `stop` when it aborts. */
  readonly signal?: AbortSignal;
}

/** One installation of a client that speaks the contract of clients. */
export class ContractSession implements ClientSession {
  readonly #connect: () => ClientConnection;
  readonly #introduction: ClientIntroduction;
  readonly #options: ContractOptions;
  readonly #errors: ErrorCount;
  readonly #limits: ContractLimits;
  readonly #opened = performance.now();
  #connection: ClientConnection | undefined;
  #lastId = 0;
  /** Shown texts, and the logs of earlier processes. */
  #log = Buffer.alloc(0);
  #isEnded = false;
  /** Whether the running process has opened a device. */
  #isOpen = false;

  constructor(
    connect: () => ClientConnection,
    introduction: ClientIntroduction,
    errors: ErrorCount,
    options: ContractOptions = {},
  ) {
    this.#connect = connect;
    this.#introduction = introduction;
    this.#errors = errors;
    this.#options = options;
    this.#limits = options.limits ?? CONTRACT_LIMITS;
  }

  bootstrap(input: Newcomer): Promise<ClientOutcome> {
    return this.#act('bootstrap', { ...input });
  }

  logIn(input: DeviceAccess): Promise<ClientOutcome> {
    return this.#act('logIn', { ...input });
  }

  list(input: DeviceAccess): Promise<ClientOutcome> {
    return this.#act('list', { ...input });
  }

  changePassword({ password: old, newPassword, ...input }: DeviceAccess & { newPassword: string }) {
    return this.#act('changePassword', { ...input, old, new: newPassword });
  }

  acceptTerms({ show = () => true, ...input }: Parameters<ClientSession['acceptTerms']>[0]) {
    return this.#asMember('acceptTerms', input, {}, { show });
  }

  invite({ email, ...input }: Parameters<ClientSession['invite']>[0]) {
    return this.#asMember('invite', input, { ...(email !== undefined && { email }) });
  }

  claim({ comparing, signal, ...input }: Parameters<ClientSession['claim']>[0]) {
    return this.#act('claim', { ...input }, { comparing, ...(signal && { signal }) });
  }

  greet({ link, grant, comparing, signal, ...input }: Parameters<ClientSession['greet']>[0]) {
    return this.#asMember('greet', input, { link, grant }, { comparing, ...(signal && { signal }) });
  }

  revoke({ email, ...input }: Parameters<ClientSession['revoke']>[0]) {
    return this.#asMember('revoke', input, { email });
  }

  watch({ signal, onEvent, ...input }: Parameters<ClientSession['watch']>[0]) {
    return this.#asMember('watch', input, {}, { signal, ...(onEvent && { onEvent }) });
  }

  log(): Buffer {
    return Buffer.concat([this.#log, this.#connection?.log() ?? Buffer.alloc(0)]);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#forget();
    const end = await connection.close();
    this.#keep(connection.log());
    if (!end)
      throw new ClientError(
        'the end of stdin',
        `an end within ${END_LIMIT_MS / 1000} s`,
        'a process that still runs',
        END_LIMIT_MS,
      );
  }

  /** Ends the client for good, without a finding. Later acts throw. */
  kill(): void {
    this.#isEnded = true;
    this.#connection?.kill();
    this.#forget();
  }

  /**
   * An act of a member. The contract lets a client open its device by `logIn` and keep it open, so
   * `logIn` comes first. Its end does not matter here: the server may refuse it until the terms are
   * accepted.
   */
  async #asMember(act: Act, access: DeviceAccess, fields: object, user: User = {}): Promise<ClientOutcome> {
    this.#ensure(act);
    await this.#start();
    if (!this.#isOpen && this.#introduction.acts.includes('logIn')) await this.logIn(access);
    return this.#act(act, { ...access, ...fields }, user);
  }

  #ensure(act: Act): void {
    if (!this.#introduction.acts.includes(act)) throw new ActUnsupported(act);
  }

  async #act(act: Act, fields: object, user: User = {}): Promise<ClientOutcome> {
    this.#ensure(act);
    const connection = await this.#start();
    const limit =
      act === 'watch'
        ? Number.POSITIVE_INFINITY
        : this.#limits[act === 'claim' || act === 'greet' ? 'greeting' : 'act'];
    const { cheapPassword = false } = this.#options;
    const cheap = cheapPassword && this.#introduction.cheapPasswords ? { cheapPassword } : {};
    const id = this.#send(connection, { do: act, ...fields, ...cheap });
    const over = act === 'watch' ? () => undefined : this.#errors.began();
    try {
      const line = await this.#untilEnd(connection, act, id, user, limit).finally(over);
      this.#errors.ended();
      if (line.code === 'skipped' && this.#options.maySkip === true)
        throw new ActUnsupported(act, `the act \`${act}\` was skipped`);
      const outcome = outcomeOf(act, line);
      this.#isOpen ||= outcome.end === 'ok' && ['bootstrap', 'claim', 'logIn', 'list'].includes(act);
      return outcome;
    } catch (error) {
      throw this.#fail(connection, act, error);
    }
  }

  /** The error of a session that `kill` ended, perhaps at the time limit of another check that shares it. */
  #endedBySuite(act: string): ClientError {
    const expected = 'an act within the time limit of the check';
    return new ClientError(act, expected, 'the end of the check', performance.now() - this.#opened);
  }

  /**
   * Ends the client after an error, and counts the error unless the suite itself had ended it. Returns
   * the error to report.
   */
  #fail(connection: ClientConnection, act: string, error: unknown): unknown {
    const wasEnded = this.#connection !== connection;
    connection.kill();
    if (wasEnded) return this.#isEnded && error instanceof ClientError ? this.#endedBySuite(act) : error;
    this.#forget();
    if (error instanceof ClientError) this.#errors.failed(act, error);
    return error;
  }

  /** Reads lines until the act has ended, and `stop` too if it was sent. */
  async #untilEnd(
    connection: ClientConnection,
    act: Act,
    id: number,
    user: User,
    limit: number,
  ): Promise<ContractLine> {
    let stopId: number | undefined;
    let stopped = true;
    const stop = (): void => {
      if (stopId !== undefined || end !== undefined) return;
      stopped = false;
      stopId = this.#send(connection, { do: 'stop' });
    };
    let end: ContractLine | undefined;
    const { signal } = user;
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    const start = performance.now();
    try {
      for (let lines = 0; end === undefined || !stopped; lines += 1) {
        if (lines === MAX_LINES_OF_ACT) throw new ClientError(act, 'the end of the act', `${lines} lines`);
        const text = await nextLine(connection, act, limit, performance.now() - start);
        const line = parseContractLine(text, act, stopId === undefined ? [id] : [id, stopId]);
        if (line.id === stopId) {
          stopped = true;
          continue;
        }
        if (await this.#answer(connection, act, line, user)) end = line;
      }
      return end;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Answers a line of an act. Returns whether the act has ended. */
  async #answer(connection: ClientConnection, act: Act, line: ContractLine, user: User): Promise<boolean> {
    const read = readActLine(line, act);
    switch (read.kind) {
      case 'shown':
        user.comparing?.shown(read.code);
        return false;
      case 'choices': {
        const choose = (await user.comparing?.choose(read.codes)) ?? null;
        if (user.signal?.aborted !== true) connection.send(JSON.stringify({ id: line.id, choose }));
        return false;
      }
      case 'terms': {
        const agree = user.show?.({ addresses: read.addresses }) ?? false;
        connection.send(JSON.stringify({ id: line.id, agree }));
        return false;
      }
      case 'event':
        user.onEvent?.(read.event);
        this.#keep(Buffer.from(`${JSON.stringify(read.event)}\n`));
        return false;
      default:
        this.#keep(Buffer.from(`${read.said}\n`));
        return true;
    }
  }

  /** Starts the client unless it runs, and greets it with `hello`. */
  async #start(): Promise<ClientConnection> {
    if (this.#connection !== undefined) return this.#connection;
    await starting.take();
    if (this.#isEnded) {
      starting.release();
      throw this.#endedBySuite('the client');
    }
    const connection = this.#connect();
    this.#connection = connection;
    this.#isOpen = false;
    try {
      await this.#hello(connection);
    } catch (error) {
      throw this.#fail(connection, 'hello', error);
    } finally {
      starting.release();
    }
    return connection;
  }

  async #hello(connection: ClientConnection): Promise<ClientIntroduction> {
    const id = this.#send(connection, { do: 'hello', contract: 1 });
    return readIntroduction(
      parseContractLine(await nextLine(connection, 'hello', this.#limits.hello), 'hello', [id]),
    );
  }

  #send(connection: ClientConnection, fields: object): number {
    this.#lastId += 1;
    connection.send(JSON.stringify({ id: this.#lastId, ...fields }));
    return this.#lastId;
  }

  #keep(bytes: Buffer): void {
    this.#log = Buffer.concat([this.#log, bytes.subarray(0, MAX_LOG_LENGTH - this.#log.length)]);
  }

  #forget(): void {
    this.#connection = undefined;
    this.#isOpen = false;
  }
}
