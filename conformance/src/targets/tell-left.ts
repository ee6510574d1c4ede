/**
 * Tells on stderr of what could not be removed: no verdict changes for that, and nothing else is
 * kept from being removed. It stays a ward of the guardian, who tries again when this process has
 * ended, and the next run sweeps it.
 */
export const tellLeft =
  (what: string) =>
  (reason: unknown): void => {
    const said = reason instanceof Error ? reason.message : String(reason);
    process.emitWarning(
      `${what} could not be removed, and is swept by the next run: ${said.replace(/\s+/g, ' ').trim()}`,
      'LeftBehind',
    );
  };
