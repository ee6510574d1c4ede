/** A server that cannot start: the host can do something about it. */
export class StartError extends Error {
  readonly code = 'cannot-start';
  readonly exit = 1;
  readonly hint: string;

  constructor(message: string, hint: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StartError';
    this.hint = hint;
  }
}

/** The words for what stopped a server from starting; what nobody foresaw stays as it is. */
export function explainStart(fault: unknown, where: string): unknown {
  const { code, hint } = fault as { code?: string; hint?: string };
  const { message } = fault as Error;
  if (hint !== undefined) return new StartError(message, hint, fault);
  if (code === 'EADDRINUSE')
    return new StartError(`${where} is in use`, 'Stop the other server or choose another --port.', fault);
  if (code === 'EACCES')
    return new StartError(`${where} may not be used by this user`, 'Choose a --port above 1023.', fault);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`${where} is no address of this machine`, 'Choose another --host.', fault);
  }
  if (code === 'ENOENT' || code === 'ERR_OSSL_PEM_NO_START_LINE' || code?.startsWith('ERR_OSSL') === true) {
    return new StartError(
      'a file of --ssl-keyfile or --ssl-certfile cannot be used',
      'Both must be readable PEM files that belong together.',
      fault,
    );
  }
  return fault;
}
