import type { CheckFinished } from '../events/index.ts';
import type { Paint } from './paint.ts';
import { terminalBlock } from '../terminal/index.ts';
import { textExchange } from './text-exchange.ts';

/** Prefix of the further lines of a text. Its first line follows its label. */
const MARGIN = `${' '.repeat(12)}| `;

/** A check that did not pass, for a terminal, with the rerun command. */
export function textFinding(check: CheckFinished, paint: Paint): string {
  const { requirements, exchanges, culprit } = check;
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  const label = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`  ${paint.dim(name.padEnd(9))} ${terminalBlock(text, MARGIN)}`];
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
