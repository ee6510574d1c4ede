import { CliError } from './cli-error.ts';

/**
 * A token that can be sent: what a header cannot hold would be told in the error that refuses it. `source` says where it came from; what it is
 * nobody is told, it may be a secret all the same. Throws a CliError of this code.
 */
export function demandToken(token: string, source: string, code: 'usage' | 'bad-option'): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CliError(
    code,
    `the administration token of ${source} is no token: one line of visible ASCII characters, without spaces`,
    'name a file that holds the administration token and nothing else',
  );
}
