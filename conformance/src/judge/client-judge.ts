import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ClientDriver,
  ClientOutcome,
  ClientSession,
  SessionOptions,
} from '../targets/client/client-driver.ts';
import { endProcessesOf } from '../targets/process/home-processes.ts';
import { Instant } from '../wire/values.ts';
import { ClientTraces } from './client-traces.ts';
import { CommonJudge, type CommonParts } from './common-judge.ts';
import { Failure } from './failure.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';

/**
 * An act that does not succeed after this time may have given up on a late answer of the judge, in ms.
 * The reference client waits for 15 s, and Scille's longer. A shorter time would excuse more clients
 * that are broken.
 */
export const SHORTEST_WAIT_MS = 14_000;

/** The inputs of the judge of one client check. */
export interface ClientJudgeParts extends CommonParts {
  readonly client: ClientDriver;
  /** Checks that wait longer than 5 s are included. */
  readonly slow: boolean;
}

/**
 * The argument of a client check: the client under test, and mock servers for it. A check decides by
 * how an act ended, by the requests on the wire, by the files below home, and by the text shown.
 */
export class ClientJudge extends CommonJudge {
  readonly client: ClientDriver;
  /** Aborts when the check ends or its time limit is reached. */
  readonly signal: AbortSignal;
  /** What the client leaves in its output and its files, and the secrets of the check. */
  readonly traces = new ClientTraces();
  readonly #parts: ClientJudgeParts;

  constructor(parts: ClientJudgeParts) {
    super(parts);
    this.#parts = parts;
    this.client = parts.client;
    this.signal = parts.deadline.signal;
    parts.record.cleanups.push(async () => this.traces.end());
  }

  now(): Instant {
    return new Instant(BigInt(Date.now()) * 1000n);
  }

  /** Makes an empty folder, which is removed at the end of the check. */
  async home(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-judge-'));
    // A client that is being ended may still write a file.
    const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };
    const { client, record } = this.#parts;
    record.cleanups.push(async () => {
      if (client.isProgram && client.isPerson !== true)
        record.leftProcesses.push(...(await endProcessesOf(folder)));
      await rm(folder, options);
    });
    return folder;
  }

  /** Opens an installation of the client under test. It ends with the check. */
  async open(home: string, options: SessionOptions = {}): Promise<ClientSession> {
    const session = await this.client.open(home, { ...options, check: this.#parts.id });
    if (this.signal.aborted) session.kill();
    this.signal.addEventListener('abort', () => session.kill());
    const { record } = this.#parts;
    return this.traces.follow(home, session, ({ end }, since) => {
      if (end !== 'ok' && performance.now() - since >= SHORTEST_WAIT_MS)
        record.gaveUpSince = Math.min(record.gaveUpSince ?? since, since);
    });
  }

  /**
   * Asserts that no output of a client and no file in its home had a secret at any time of the
   * check. It ends every check.
   */
  async expectNoLeak(): Promise<void> {
    const { files, outputs, gaps } = await this.traces.leaks();
    for (const gap of gaps) this.note(`not everything was searched for secrets: ${gap}`);
    await this.under('client-keys/no-secret-in-files', () =>
      this.expect.equal(files, [], 'unsealed secrets in files below home, at some time of the check'),
    );
    await this.under('client-keys/no-secret-in-logs', () =>
      this.expect.equal(outputs, [], 'secrets in a log'),
    );
  }

  /**
   * The divisor of the client's pauses. A client that cannot shorten them waits for minutes, so the
   * check then needs --slow.
   */
  haste(pauseDivisor: number): number {
    if (pauseDivisor === 1 || this.client.canHurry) return pauseDivisor;
    if (!this.#parts.slow) this.notApplicable('waits longer than 5 s with this client: needs --slow');
    return 1;
  }

  /** Starts a server on 127.0.0.1 that answers with the handler. It ends with the check. */
  mock(handler: MockHandler): Promise<MockServer> {
    return startMock(handler, this.#parts.record, { bind: '127.0.0.1', host: '127.0.0.1' }, this.signal);
  }

  /** Asserts that an act succeeded. */
  expectOk(outcome: ClientOutcome, what = 'the client'): ClientOutcome {
    return this.#expectEnd(outcome, ['ok'], what);
  }

  /** Asserts that the client refused an act, and told its user why. */
  expectRefused(outcome: ClientOutcome, what = 'the client'): ClientOutcome {
    this.#expectEnd(outcome, ['refused'], what);
    this.expect.that(
      /\p{L}/u.test(outcome.said),
      `${what}: a text that says why`,
      JSON.stringify(outcome.said),
    );
    return outcome;
  }

  /** Asserts that an act did not succeed: the client refused it, or its user ended it. */
  expectNotDone(outcome: ClientOutcome, what: string): ClientOutcome {
    return this.#expectEnd(outcome, ['refused', 'cancelled'], what);
  }

  /** Asserts that the client ended an act because of `stop`. */
  expectStopped(outcome: ClientOutcome): ClientOutcome {
    return this.#expectEnd(outcome, ['ok', 'cancelled'], 'a client that was stopped');
  }

  /**
   * Asserts that the client explains an outcome by another text than each of the others, and by
   * another code where it sends codes. No words are looked for, so the texts may be in any language.
   *
   * @param by - `text`: the outcomes are one cause in different forms, which may share a code
   */
  expectToldApart(
    [cause, outcome]: ExplainedOutcome,
    others: readonly ExplainedOutcome[],
    by: 'text' | 'text and code' = 'text and code',
  ): void {
    for (const [otherCause, other] of others) {
      const differs = textOf(outcome) !== textOf(other);
      this.expect.that(differs, `another text for ${cause} than for ${otherCause}`, outcome.said);
      const { code } = outcome;
      if (by === 'text' || code === undefined) continue;
      this.expect.that(code !== other.code, `another \`code\` for ${cause} than for ${otherCause}`, code);
    }
  }

  /**
   * Asserts that the client explains these outcomes alike: by one code where it sends codes, and
   * otherwise by one text.
   */
  expectToldAlike([first, one]: ExplainedOutcome, [second, other]: ExplainedOutcome): void {
    if (one.code !== undefined && other.code !== undefined)
      this.expect.equal(other.code, one.code, `\`code\` for ${second}: that for ${first}`);
    else this.expect.equal(textOf(other), textOf(one), `text for ${second}: that for ${first}`);
  }

  #expectEnd(outcome: ClientOutcome, ends: readonly ClientOutcome['end'][], what: string): ClientOutcome {
    if (ends.includes(outcome.end)) return outcome;
    const { end, said: shown, code } = outcome;
    throw new Failure({
      what,
      expected: ends.map((one) => ({ end: one })),
      observed: [{ end, ...(code === undefined ? {} : { code }), shown }],
    });
  }
}

/** An outcome and its cause, in words. */
export type ExplainedOutcome = readonly [cause: string, outcome: ClientOutcome];

/**
 * What a text says about a cause. Digits, ids, the names of temporary folders and of random
 * organizations do not count: a status code alone does not explain a cause.
 */
const textOf = ({ said }: ClientOutcome): string =>
  said.replaceAll(/parsec-spec-judge-\w+|Org_\w+|[0-9a-f]{32}|\d+/g, '').trim();
