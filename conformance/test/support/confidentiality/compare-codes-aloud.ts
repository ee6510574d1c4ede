/**
 * The callbacks of two users who read their codes to each other by telephone. `onCode` receives
 * each code.
 */
export function compareCodesAloud(onCode: (code: string) => void) {
  const toClaimer = Promise.withResolvers<string>();
  const toGreeter = Promise.withResolvers<string>();
  const showing = (tell: (code: string) => void) => (code: string) => {
    onCode(code);
    tell(code);
  };
  return {
    greeter: { showCode: showing(toClaimer.resolve), chooseCode: () => toGreeter.promise },
    claimer: { showCode: showing(toGreeter.resolve), chooseCode: () => toClaimer.promise },
  };
}
