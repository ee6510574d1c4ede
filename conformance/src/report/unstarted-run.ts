import type { RunStarted } from '../runner/run-events.ts';
import { suite } from '../runner/run-suite.ts';
import { printable } from '../wire/terminal-text.ts';
import type { CheckFinished } from './report-events.ts';
import type { RunLog } from './run-log.ts';

/** Facts about a run that ended before its first check. */
export interface UnstartedRun {
  /** As named on the command line. */
  readonly target: string;
  readonly seed: string;
  /** The message for the user. */
  readonly message: string;
}

/**
 * The log of a run that ended before its first check. It has no verdict, and one not testable check
 * with the reason.
 */
export function unstartedRunLog({ target, seed, message }: UnstartedRun): RunLog {
  const [, kind = 'url'] = /^(memory|image|cmd|client):/.exec(target) ?? [];
  const started: RunStarted = {
    event: 'run-started',
    format: 2,
    suite,
    target: { kind, address: target, server: 'unknown' },
    selection: { complete: false, patterns: [] },
    seed,
    startedAt: new Date().toISOString(),
    checks: 0,
  };
  const check: CheckFinished = {
    event: 'check-finished',
    check: 'the-run-began',
    kind: kind === 'client' ? 'client' : 'server',
    requirements: [],
    outcome: 'notTestable',
    durationMs: 0,
    message: printable(message),
    notes: [],
    exchanges: [],
  };
  return { started, checks: [check], finished: undefined };
}
