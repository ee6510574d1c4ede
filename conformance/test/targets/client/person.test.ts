import { expect, it } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { personClient } from '../../../src/targets/client/client-drivers.ts';
import type { PersonTerminal } from '../../../src/targets/client/person-client.ts';
import { openTarget } from '../../../src/targets/open-target.ts';
import { judged } from '../../support/judged.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

/** A person who gives these answers, the last one again and again. */
function person(...answers: readonly string[]) {
  const said: string[] = [];
  const asked: string[] = [];
  let quits = 0;
  const terminal: PersonTerminal = {
    say: (text) => said.push(text),
    ask: async (question) => {
      asked.push(question);
      return answers[Math.min(asked.length, answers.length) - 1] ?? '';
    },
    quit: () => {
      quits += 1;
    },
  };
  return { terminal, said, asked, quits: () => quits };
}

const run = async (terminal: PersonTerminal, only: RegExp) => {
  const client = { address: 'client:person', driver: await personClient(terminal) };
  const some = checks.filter(({ id }) => only.test(id));
  return judged({ client, checks: some, seed: '1', run: '000000', again: false });
};

it('client:person needs a terminal', async () => {
  await expect(openTarget('client:person')).rejects.toMatchObject({ code: 'usage' });
});

it('says what to do, and fails a client that does nothing', async () => {
  const { terminal, said, asked } = person('GUI 1.0', 'y', 'done', 'welcome', 'done', 'welcome');
  const [only] = await run(terminal, /^client-keys\/round-trip/);
  expect(only?.outcome).toBe('fail');
  expect(said.join('\n')).toMatch(
    /client-keys\/round-trip#client\nStart the client with HOME=.*\nCreate the organization with the link parsec3:/s,
  );
  expect(asked.at(-1)).toBe('What does the client say? (s skips, q quits)');
});

it('asks again after an unknown answer', async () => {
  const { terminal, said, asked } = person('GUI 1.0', 'perhaps', 'y', 'it ended', 'refused', 'sorry');
  const [only] = await run(terminal, /^client-keys\/round-trip/);
  expect(only).toMatchObject({ outcome: 'fail', observed: 'refused: sorry' });
  expect(asked.filter((question) => question.startsWith('Does it open'))).toHaveLength(2);
  expect(asked.filter((question) => question.startsWith('How did it end'))).toHaveLength(2);
  expect(said.filter((text) => text === 'Answer with one of the letters.')).toHaveLength(2);
});

it('an act that the person skips is not applicable', async () => {
  const { terminal } = person('GUI 1.0', 'n', 's');
  const done = await run(terminal, /^client-greeting\/code-alphabet/);
  expect(done.map(({ outcome, message }) => [outcome, message])).toEqual([
    ['notApplicable', 'the act `claim` was skipped'],
    ['notApplicable', 'the act `claim` was skipped'],
  ]);
});

it('the person can quit', async () => {
  const { terminal, quits } = person('GUI 1.0', 'y', 'q');
  await run(terminal, /^client-keys\/round-trip/);
  expect(quits()).toBe(1);
});
