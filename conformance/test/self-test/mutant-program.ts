import { createInterface } from 'node:readline';
import {
  type Installation,
  type InstallationOptions,
  serveContract,
} from '@parsec-spec/reference-client/driver';
import { openMutant } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';
import { loadSourceMutant } from './source-mutant.ts';
import { sourceMutants } from './source-mutants.ts';

// A mutant of the reference client as a program that speaks the contract of clients. Its argument is
// the name of the mutant.
const [, , wanted = ''] = process.argv;
const home = process.env.HOME ?? '.';
const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };
const pause = (ms: number): number => ms;

async function openerOf(name: string): Promise<(settings: InstallationOptions) => Installation> {
  const edited = sourceMutants.find((each) => each.name === name);
  if (edited !== undefined) {
    const open = await loadSourceMutant(edited);
    return (settings) => open(home, settings);
  }
  const mutant = mutantClients.find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`no mutant has the name ${name}`);
  return (settings) => openMutant(mutant, home, settings);
}

const open = await openerOf(wanted);

await serveContract((cheapPassword) => open({ pause, ...(cheapPassword && { cost: cheapest }) }), {
  lines: createInterface({ input: process.stdin }),
  write: (line) => process.stdout.write(`${line}\n`),
  log: (text) => process.stderr.write(text),
});
process.exit();
