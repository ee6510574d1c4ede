import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { mutantDriver } from '../self-test/mutant-client.ts';
import { mutantClients } from '../self-test/mutant-clients.ts';
import { judged } from '../support/judged.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

test.each([
  [
    'client-certificates/ids-unique#users',
    'client-certificates/ids-unique#user',
    /^a log-in at a server that serves a second user.* \(certificate\.id=taken:user\): expected refused, got ok/,
  ],
  [
    'client-trust/refetched-history-is-whole#left-out',
    'client-trust/refetched-history-is-whole#to-outsider',
    /^a log-in at a server that leaves out a certificate which the client had accepted: expected refused/,
  ],
  [
    'client-greeting/code-derivation#sides-swapped',
    'client-greeting/code-derivation#claims-user',
    /^expected the greeter's code \w{4} among those offered: the high 20 of the first 40 bits of BLAKE2b/,
  ],
  [
    'client-greeting/code-derivation#sides-swapped',
    'client-greeting/code-derivation#greets-user',
    /^codes that the client shows: the greeter's, the high 20 of the first 40 bits of BLAKE2b/,
  ],
])('the finding about the client %s says what was wrong: %s', async (name, check, message) => {
  const mutant = mutantClients.find((each) => each.name === name);
  if (mutant === undefined) throw new Error('no such mutant');
  const driver = await mutantDriver(mutant);
  const selected = checks.filter(({ id }) => id === check);
  const client = { address: 'client:mutant', driver };
  const [done] = await judged({ client, checks: selected, seed: '1', run: '0a1b2c', again: false });
  expect(done?.message).toMatch(message);
});
