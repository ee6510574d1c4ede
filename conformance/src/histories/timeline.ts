import type { History, Operation } from './operation.ts';

/** Columns of the drawing. */
const width = 40;

/**
 * Draws when calls were under way, one a line, in the order they were asked: `├──┤`, or `├──…` where no answer came. Calls
 * that were under way at once overlap; columns are places in the order of calls and answers, not times.
 */
export function timeline<Request, Outcome>(
  calls: History<Request, Outcome>,
  told: (operation: Operation<Request, Outcome>) => string,
): readonly string[] {
  const sorted = [...calls].sort((a, b) => a.called - b.called);
  const moments = [...new Set(sorted.flatMap(({ called, returned }) => [called, returned]))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const column = (moment: number) =>
    Number.isFinite(moment)
      ? Math.round((moments.indexOf(moment) / Math.max(1, moments.length - 1)) * (width - 1))
      : width;
  return sorted.map((operation) => {
    const { called, returned, calledMs, returnedMs } = operation;
    const [begin, end] = [column(called), column(returned)];
    const bar = `${' '.repeat(begin)}├${'─'.repeat(Math.max(0, end - begin - 1))}${Number.isFinite(returned) ? '┤' : '…'}`;
    const times = Number.isFinite(returned)
      ? `${calledMs.toFixed(1)}–${returnedMs.toFixed(1)} ms`
      : `${calledMs.toFixed(1)} ms–`;
    return `  ${bar.padEnd(width + 2)} ${times.padEnd(20)} ${told(operation)}`;
  });
}
