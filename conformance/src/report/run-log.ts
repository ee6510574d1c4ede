import type { PropertiesFinished, RunEvent, RunStarted } from '../runner/run-events.ts';
import { type CheckFinished, type RunFinished, reportEvent } from './report-events.ts';

/** All events of one run: the input of every final report. */
export interface RunLog {
  readonly started: RunStarted;
  readonly checks: readonly CheckFinished[];
  /** The generated lives. Absent if none were played. */
  readonly properties?: PropertiesFinished;
  /** Absent while the run lasts, or if it ended without its last event. */
  readonly finished: RunFinished | undefined;
}

/**
 * Collects the events of a run.
 *
 * @example
 *   const collector = new RunCollector();
 *   await runSuite({ ...options, onEvent: (event) => collector.take(event) });
 *   if (collector.log !== undefined) await writeFile('report.html', htmlReport(collector.log));
 */
export class RunCollector {
  #started: RunStarted | undefined;
  #finished: RunFinished | undefined;
  #properties: PropertiesFinished | undefined;
  readonly #checks: CheckFinished[] = [];

  /** Adds an event. Pass it as `onEvent` of `runSuite`. */
  take(event: RunEvent): void {
    if (event.event === 'run-started') this.#started = event;
    else if (event.event === 'run-finished') this.#finished = reportEvent(event);
    else if (event.event === 'properties-finished') this.#properties = event;
    else this.#checks.push(reportEvent(event));
  }

  /** The events so far, with the checks sorted by id. Undefined before the first event. */
  get log(): RunLog | undefined {
    if (this.#started === undefined) return undefined;
    const checks = [...this.#checks].sort((a, b) => (a.check < b.check ? -1 : 1));
    return {
      started: this.#started,
      checks,
      ...(this.#properties === undefined ? {} : { properties: this.#properties }),
      finished: this.#finished,
    };
  }
}
