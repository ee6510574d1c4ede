import type {
  ClientDriver,
  ClientOutcome,
  ClientOutcomeCode,
  ClientSession,
} from '../../src/targets/client-driver.ts';

const codes: readonly ClientOutcomeCode[] = ['ok', 'other', 'offline', 'not-greeted', 'invalid-certificate'];

/**
 * Clients that do nothing and always answer the same. A check that one of them passes asserts
 * nothing.
 */
export const nullClients: Readonly<Record<string, ClientDriver>> = Object.fromEntries(
  codes.map((code) => [`\`${code}\` to everything`, nullClient(code)]),
);

function nullClient(code: ClientOutcomeCode): ClientDriver {
  const outcome: ClientOutcome = { code, message: 'done', output: 'done\n', facts: { devices: [] } };
  const act = (): Promise<ClientOutcome> => Promise.resolve(outcome);
  const session: ClientSession = {
    bootstrap: act,
    logIn: act,
    list: act,
    changePassword: act,
    acceptTerms: act,
    claim: act,
    greet: act,
    watch: act,
  };
  return { client: 'nobody/0', open: () => Promise.resolve(session) };
}
