import type { CheckResult } from '../runner/check-result.ts';
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
 *
 * @returns `show` takes the events of the run, and `hold` the failures that it holds back. These are
 *   counted at once, and listed when they stand.
 */
export function progress(
  write: (text: string) => void,
  paint: Paint,
  terminal: boolean,
  now: () => number = () => performance.now(),
): { readonly show: (event: ReportEvent) => void; readonly hold: (check: CheckResult) => void } {
  let total = 0;
  let finishedChecks = 0;
  let red = 0;
  const held = new Map<string, CheckResult>();
  let started = 0;
  let lastTime = 0;
  const clear = terminal ? '\r\u001b[2K' : '';
  const tell = (check: string) => {
    const open = [...held.values()].filter(({ outcome }) => isRed(outcome)).length;
    const redText = `${red + open} red${open > 0 ? `, ${open} of them perhaps blocked` : ''}`;
    if (terminal)
      write(
        `${clear}${paint.dim(`${finishedChecks}/${total}`)} ${red + open > 0 ? paint.outcome('fail', `${redText} `) : ''}${check}`,
      );
    else if (total > 0 && now() - lastTime >= INTERVAL_MS) {
      lastTime = now();
      const msLeft = ((lastTime - started) / finishedChecks) * Math.max(0, total - finishedChecks);
      write(
        `${finishedChecks} of ${total} checks done, ${redText}, about ${Math.ceil(msLeft / 1000)} s left\n`,
      );
    }
  };
  return {
    hold: (result) => {
      finishedChecks += 1;
      held.set(result.check, result);
      tell(result.check);
    },
    show: (event) => {
      if (event.event === 'run-started') {
        total = event.checks;
        started = now();
        lastTime = started;
        if (!terminal)
          write(`judging ${event.target.address}: ${plural(total, 'check')}, seed ${event.seed}\n`);
      } else if (event.event === 'check-finished') {
        if (!held.delete(event.check)) finishedChecks += 1;
        if (isRed(event.outcome)) {
          red += 1;
          write(
            `${clear}${paint.outcome(event.outcome, event.outcome)} ${event.check}: ${terminalLine(firstLine(event.message ?? ''))}\n`,
          );
        }
        tell(event.check);
      } else write(clear);
    },
  };
}
