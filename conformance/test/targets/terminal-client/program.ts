import { createInterface } from 'node:readline/promises';
import type { Installation } from '@parsec-spec/reference-client/driver';

/** The reference client as a program that asks in the terminal. terminal-client.yaml describes it. */
const [act = '', ...given] = process.argv.slice(2);
const [first = '', second = '', third = '', fourth = ''] = given;
const cost = { memlimitKib: 8, opslimit: 1, parallelism: 1 };
const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
const lines = terminal[Symbol.asyncIterator]();

async function ask(question: string): Promise<string> {
  process.stdout.write(`\u001B[1m${question}:\u001B[0m `);
  const answer = (await lines.next()).value ?? '';
  process.stdout.write('\n');
  return answer;
}

const comparing = {
  shown: (code: string) => void process.stdout.write(`Your code: \u001B[33m${code}\u001B[0m\n`),
  choose: async (choices: readonly string[]) => {
    process.stdout.write(`${choices.map((code, at) => ` ${at + 1}) ${code}`).join('\n')}\n`);
    return choices[Number(await ask('Number of the code, or 0')) - 1];
  },
};
const access = async () => ({ device: first, password: await ask('Password') });

const actsOf = (client: Installation) => ({
  bootstrap: async () =>
    client.bootstrap({ link: first, email: second, name: third, device: fourth, password: await ask('New') }),
  open: async () => client.logIn(await access()),
  password: async () => client.changePassword({ ...(await access()), newPassword: await ask('New') }),
  users: async () => client.list(await access()),
  invite: async () => client.invite({ ...(await access()), ...(second !== '' && { email: second }) }),
  claim: async () =>
    client.claim({
      ...{ link: first, email: second, name: third, device: fourth, comparing },
      password: await ask('New'),
    }),
  greet: async () => client.greet({ ...(await access()), link: second, comparing }),
  terms: async () =>
    client.acceptTerms({
      ...(await access()),
      show: async ({ addresses }) => {
        for (const [locale, url] of Object.entries(addresses)) process.stdout.write(`${locale} = ${url}\n`);
        return (await ask('Agree')) === 'yes';
      },
    }),
});

if (act === 'version') process.stdout.write('terminal-client 1.2\n');
else if (act === 'hang') await new Promise((resolve) => setTimeout(resolve, 600_000));
else if (act === 'code') comparing.shown('ABCD');
else if (act === 'exit') process.exit(Number(first));
else if (act === 'repeat') for (;;) await ask('Password');
else if (act === 'flood') for (;;) process.stdout.write('x'.repeat(10_000));
else {
  const { openInstallation } = await import('@parsec-spec/reference-client/driver');
  const acts = actsOf(openInstallation(process.env.HOME ?? '.', { cost }));
  const { code, message, facts } = await acts[act as keyof typeof acts]();
  const users = Array.isArray(facts.users) ? facts.users : [];
  for (const user of users) process.stdout.write(`user ${JSON.stringify(user)}\n`);
  if (facts.link !== undefined) process.stdout.write(`Send this: ${String(facts.link)}\n`);
  process.stdout.write(`\rworking…\r${code === 'ok' ? 'Done' : 'Failed'}: ${message}\n`);
  process.exit(code === 'ok' ? 0 : 1);
}
process.exit(0);
