import { createInterface } from 'node:readline';
import { openInstallation, serveContract } from '@parsec-spec/reference-client/driver';

/**
 * The reference client as a program that speaks the contract of clients on stdin and stdout.
 * Its files are below HOME.
 *
 *     npx --no parsec-spec validate client:cmd:'node launch.mjs conformance/clients/reference-client.ts'
 */
const home = process.env.HOME ?? '.';
const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

await serveContract((cheapPassword) => openInstallation(home, cheapPassword ? { cost: cheapest } : {}), {
  lines: createInterface({ input: process.stdin }),
  write: (line) => process.stdout.write(`${line}\n`),
  log: (text) => process.stderr.write(text),
});
process.exit();
