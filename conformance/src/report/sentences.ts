import { type Answer, type Body, beginning, isDifference, type Observation } from '../judge/observation.ts';
import type { PlainFailure } from '../runner/check-result.ts';
import { unansweredText } from '../wire/exchange.ts';

/** The sentences of a failure. */
export interface FailureText {
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
}

/** Longest value in a message, and elsewhere, in characters. */
const MAX_IN_MESSAGE = 120;
const MAX_LENGTH = 400;

/** Formats a failure for a reader. */
export function failureText(failure: PlainFailure): FailureText {
  const { what, message } = failure;
  const subject = what === undefined ? '' : `${what}: `;
  return {
    message:
      message ??
      `${subject}expected ${expectedText(failure, MAX_IN_MESSAGE)}, got ${observedText(failure, MAX_IN_MESSAGE, true)}`,
    expected: expectedText(failure, MAX_LENGTH),
    observed: observedText(failure, MAX_LENGTH),
  };
}

/** The sentences of what a failure observed, one for each entry that a baseline must have. */
export const observedSentences = (failure: PlainFailure): readonly string[] => {
  const { observed, more } = failure;
  return observed.every(isDifference)
    ? [
        joined(
          observed.map((one) => valueText(one.path, one.observed)),
          more,
        ),
      ]
    : observed.map((one) => observationText(one));
};

const joined = (texts: readonly string[], more = 0): string =>
  `${texts.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;

const valueText = (path: string, value: unknown, limit = MAX_LENGTH): string =>
  `${path === '' ? '' : `${path}: `}${formatValue(value, limit)}`;

function expectedText({ expected, observed, more }: PlainFailure, limit: number): string {
  const differences = observed.filter(isDifference);
  if (differences.length > 0)
    return joined(
      differences.map(({ path, expected }) => valueText(path, expected, limit)),
      more,
    );
  const isEvent = expected.some((fact) => 'event' in fact);
  return expected.map((fact) => observationText(fact, limit, 'expected')).join(isEvent ? ', ' : ' or ');
}

function observedText(failure: PlainFailure, limit: number, isMessage = false): string {
  const { expected, observed, more } = failure;
  if (observed.every(isDifference))
    return joined(
      observed.map((one) => valueText(one.path, one.observed, limit)),
      more,
    );
  // A reply has HTTP 200, which says more if another status was expected.
  const withStatus = isMessage && expected.some((fact) => 'http' in fact);
  return observed
    .map((one) => `${withStatus && 'status' in one ? '200 ' : ''}${observationText(one, limit)}`)
    .join('; ');
}

/** Formats one fact that was expected or observed. */
export function observationText(
  fact: Observation,
  limit = MAX_LENGTH,
  side: 'expected' | 'observed' = 'observed',
): string {
  if (isDifference(fact)) return valueText(fact.path, fact.observed, limit);
  if ('value' in fact) return formatValue(fact.value, limit);
  if ('header' in fact) {
    if (side === 'observed') return fact.is ?? 'absent';
    return fact.is === undefined ? `a header ${fact.header}` : `${fact.header}: ${fact.is}`;
  }
  if ('event' in fact)
    return Object.entries(fact.event)
      .map(([name, value]) => valueText(name, value, Math.min(limit, 100)))
      .join(', ');
  if ('stream' in fact)
    return { silent: 'nothing', ended: 'the end of the stream', open: 'a stream that is still open' }[
      fact.stream
    ];
  if ('end' in fact)
    return `${fact.end}${fact.code === undefined ? '' : ` (${fact.code})`}${fact.shown === undefined ? '' : `: ${fact.shown}`}`;
  if ('mails' in fact) return counted(fact.mails, 'mail');
  if ('files' in fact) return counted(fact.files, 'file');
  if ('text' in fact) return fact.text;
  if ('http' in fact || 'status' in fact || 'noAnswer' in fact || 'tooLong' in fact) return answerText(fact);
  return typeof fact.body === 'string' ? `a ${fact.body}` : bodyText(fact.body);
}

const counted = (number: number, noun: string): string =>
  number === 0 ? 'none' : number === 1 ? `one ${noun}` : `${number} ${noun}s`;

/** Formats an answer in a few words. */
export function answerText(answer: Answer): string {
  if ('tooLong' in answer) return answer.tooLong;
  if ('noAnswer' in answer) return unansweredText(answer.noAnswer);
  if ('status' in answer) return statusText(beginning(answer.status, 200));
  return answer.body === undefined
    ? `HTTP ${answer.http}`
    : `HTTP ${answer.http} without a reply status (${bodyText(answer.body)})`;
}

/** Formats a status as a code span, or in quotes if it has other characters than a name. */
const statusText = (status: string): string =>
  /^[\w.-]+$/.test(status) ? `\`${status}\`` : JSON.stringify(status);

function bodyText({ bytes, encoding, text, message, hex }: Body): string {
  const about =
    encoding === undefined ? '' : `Content-Encoding: ${beginning(JSON.stringify(encoding), 40)}, `;
  if (hex !== undefined) return `${about}${bytesText(bytes, hex)}`;
  const shown = text ?? beginning(render(message), 80);
  return `${about}${bytes} bytes: ${JSON.stringify(shown)}`;
}

const bytesText = (bytes: number, hex: string): string =>
  bytes === 0 ? 'no bytes' : `${bytes} bytes ${hex}`;

/** Formats a value of a failure as one line. At most about `limit` characters. */
export function formatValue(value: unknown, limit = MAX_LENGTH): string {
  const text = render(value);
  return text.length <= limit ? text : `${beginning(text, limit)}… (${text.length} characters)`;
}

function render(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(render).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'nothing';
  const special = specialText(value);
  if (special !== undefined) return special;
  const fields = Object.entries(value).map(([key, item]) => `${key.replace(/^\$\$/, '$')}: ${render(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A value that JSON lacks, by the key that tells it (`plainObservation`). */
export function specialText(value: object): string | undefined {
  if ('$bytes' in value) {
    const { $bytes, hex, holds } = value as { $bytes: number; hex: string; holds?: string };
    return holds === undefined ? bytesText($bytes, hex) : `${holds} (${bytesText($bytes, hex)})`;
  }
  if ('$id' in value) return String(value.$id);
  if ('$time' in value) return String(value.$time);
  if ('$integer' in value) return String(value.$integer);
  if ('$answer' in value) return answerText(value.$answer as Answer);
  if ('$key' in value) return '[private key]';
  if ('$nothing' in value) return 'nothing';
  return '$omitted' in value ? '…' : undefined;
}
