import {
  ACTS,
  type ActEnd,
  type ClientDriver,
  type ClientOutcome,
  type ClientSession,
} from '../../src/targets/client/client-driver.ts';

const ends: readonly ActEnd[] = ['ok', 'refused', 'cancelled'];

/**
 * Clients that do nothing and always answer the same. A check that one of them passes asserts
 * nothing.
 */
export const nullClients: Readonly<Record<string, ClientDriver>> = Object.fromEntries(
  ends.map((end) => [`\`${end}\` to everything`, nullClient(end)]),
);

function nullClient(end: ActEnd): ClientDriver {
  const outcome: ClientOutcome = { end, said: 'done', link: '', users: [], devices: [] };
  const act = (): Promise<ClientOutcome> => Promise.resolve(outcome);
  const acts = Object.fromEntries(ACTS.map((name) => [name, act])) as unknown as ClientSession;
  const session = {
    ...acts,
    close: () => Promise.resolve(),
    kill: () => undefined,
    log: () => Buffer.from('done\n'),
  };
  return {
    ...{ client: 'nobody/0', acts: ACTS, opensForeignFiles: true, cheapPasswords: true },
    ...{ canHurry: true, isProgram: false, lost: () => undefined },
    open: () => Promise.resolve(session),
  };
}
