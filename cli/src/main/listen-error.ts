import { CliError } from './cli-error.ts';

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'needs more privileges',
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address of this machine',
};

/**
 * Explains the error of a command that cannot listen. Other errors are returned as they are.
 *
 * @param where - host and port
 * @param exit - the exit code that the help of the command documents
 */
export function listenError(error: unknown, where: string, hint: string, exit: number): unknown {
  const problem = problems[(error as NodeJS.ErrnoException).code ?? ''];
  return problem === undefined ? error : new CliError('cannot-listen', `${where} ${problem}`, hint, exit);
}
