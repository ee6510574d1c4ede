import { type Log, lineLog } from '../log/index.ts';
import type { Ended, EndCode } from './ended.ts';

/** What an act came to, as the conformance suite's client targets tell it. */
export interface ActOutcome {
  readonly code: EndCode;
  /** What a person is told. */
  readonly message: string;
  /** Everything printed or logged, at the most verbose: a judge searches it for secrets. */
  readonly output: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

type EndedWithFacts = Ended & { facts?: Readonly<Record<string, unknown>> };

/** Runs one act with a log of its own. A client that breaks down is for its judge to know. */
export async function act(run: (log: Log) => Promise<EndedWithFacts>): Promise<ActOutcome> {
  const lines: string[] = [];
  const {
    code,
    message,
    facts = {},
  } = await run(lineLog('trace', (line) => lines.push(line))).catch(brokenDown);
  return { code, message, output: `${lines.join('')}${message}\n`, facts };
}

const brokenDown = (error: unknown): EndedWithFacts => ({
  code: 'other',
  message: `the client broke down: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
});
