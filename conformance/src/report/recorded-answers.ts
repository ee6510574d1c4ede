import recorded from '../../targets/parsec-cloud.answers.json' with { type: 'json' };
import type { CheckFinished } from './report-events.ts';

/** The recorded behaviour of parsec-cloud in a check. */
export interface Answer {
  readonly outcome: string;
  /** Label and answer of each exchange that the check labelled. Without labels: the last answer. */
  readonly answers: readonly string[];
  readonly observed?: string;
}

/** The answers of parsec-cloud 3.10.0 by check id. `parsec-spec explain` shows them. */
export const recordedAnswers: Readonly<Record<string, Answer>> = recorded;

/** Extracts the answer from the result of a check on parsec-cloud. */
export function answerOf({ outcome, exchanges, observed }: CheckFinished): Answer {
  const labelled = exchanges.filter(({ label }) => label !== undefined);
  const recorded = labelled.length > 0 ? labelled : exchanges.slice(-1);
  const answers = recorded.map(({ label, response, error, request }) => {
    const answer =
      response === undefined
        ? `no answer (${error})`
        : [response.status, response.reply].filter((part) => part !== undefined).join(' ');
    return `${label ?? request.method} → ${answer}`;
  });
  return {
    outcome,
    answers: [...new Set(answers.map((text) => text.replace(/ps-[0-9a-f]{6}-\w+/g, 'ps-RUN')))].slice(0, 6),
    ...(observed === undefined ? {} : { observed }),
  };
}
