import { textExchange } from '@parsec-spec/conformance/report';
import type { CheckFinished, ExchangeView } from '@parsec-spec/conformance/runner';
import type { ExplainedCheck, Explanation } from './explanation.ts';
import { locationText } from './source-locations.ts';

/**
 * Formats explanations for a person: the sentence, then each check with its twins and the recorded
 * answers of parsec-cloud.
 */
export const explanationText = (explanations: readonly Explanation[]): string =>
  `${explanations.map(one).join('\n\n')}\n`;

function one({ requirement, checks, guards, mutants }: Explanation): string {
  const { id, row, level, underTest, sentence, testable, reason, supersededBy } = requirement;
  const party = underTest === 'both' ? 'A server and a client' : `A ${underTest}`;
  return [
    id,
    `  ${party} ${level} ${sentence} (${row})`,
    ...(testable ? [] : [`  Not testable: ${reason}`]),
    ...(supersededBy === undefined ? [] : [`  Superseded by ${supersededBy}.`]),
    ...(testable && checks.length === 0 ? ['  No check verifies it yet.'] : []),
    ...guards.map((guard) => `  guard: ${locationText(guard)}`),
    ...(mutants ?? []).map((mutant) => `  mutant: ${locationText(mutant)}`),
    ...(mutants === undefined ? ['  mutants: in `mutants.ts` beside the checks (in the repository)'] : []),
    ...checks.map(checkText),
  ].join('\n');
}

function checkText(check: ExplainedCheck): string {
  const { id, kind, needs, file, line, why, rehearsal, parsecCloud } = check;
  return [
    '',
    `  check ${id} (${kind}${needs.length === 0 ? '' : `; needs ${needs.join(', ')}`})`,
    ...(file === undefined
      ? []
      : [`  at: ${locationText({ file, ...(line === undefined ? {} : { line }) })}`]),
    ...(why === undefined ? [] : [`  why: ${why}`]),
    ...(rehearsal === undefined ? [] : [indent(exchangesText(rehearsal), 4)]),
    ...(kind === 'client' ? ['  tried by: parsec-spec validate client:reference'] : [cloudText(parsecCloud)]),
  ].join('\n');
}

function cloudText(answer: ExplainedCheck['parsecCloud']): string {
  if (answer === undefined) return '  parsec-cloud 3.10.0: not recorded';
  const observed = answer.observed === undefined ? '' : `; observed ${answer.observed}`;
  return `  parsec-cloud 3.10.0: ${answer.outcome}; ${answer.answers.join('; ')}${observed}`;
}

/** Labelled exchanges (the twins) are shown in full, all others in one line each. */
function exchangesText({ exchanges }: CheckFinished): string {
  return exchanges
    .map((exchange) =>
      exchange.label === undefined
        ? brief(exchange)
        : `${exchange.label}:\n${indent(textExchange(exchange, 64), 2)}`,
    )
    .join('\n');
}

const brief = ({ request, response, error }: ExchangeView): string =>
  `${request.method} ${request.target} → ${response === undefined ? `no answer (${error})` : [response.status, response.reply].filter((part) => part !== undefined).join(' ')}`;

const indent = (text: string, blanks: number): string => text.replace(/^/gm, ' '.repeat(blanks));
