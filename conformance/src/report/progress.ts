import { isRed } from '../runner/run-events.ts';
import { plural, terminalLine } from '../wire/terminal-text.ts';
import type { Paint } from './paint.ts';
import type { ReportEvent } from './report-events.ts';

const firstLine = (text: string): string => text.replace(/\r?\n[\s\S]*/, ' …');

/** Time between two lines of progress where the output is no terminal, in ms. */
const INTERVAL_MS = 5000;

/**
 * Shows the progress of a run: one rewritten line on a terminal; elsewhere a line per failure, and
 * every five seconds how far the run is.
 */
export function progress(
  write: (text: string) => void,
  paint: Paint,
  terminal: boolean,
  now: () => number = () => performance.now(),
): (event: ReportEvent) => void {
  let total = 0;
  let finishedChecks = 0;
  let red = 0;
  let started = 0;
  let lastTime = 0;
  const clear = terminal ? '\r\u001b[2K' : '';
  return (event) => {
    if (event.event === 'run-started') {
      total = event.checks;
      started = now();
      lastTime = started;
      if (!terminal)
        write(`judging ${event.target.address}: ${plural(total, 'check')}, seed ${event.seed}\n`);
    } else if (event.event === 'check-finished') {
      finishedChecks += 1;
      if (isRed(event.outcome)) {
        red += 1;
        write(
          `${clear}${paint.outcome(event.outcome, event.outcome)} ${event.check}: ${terminalLine(firstLine(event.message ?? ''))}\n`,
        );
      }
      if (terminal)
        write(
          `${clear}${paint.dim(`${finishedChecks}/${total}`)} ${red > 0 ? paint.outcome('fail', `${red} red `) : ''}${event.check}`,
        );
      else if (total > 0 && now() - lastTime >= INTERVAL_MS) {
        lastTime = now();
        const msLeft = ((lastTime - started) / finishedChecks) * Math.max(0, total - finishedChecks);
        write(
          `${finishedChecks} of ${total} checks done, ${red} red, about ${Math.ceil(msLeft / 1000)} s left\n`,
        );
      }
    } else write(clear);
  };
}
