import { parseArgs } from 'node:util';
import { serveOptions, unservedOptions } from './options.ts';
import { SettingsError } from './read-option-value.ts';

/** Options as given: long name → text, true for a flag, a list where it may come several times. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * Reads `PARSEC_CMD_ARGS`: more arguments for the command line, split on blanks outside quotes,
 * `$VAR` replaced by that variable.
 */
export function commandArguments(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): GivenOptions {
  const args = [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
    .map(([, single, double, bare]) => single ?? double ?? bare ?? '')
    .map((word) =>
      word.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, plain, braced) => environment[plain ?? braced] ?? whole),
    )
    .flatMap(joinLimits);
  const served = serveOptions.map(({ name, kind, short }) => ({
    name,
    type: kind === 'flag' ? 'boolean' : 'string',
    multiple: kind === 'list',
    ...(short === undefined ? {} : { short }),
  }));
  // Options of parsec-cloud that this server lacks are read, so that its command lines work here.
  const unserved = unservedOptions.map(({ name, short, flag }) => ({
    name,
    type: flag === true ? 'boolean' : 'string',
    multiple: flag !== true,
    ...(short === undefined ? {} : { short }),
  }));
  const options = Object.fromEntries([...served, ...unserved].map(({ name, ...option }) => [name, option]));
  try {
    return parseArgs({
      args,
      options: options as Parameters<typeof parseArgs>[0] extends { options?: infer O } ? O & {} : never,
      allowPositionals: true,
    }).values as GivenOptions;
  } catch {
    throw new SettingsError(
      'PARSEC_CMD_ARGS is not usable',
      'It holds an unknown option, or one without its value.',
    );
  }
}

// The only option with two values. They are joined into one.
const limits = '--validation-email-rate-limit';
function joinLimits(word: string, index: number, words: readonly string[]): string[] {
  if (word === limits) return [`${limits}=${words[index + 1] ?? ''} ${words[index + 2] ?? ''}`];
  return words[index - 1] === limits || words[index - 2] === limits ? [] : [word];
}
