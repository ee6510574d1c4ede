/** Two people at the telephone: each hears the code that the other one is shown, once it is. */
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
