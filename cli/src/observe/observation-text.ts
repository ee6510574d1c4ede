import type { JudgedRule, Observation } from '@parsec-spec/conformance/observe';
import type { Paint } from '@parsec-spec/conformance/report';
import { terminalLine } from '@parsec-spec/conformance/wire';

/** Violations of one rule that are shown. */
const MAX_SHOWN = 5;

/** An observation for a terminal: the broken rules with their evidence, what holds, the verdict. */
export function observationText(observation: Observation, paint: Paint, notes: readonly string[]): string {
  const { verdict, exchanges, rules } = observation;
  const broken = rules.filter(({ broken: count }) => count > 0);
  const held = rules.length - broken.length;
  const lines = [
    ...broken.flatMap((rule) => [...brokenRule(rule, paint), '']),
    ...(['client', 'server'] as const).flatMap((side) => holding(rules, side, paint)),
    ...notes.map((note) => `note: ${terminalLine(note)}`),
    `${exchanges} exchanges, ${rules.length} rules judged: ${held} hold, ${broken.length} broken`,
    paint.outcome(`verdict-${verdict}`, `verdict: ${verdict}`),
  ];
  return `${lines.join('\n')}\n`;
}

function brokenRule(rule: JudgedRule, paint: Paint): string[] {
  const outcome = rule.level === 'MUST' ? 'fail' : rule.level === 'SHOULD' ? 'warning' : 'note';
  const { requirement, row, level, side, sentence, judged, broken, violations } = rule;
  const shown = violations.slice(0, MAX_SHOWN);
  return [
    `${paint.outcome(outcome, outcome.toUpperCase())} ${paint.bold(requirement)}`,
    `  ${row}: the ${side} ${level} ${sentence}`,
    `  broken in ${broken} of ${judged}`,
    ...shown.flatMap(({ exchange, at, request, expected, observed }) => [
      `  exchange ${exchange}: ${terminalLine(request)} ${paint.dim(at)}`,
      `    expected ${terminalLine(expected)}`,
      `    observed ${terminalLine(observed)}`,
    ]),
    ...(broken > shown.length ? [`  … and ${broken - shown.length} more`] : []),
  ];
}

function holding(rules: readonly JudgedRule[], side: string, paint: Paint): string[] {
  const own = rules.filter((rule) => rule.side === side && rule.broken === 0);
  if (own.length === 0) return [];
  return [
    paint.bold(`holds for the ${side}`),
    ...own.map(({ requirement, judged }) => `  ${paint.outcome('pass', '✓')} ${requirement} (${judged})`),
    '',
  ];
}
