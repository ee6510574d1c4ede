import type { Outcome, RunEvent } from '../runner/run-events.ts';
import { terminalLine } from '../wire/terminal-text.ts';
import type { Paint } from './text.ts';

const firstLine = (text: string): string => text.replace(/\r?\n[\s\S]*/, ' …');

const SHOWN_OUTCOMES: readonly Outcome[] = ['fail', 'stale', 'flaky'];

/**
 * Returns an event handler that shows the progress of a run. A terminal has one line that is
 * rewritten. Otherwise each failure is one line.
 *
 * @param write - Writes text to the output.
 * @param terminal - Whether the output is a terminal.
 */
export function progress(
  write: (text: string) => void,
  paint: Paint,
  terminal: boolean,
): (event: RunEvent) => void {
  let total = 0;
  let done = 0;
  let red = 0;
  const clear = terminal ? '\r\u001b[2K' : '';
  return (event) => {
    if (event.event === 'run-started') {
      total = event.checks;
      if (!terminal) write(`judging ${event.target.address}: ${total} checks, seed ${event.seed}\n`);
    } else if (event.event === 'check-finished') {
      done += 1;
      if (SHOWN_OUTCOMES.includes(event.outcome)) {
        red += 1;
        write(
          `${clear}${paint.outcome(event.outcome, event.outcome)} ${event.check}: ${terminalLine(firstLine(event.message ?? ''))}\n`,
        );
      }
      if (terminal)
        write(
          `${clear}${paint.dim(`${done}/${total}`)} ${red > 0 ? paint.outcome('fail', `${red} red `) : ''}${event.check}`,
        );
    } else write(clear);
  };
}
