import { CodedError } from '@parsec-spec/spec/errors';
import { isWebAddress } from '@parsec-spec/spec/urls';
import type { OptionKind } from './options.ts';

/**
 * An option or variable that cannot be used. The message states the problem, `hint` the expectation.
 * Neither repeats a value that may be a secret.
 */
export class SettingsError extends CodedError<'usage'> {
  constructor(message: string, hint: string) {
    super('usage', message, { hint });
  }
}

/** The values that the text of an option can have. */
export type OptionValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly [number, number]
  | Readonly<Record<string, string>>;

/** The text of a malformed address as it is shown, without what may be a password: all up to the last @. */
export const withoutUser = (text: string): string => text.replace(/^.*@/s, '(hidden)@');

const trueWords = ['true', 't', '1', 'yes', 'y', 'on'];
const falseWords = ['false', 'f', '0', 'no', 'n', 'off'];
const levels = ['debug', 'info', 'warning', 'error', 'critical'];
const accounts = ['disabled', 'enabled_with_vault', 'enabled_without_vault'];
const formats = ['console', 'console_no_timestamp', 'json'];

/**
 * Reads the text of an option. `source` is how the user knows it: `--port`, `PARSEC_PORT`. Throws a
 * SettingsError.
 */
export function readOptionValue(kind: OptionKind, text: string, source: string): OptionValue {
  const expected = (what: string): SettingsError =>
    new SettingsError(`${source} is not usable`, `Expected ${what}.`);
  const oneOf = (list: readonly string[]): string => {
    const word = text.toLowerCase();
    if (!list.includes(word)) throw expected(`one of ${list.join(', ')}`);
    return word;
  };
  switch (kind) {
    case 'text':
      return text;
    case 'flag':
    case 'boolean': {
      const word = text.toLowerCase();
      if (trueWords.includes(word)) return true;
      if (falseWords.includes(word)) return false;
      throw expected('true or false');
    }
    case 'port':
      return (
        integer(text, 0, 65_535) ??
        fail(new SettingsError(`${source} "${text}" is not a port (0 to 65535)`, 'For example 6777.'))
      );
    case 'count':
      return integer(text, 0, Number.MAX_SAFE_INTEGER) ?? fail(expected('an integer from 0'));
    case 'integer':
      return integer(text, -2_147_483, 2_147_483) ?? fail(expected('an integer'));
    case 'list':
      return text.split(/\s+/).filter((item) => item !== '');
    case 'terms':
      return (
        terms(text) ??
        fail(expected('LOCALE:URL,LOCALE:URL, with http or https URLs, and \\, for a comma in a URL'))
      );
    case 'limits':
      return limits(text) ?? fail(expected('two integers: seconds, and a number of mails'));
    case 'account':
      return oneOf(accounts).toUpperCase();
    case 'level':
      return oneOf(levels);
    case 'format':
      return oneOf(formats);
  }
}

function fail(error: SettingsError): never {
  throw error;
}

function integer(text: string, min: number, max: number): number | undefined {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function terms(text: string): Readonly<Record<string, string>> | undefined {
  const entries = text
    .split(/(?<!\\),/)
    .map((item) => /^([^:]+):(.+)$/s.exec(item.replaceAll('\\,', ',')))
    .map((found): [string, string] | undefined =>
      found?.[1] && found[2] ? [found[1], found[2]] : undefined,
    );
  const isUsable = (entry: [string, string] | undefined): entry is [string, string] =>
    entry !== undefined && isWebAddress(entry[1]);
  return entries.every(isUsable) ? Object.fromEntries(entries) : undefined;
}

// As in parsec-cloud, a negative value counts as 0.
function limits(text: string): readonly [number, number] | undefined {
  const [cooldown, perHour, ...more] = text
    .trim()
    .split(/\s+/)
    .map((word) => integer(word, -2_147_483, 2_147_483));
  if (cooldown === undefined || perHour === undefined || more.length > 0) return undefined;
  return [Math.max(cooldown, 0), Math.max(perHour, 0)];
}
