import { CodedError } from '@parsec-spec/spec/errors';

/**
 * A server cannot start for a reason that the host can remedy. `exit` is 2 for a wrong option, else
 * 1.
 */
export class StartError extends CodedError<'cannot-start'> {
  readonly exit: 1 | 2;

  constructor(message: string, hint: string, { exit = 1, cause }: { exit?: 1 | 2; cause?: unknown } = {}) {
    super('cannot-start', message, { hint, cause });
    this.exit = exit;
  }
}

/**
 * Explains what kept a server from starting. An unknown error is returned unchanged. The third
 * argument names the options that set the address.
 */
export function explainStart(
  cause: unknown,
  where: string,
  { host, port }: { readonly host: string; readonly port: string } = { host: '--host', port: '--port' },
): unknown {
  if (cause instanceof StartError) return cause;
  const { code, hint } = cause as { code?: string; hint?: string };
  const { message } = cause as Error;
  // A malformed database name is wrong usage. A database that cannot be opened is an error.
  if (hint !== undefined) {
    return new StartError(message, hint, { exit: code === 'unsupported' ? 2 : 1, cause });
  }
  if (code === 'EADDRINUSE')
    return new StartError(`${where} is in use`, `Stop the other server or choose another ${port}.`, {
      cause,
    });
  if (code === 'EACCES')
    return new StartError(`${where} may not be used by this user`, `Choose a ${port} above 1023.`, { cause });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`${where} is not an address of this machine`, `Choose another ${host}.`, { cause });
  }
  return cause;
}

/** The error about a `--log-file` that cannot be written. */
export const unwritableLog = (file: string, cause: unknown): StartError =>
  new StartError(
    `--log-file ${file} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
    'Name a file in a folder that exists and that this user may write to.',
    { exit: 2, cause },
  );
