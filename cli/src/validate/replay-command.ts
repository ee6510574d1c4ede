import { resolve } from 'node:path';
import type { ValidateOptions } from './open-targets.ts';

const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Formats the command that repeats one check with the same seed and all options that change its
 * result. Files are named by absolute path. Secrets are referenced, not shown.
 */
export function replayCommand(
  targets: readonly string[],
  options: ValidateOptions,
  seed: string,
  token: boolean,
): (check: string) => string {
  const given = [
    ...(options.targetFile === undefined ? [] : ['--target-file', resolve(options.targetFile)]),
    ...(options.with === undefined ? [] : ['--with', options.with]),
    ...(options.baseline === undefined ? [] : ['--baseline', resolve(options.baseline)]),
    ...(options.administrationTokenFile === undefined
      ? []
      : ['--administration-token-file', resolve(options.administrationTokenFile)]),
    ...(options.caFile === undefined ? [] : ['--ca-file', resolve(options.caFile)]),
    ...(options.insecure === true ? ['--insecure'] : []),
    ...(options.strict === true ? ['--strict'] : []),
    ...(options.timeout === undefined ? [] : ['--timeout', String(options.timeout / 1000)]),
    ...(options.slow === true ? ['--slow'] : []),
    ...(options.faults === true ? ['--faults'] : []),
    ...(options.yes === true ? ['--yes'] : []),
  ].map(quote);
  const secret =
    token && options.administrationTokenFile === undefined
      ? ['--administration-token "$PARSEC_ADMINISTRATION_TOKEN"']
      : [];
  return (check) =>
    [
      'npx --no parsec-spec validate',
      ...targets.map(quote),
      ...given,
      ...secret,
      '--only',
      quote(check),
      '--seed',
      quote(seed),
    ].join(' ');
}
