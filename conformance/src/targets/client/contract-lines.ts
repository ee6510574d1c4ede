import { parseJson } from '../../wire/parse-json.ts';
import { ACTS, type Act, ClientError, type ClientIntroduction, type ClientOutcome } from './client-driver.ts';

/** Longest line of the contract, in bytes. */
export const MAX_LINE_BYTES = 65_536;

/** A line from the client. */
export type ContractLine = Readonly<Record<string, unknown>>;

const quote = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

/**
 * Parses a line of the client.
 *
 * @throws ClientError if it is not a JSON object with the `id` of a running act
 */
export function parseContractLine(text: string, act: string, ids: readonly number[]): ContractLine {
  const expected = `a JSON object with "id": ${ids.join(' or ')}`;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new ClientError(act, expected, quote(text));
  }
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!isMap || !ids.includes((value as { id?: unknown }).id as number))
    throw new ClientError(act, expected, quote(text));
  return value as ContractLine;
}

/**
 * Reads the answer to `hello`.
 *
 * @throws ClientError if a field is missing or has another type
 */
export function readIntroduction(line: ContractLine): ClientIntroduction {
  const { client, acts, opensForeignFiles = false, cheapPasswords = false } = line;
  const expected =
    '{"client": "NAME/VERSION", "acts": [ACT, …], "opensForeignFiles": true or false, "cheapPasswords": true or false}';
  const isValid =
    typeof client === 'string' &&
    Array.isArray(acts) &&
    acts.every((act) => typeof act === 'string') &&
    typeof opensForeignFiles === 'boolean' &&
    typeof cheapPasswords === 'boolean';
  if (!isValid) throw new ClientError('hello', expected, quote(JSON.stringify(line)));
  const supported = ACTS.filter((act) => acts.includes(act));
  return { client, acts: supported, opensForeignFiles, cheapPasswords };
}

/** What a line inside an act is: a code to show, codes to choose from, terms, an event, or the end. */
export type ActLine =
  | { readonly kind: 'shown'; readonly code: string }
  | { readonly kind: 'choices'; readonly codes: readonly string[] }
  | { readonly kind: 'terms'; readonly addresses: Readonly<Record<string, string>> }
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'end'; readonly end: string; readonly said: string };

const isTextRecord = (value: unknown): value is Readonly<Record<string, string>> =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => typeof each === 'string');

/**
 * Reads a line inside an act.
 *
 * @throws ClientError if it is none of the lines of the contract
 */
export function readActLine(line: ContractLine, act: string): ActLine {
  const { shown: code, choices, terms, event, end, said = '' } = line;
  if (typeof code === 'string') return { kind: 'shown', code };
  if (Array.isArray(choices) && choices.every((each) => typeof each === 'string'))
    return { kind: 'choices', codes: choices };
  if (isTextRecord(terms)) return { kind: 'terms', addresses: terms };
  if (event !== undefined) return { kind: 'event', event };
  const isEnd = ['ok', 'refused', 'cancelled', 'unsupported'].includes(end as string);
  if (isEnd && typeof said === 'string') return { kind: 'end', end: end as string, said };
  const expected = 'a line with shown, choices, terms, event or end (ok, refused, cancelled, unsupported)';
  throw new ClientError(act, expected, quote(JSON.stringify(line)));
}

/** Stack traces of common runtimes. A user must not see them. Bounded, so that it takes linear time. */
const STACK_TRACE =
  /^[\t ]{1,40}at [^\n]{1,500}:\d{1,9}:\d{1,9}\)?\r?$|^Traceback \(most recent call last\)|\bpanicked at\b|^goroutine \d{1,9} \[|^[\t ]{1,40}at [\w.$]{1,500}\(\w{1,200}\.java:\d{1,9}\)/m;

/**
 * Reads the last line of an act.
 *
 * @throws ClientError if it says `unsupported`, or its text contains a stack trace
 */
export function outcomeOf(act: Act, line: ContractLine): ClientOutcome {
  const { end, said = '', code, link, users, devices } = line;
  if (end === 'unsupported')
    throw new ClientError(act, 'an act that the answer to hello declares', '"end": "unsupported"');
  if (STACK_TRACE.test(String(said)))
    throw new ClientError(act, 'a text for a user', 'a stack trace in `said`');
  return {
    end: end as ClientOutcome['end'],
    said: String(said),
    ...(typeof code === 'string' && { code }),
    ...(typeof link === 'string' && { link }),
    ...(Array.isArray(users) && { users }),
    ...(Array.isArray(devices) && { devices }),
  };
}
