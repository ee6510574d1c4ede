import recorded from '../../targets/parsec-cloud.answers.json' with { type: 'json' };
import type { CheckFinished } from '../runner/run-events.ts';

/** What parsec-cloud did in a check when it was last recorded. */
export interface Answer {
  readonly outcome: string;
  /** Label and answer of each exchange that the check labelled. Without labels: the last answer. */
  readonly answers: readonly string[];
  readonly observed?: string;
}

/** Answers of parsec-cloud 3.10.0 by check: `explain` shows them. */
export const recordedAnswers: Readonly<Record<string, Answer>> = recorded;

/** The record of a check that ran on parsec-cloud. */
export function answerOf({ outcome, exchanges, observed }: CheckFinished): Answer {
  const labelled = exchanges.filter(({ label }) => label !== undefined);
  const told = labelled.length > 0 ? labelled : exchanges.slice(-1);
  const answers = told.map(({ label, response, error, request }) => {
    const came =
      response === undefined
        ? `no answer (${error})`
        : [response.status, response.reply].filter((part) => part !== undefined).join(' ');
    return `${label ?? request.method} → ${came}`;
  });
  return {
    outcome,
    answers: [...new Set(answers.map((text) => text.replace(/ps-[0-9a-f]{6}-\w+/g, 'ps-RUN')))].slice(0, 6),
    ...(observed === undefined ? {} : { observed }),
  };
}
