import { type Log, lineLog } from '../log/index.ts';
import type { ActResult, EndCode } from './ended.ts';

/** The result of an act, in the form of the conformance suite's client targets. */
export interface ActOutcome {
  readonly code: EndCode;
  /** The message that a person reads. */
  readonly message: string;
  /** Everything printed or logged at the most verbose level. A judge searches it for secrets. */
  readonly output: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

type EndedWithFacts = ActResult & { facts?: Readonly<Record<string, unknown>> };

/**
 * Runs one act with its own log. An exception becomes the code `other`, so that the judge reports
 * it.
 */
export async function act(run: (log: Log) => Promise<EndedWithFacts>): Promise<ActOutcome> {
  const lines: string[] = [];
  const {
    code,
    message,
    facts = {},
  } = await run(lineLog('trace', (line) => lines.push(line))).catch(unexpectedFailure);
  return { code, message, output: `${lines.join('')}${message}\n`, facts };
}

const unexpectedFailure = (error: unknown): EndedWithFacts => ({
  code: 'other',
  message: `the client failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
});
