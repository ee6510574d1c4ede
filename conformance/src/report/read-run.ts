import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/event.schema.json' with { type: 'json' };
import type { RunStarted } from '../runner/run-events.ts';
import type { BaselineFile, ObservedCheck } from '../targets/baseline-file.ts';
import { TargetError } from '../targets/target.ts';
import type { CheckFinished, ReportEvent } from './report-events.ts';

/** A run, read from its events. */
export interface RecordedRun {
  /** All events, in the order of the file. */
  readonly events: readonly ReportEvent[];
  readonly started: RunStarted;
  readonly checks: readonly CheckFinished[];
}

const hint = 'name the events of a whole run: validate … --report ndjson=PATH';

/**
 * Reads the events of a run (`--report ndjson=PATH`).
 *
 * @param name - names the file in errors
 * @throws `TargetError` (`usage`) if a line is not an event, or the run did not end
 */
export function readRun(source: string, name: string): RecordedRun {
  const ajv = new Ajv2020({
    allowUnionTypes: true,
    formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
  });
  const isEvent = ajv.compile<ReportEvent>(schema);
  const events: ReportEvent[] = [];
  for (let from = 0; from < source.length; ) {
    const end = source.indexOf('\n', from);
    const event = parsed(source.slice(from, end < 0 ? undefined : end));
    if (!isEvent(event))
      throw new TargetError('usage', `${name}: line ${events.length + 1} is not an event of a run`, hint);
    events.push(event);
    from = end < 0 ? source.length : end + 1;
  }
  const [started] = events;
  if (started?.event !== 'run-started')
    throw new TargetError('usage', `${name} does not begin with the start of a run`, hint);
  if (events.at(-1)?.event !== 'run-finished')
    throw new TargetError('usage', `${name} lacks the end of the run`, hint);
  return { events, started, checks: events.filter((event) => event.event === 'check-finished') };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * What a run observed, for the baseline of a file.
 *
 * @throws `TargetError` (`usage`) if the run was not one of this target
 */
export function observedChecks(
  { started, checks }: RecordedRun,
  file: BaselineFile,
): readonly ObservedCheck[] {
  const { target, client } = started;
  const judged = [target, client].filter((one) => one !== undefined);
  if (file.name !== undefined && !judged.some((one) => one.file === file.name)) {
    const names = judged.map((one) => `\`${one.file ?? one.address}\``).join(' and ');
    throw new TargetError(
      'usage',
      `the run judged ${names}, and the file is of \`${file.name}\``,
      'run the suite with this file: --target-file FILE, or client:file:FILE',
    );
  }
  const entries = new Set(file.baseline.map(({ check }) => check));
  return checks.flatMap((event): readonly ObservedCheck[] => {
    const { check, kind, outcome, answers = [], observed: sentence, fault } = event;
    const isOwn = file.name === undefined || kind === file.kind;
    if (!isOwn || fault === true || unjudged.includes(outcome)) return [];
    if (answers.length === 0) return [{ check, result: 'passed', answers }];
    // A failure that is not red, or that another file expects otherwise, needs no entry.
    if (!entries.has(check) && outcome !== 'fail' && outcome !== 'flaky') return [];
    const result = outcome === 'flaky' ? 'sometimes' : 'failed';
    return [{ check, result, answers, ...(sentence === undefined ? {} : { sentence }) }];
  });
}

/** Outcomes that say nothing of the check. */
const unjudged: readonly string[] = ['blocked', 'notTestable', 'notApplicable'];
