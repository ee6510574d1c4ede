/** Two users on the telephone: each learns the code that the other one sees, once it is shown. */
export function whispering(overheard: (code: string) => void) {
  const toClaimer = Promise.withResolvers<string>();
  const toGreeter = Promise.withResolvers<string>();
  const showing = (heard: (code: string) => void) => (code: string) => {
    overheard(code);
    heard(code);
  };
  return {
    greeter: { showCode: showing(toClaimer.resolve), chooseCode: () => toGreeter.promise },
    claimer: { showCode: showing(toGreeter.resolve), chooseCode: () => toClaimer.promise },
  };
}
