import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cast, Random } from '../cast/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { ClientOutcome, ClientOutcomeCode, ClientDriver } from '../client-driver/index.ts';
import { Instant } from '../wire/index.ts';
import type { Deadline } from './deadline.ts';
import { Expectations } from './expectations.ts';
import type { CheckRecord } from './facilities.ts';
import { Failure, Unjudged } from './failure.ts';
import { type MockHandler, type MockServer, startMock } from './mock-server.ts';

/** Everything about who the judge of one client check is. */
export interface ClientJudgeParts {
  readonly id: string;
  readonly seed: string;
  readonly client: ClientDriver;
  readonly deadline: Deadline;
  readonly record: CheckRecord;
}

/** What a check of a client is given: the client, folders for it, and servers that the judge plays. */
export class ClientJudge {
  readonly random: Random;
  readonly cast: Cast;
  readonly expect = new Expectations();
  readonly client: ClientDriver;
  readonly signal: AbortSignal;
  readonly #parts: ClientJudgeParts;

  constructor(parts: ClientJudgeParts) {
    this.#parts = parts;
    this.random = new Random(parts.seed, parts.id);
    this.cast = new Cast(this.random.fork('cast'));
    this.client = parts.client;
    this.signal = parts.deadline.signal;
  }

  /** The present. */
  now(): Instant {
    return new Instant(BigInt(Date.now()) * 1000n);
  }

  /** A fresh, empty folder. */
  home(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'parsec-spec-judge-'));
  }

  /** A server on the loopback that answers as the handler says; what it heard is recorded. Ends with the check. */
  mock(handler: MockHandler): Promise<MockServer> {
    return startMock(handler, this.#parts.record, { bind: '127.0.0.1', host: '127.0.0.1' }, this.signal);
  }

  /** The client's act ended as said. */
  ended(
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

  /** Hides a secret of the check from every report. */
  hide(secret: Uint8Array | string, name: string): void {
    if (typeof secret === 'string') this.#parts.record.secrets.text(secret, name);
    else this.#parts.record.secrets.bytes(secret, name);
  }

  note(text: string): void {
    this.#parts.record.notes.push(text);
  }

  fail(message: string, expected: string, observed: string, exchange?: Exchange): never {
    throw new Failure(message, { expected, observed, exchange });
  }

  notApplicable(reason: string): never {
    throw new Unjudged('not-applicable', reason);
  }

  notTestable(reason: string): never {
    throw new Unjudged('not-testable', reason);
  }
}
