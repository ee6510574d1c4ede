import type { Author, Bootstrapped, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['administration'] as const;
const info = (judge: Judge, author: Author) => judge.rpc.authenticated(author, { cmd: 'organization_info' });

async function freeze(
  judge: Judge,
  { organization, founding }: Bootstrapped,
  frozen: boolean,
): Promise<void> {
  const user = { frozen, user_id: founding.person.userId.hex };
  const answer = await judge.administration.freeze(organization.id, user);
  judge.expect.equal(judge.expect.json(answer).frozen, frozen, 'frozen', answer);
}

/** How a device calls each route, and what it is answered when nothing is wrong. */
const routes = {
  authenticated: { call: info, honest: 'ok' },
  tos: {
    call: (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' }),
    honest: 'no_tos',
  },
  events: { call: (judge: Judge, author: Author) => judge.rpc.events(author), honest: undefined },
} as const;

for (const [route, { call, honest }] of Object.entries(routes)) {
  verifies('authentication/frozen-is-462', { case: route, needs }, async (judge) => {
    const live = await judge.bootstrapped();
    await freeze(judge, live, true);
    judge.expect.answer(await call(judge, live.author), 462, 'a device that never called before');
    await freeze(judge, live, false);
    await judge.eventually(() => info(judge, live.author), 'ok', 'the unfreezing');
  });

  verifies(
    'authentication/freeze-at-once',
    { case: route, needs, why: 'A frozen user must not live on in a cache of known devices.' },
    async (judge) => {
      const live = await judge.bootstrapped();
      judge.expect.reply(await info(judge, live.author), 'ok', 'before the freeze');
      if (honest !== undefined)
        judge.expect.answer(await call(judge, live.author), honest, 'before the freeze');
      await freeze(judge, live, true);
      await judge.eventually(() => call(judge, live.author), 462, 'the freeze');
    },
  );

  if (honest === undefined) continue;
  verifies('authentication/unfrozen-works-again', { case: route, needs }, async (judge) => {
    const live = await judge.bootstrapped();
    await freeze(judge, live, true);
    await judge.eventually(() => call(judge, live.author), 462, 'the freeze');
    await freeze(judge, live, false);
    await judge.eventually(() => call(judge, live.author), honest, 'the unfreezing');
  });
}

verifies(
  'authentication/freeze-at-once',
  {
    case: 'while-authenticating',
    needs,
    why: 'The first look at a device may be under way when its user is frozen.',
  },
  async (judge) => {
    for (const name of ['alice', 'bob', 'carol', 'dave']) {
      const live = await judge.bootstrapped({}, { person: judge.cast.person(name) });
      const user = { frozen: true, user_id: live.founding.person.userId.hex };
      const [, frozen] = await judge.atOnce([
        () => info(judge, live.author),
        () => judge.administration.freeze(live.organization.id, user),
      ]);
      if (frozen !== undefined) judge.expect.json(frozen, 200, 'the freeze');
      await judge.eventually(() => info(judge, live.author), 462, 'the freeze');
    }
  },
);

verifies('authentication/freeze-hits-one-user', { case: 'other-organization', needs }, async (judge) => {
  const frozen = await judge.bootstrapped();
  const spared = await judge.bootstrapped();
  await freeze(judge, frozen, true);
  await judge.eventually(() => info(judge, frozen.author), 462, 'the freeze');
  const answer = await info(judge, spared.author);
  judge.expect.integer(
    judge.expect.reply(answer, 'ok', 'the same user in another organization'),
    'total_block_bytes',
  );
});
