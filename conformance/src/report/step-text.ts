import type { StepResult, StreamedLine } from '../runner/preflight/try-steps.ts';
import { failureText, observationText } from './sentences.ts';

/** The result of a step of `doctor`, with texts. */
export interface StepText extends Omit<StepResult, 'failure' | 'awaits' | 'received'> {
  /** The expected answer, if it failed. */
  readonly expected?: string;
  /** The answer, if it failed. */
  readonly observed?: string;
  /** The rules that the failed expectation states, if they are not those of the step. */
  readonly rules?: readonly string[];
  /** What an event stream that failed has sent so far, one item for each line or event. */
  readonly received?: readonly string[];
}

/** Maximum length of an event, in characters. */
const MAX_CHARACTERS = 160;

/** Adds the texts of a step that failed. */
export function stepText({ failure, awaits: _, received, ...result }: StepResult): StepText {
  if (failure === undefined) return result;
  const { expected, observed } = failureText(failure);
  const { rules } = failure;
  return {
    ...{ ...result, expected, observed },
    ...(rules === undefined ? {} : { rules }),
    ...(received === undefined ? {} : { received: received.map(lineText) }),
  };
}

/** A line in quotes, as the server sent it, or an event. */
function lineText(received: StreamedLine): string {
  if ('more' in received) return `and ${received.more} more lines`;
  if ('line' in received) return JSON.stringify(received.line);
  return `data: of ${observationText(received.event, MAX_CHARACTERS)}, then ${JSON.stringify(received.end)}`;
}
