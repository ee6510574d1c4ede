import { createInterface } from 'node:readline';
import { serveContract } from '@parsec-spec/reference-client/driver';
import { openMutant } from './mutant-client.ts';
import { mutantClients } from './mutant-clients.ts';

// A mutant of the reference client as a program that speaks the contract of clients. Its argument is
// the name of the mutant.
const [, , wanted = ''] = process.argv;
const mutant = mutantClients.find(({ name }) => name === wanted);
if (mutant === undefined) throw new Error(`no mutant has the name ${wanted}`);
const home = process.env.HOME ?? '.';
const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };
const pause = (ms: number): number => ms;

await serveContract(
  (cheapPassword) => openMutant(mutant, home, { pause, ...(cheapPassword && { cost: cheapest }) }),
  {
    lines: createInterface({ input: process.stdin }),
    write: (line) => process.stdout.write(`${line}\n`),
    log: (text) => process.stderr.write(text),
  },
);
process.exit();
