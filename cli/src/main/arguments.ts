import { InvalidArgumentError, Option } from 'commander';

/** An option that may come several times; `otherwise` says what holds when it does not come. */
export const repeatable = (flags: string, help: string, otherwise = 'none'): Option =>
  new Option(flags, `${help} (repeatable)`).default([], otherwise).argParser(collect);

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** A whole number of at least one. */
export function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number of at least 1');
}

/** The longest time that a timer can take, in whole seconds: 24 days. */
const longest = 2_147_483;

/** A time in seconds, given in whole ms. */
export function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= longest) return Math.max(1, Math.round(value * 1000));
  throw new InvalidArgumentError(`expected a number of seconds above 0, at most ${longest}`);
}
