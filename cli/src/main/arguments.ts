import { InvalidArgumentError, Option } from 'commander';

/**
 * An option that can be repeated.
 *
 * @param otherwise the default as the help shows it
 */
export const repeatable = (flags: string, help: string, otherwise = 'none'): Option =>
  new Option(flags, `${help} (repeatable)`).default([], otherwise).argParser(collect);

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The option `--output`, whose default is `text`. */
export const outputOption = (): Option =>
  new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text');

/** The option `--administration-token`. Other users of the machine see it, unlike its variable. */
export const administrationTokenOption = (): Option =>
  new Option('--administration-token <token>', 'administration token of the server').env(
    'PARSEC_ADMINISTRATION_TOKEN',
  );

/** Parses a whole number of at least 1. */
export function parsePositiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('a whole number of at least 1');
}

/** A TCP port. 0 means any free one. */
export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('a port (0 to 65535)');
}

/** The longest time of a timer, in seconds: 24 days. */
const MAX_SECONDS = 2_147_483;

/** Parses a time in seconds and returns it in ms. */
export function parseSecondsToMs(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= MAX_SECONDS) return Math.max(1, Math.round(value * 1000));
  throw new InvalidArgumentError(`a number of seconds above 0, at most ${MAX_SECONDS}`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Parses a duration such as `60s`, `10m` or `1h`, and returns it in ms. `off` stays. */
export function durationOrOff(text: string): number | 'off' {
  if (text === 'off') return text;
  const [, number = '', unit = ''] = /^(\d{1,7}(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? 0);
  if (ms > 0 && ms <= MAX_SECONDS * 1000) return Math.max(1, Math.round(ms));
  throw new InvalidArgumentError('a time above 0 such as 60s, 10m or 1h, or off');
}
