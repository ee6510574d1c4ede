import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientDriver, ClientOutcome, ClientOutcomeCode } from '../targets/client-driver.ts';
import { Instant } from '../wire/values.ts';
import type { CheckRecord } from './check-record.ts';
import { CommonJudge } from './common-judge.ts';
import type { Deadline } from './deadline.ts';
import { Failure } from './failure.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';

/** The inputs of the judge of one client check. */
export interface ClientJudgeParts {
  readonly id: string;
  readonly seed: string;
  readonly client: ClientDriver;
  readonly deadline: Deadline;
  readonly record: CheckRecord;
}

/** The argument of a client check: the client under test, and mock servers for it. */
export class ClientJudge extends CommonJudge {
  readonly client: ClientDriver;
  /** Aborts when the check ends or its time limit is reached. */
  readonly signal: AbortSignal;
  readonly #parts: ClientJudgeParts;

  constructor(parts: ClientJudgeParts) {
    super(parts);
    this.#parts = parts;
    this.client = parts.client;
    this.signal = parts.deadline.signal;
  }

  /** The current time. */
  now(): Instant {
    return new Instant(BigInt(Date.now()) * 1000n);
  }

  /** Makes an empty folder, which is removed at the end of the check. */
  async home(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-judge-'));
    this.signal.addEventListener('abort', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Starts a server on 127.0.0.1 that answers with the handler. It ends with the check. */
  mock(handler: MockHandler): Promise<MockServer> {
    return startMock(handler, this.#parts.record, { bind: '127.0.0.1', host: '127.0.0.1' }, this.signal);
  }

  /** Asserts that an action of the client had this result, or one of these. */
  expectOutcome(
    outcome: ClientOutcome,
    expected: ClientOutcomeCode | readonly ClientOutcomeCode[],
    what = 'the client',
  ): ClientOutcome {
    const codes = typeof expected === 'string' ? [expected] : expected;
    if (codes.includes(outcome.code)) return outcome;
    throw new Failure(`${what}: expected ${codes.join(' or ')}, got ${outcome.code} (${outcome.message})`, {
      expected: codes.join(' or '),
      observed: `${outcome.code}: ${outcome.message}`,
    });
  }
}
