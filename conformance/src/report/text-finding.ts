import type { CheckFinished } from '../events/index.ts';
import type { Paint } from './paint.ts';
import { textExchange } from './text-exchange.ts';

/** What a terminal shows of a check that is not green: requirement, what was sent, expected and came, and how to run it again. */
export function textFinding(check: CheckFinished, paint: Paint): string {
  const { requirements, exchanges, culprit } = check;
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  const label = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`  ${paint.dim(name.padEnd(9))} ${text}`];
  return [
    `${paint.outcome(check.outcome, check.outcome.toUpperCase())} ${paint.bold(check.check)}`,
    ...requirements.map(
      ({ id, row, level, sentence }) =>
        `  ${row} ${level} ${sentence}${id === check.check ? '' : paint.dim(` [${id}]`)}`,
    ),
    ...label('what', check.message),
    ...label('reason', check.reason === check.message ? undefined : check.reason),
    ...label(
      'sent',
      exchange === undefined ? undefined : `${exchange.request.method} ${exchange.request.target}`,
    ),
    ...label('expected', check.expected),
    ...label('came', check.observed),
    ...(exchange === undefined
      ? []
      : [
          textExchange(exchange)
            .split('\n')
            .map((line) => paint.dim(`    ${line}`))
            .join('\n'),
        ]),
    ...label('again', check.replay),
  ].join('\n');
}
