import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { requirementsOnRoute } from '../../../src/vocabulary/matchers/refuses-authorization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const needs = ['administration'] as const;

/** How a device calls each route, and the answer to a valid call. */
const routes = {
  authenticated: { call: askOrganization, honest: 'ok' },
  tos: {
    call: (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' }),
    honest: 'no_tos',
  },
  events: { call: (judge: Judge, author: Author) => judge.rpc.events(author), honest: undefined },
} as const;

/** A new user without earlier calls. */
const withBob = (judge: Judge, use: (bob: Member) => Promise<void>): Promise<void> =>
  withSharedOrganization(judge, async ({ alice }) => use(await judge.members.enrol(alice, 'bob')));

for (const [route, { call, honest }] of Object.entries(routes)) {
  verifies(requirementsOnRoute('authentication/frozen-is-462', route), { case: route, needs }, (judge) =>
    withBob(judge, async (bob) => {
      await setFrozen(judge, bob, true);
      judge.expect.answer(await call(judge, bob), 462, 'a device that never called before');
      await setFrozen(judge, bob, false);
      await judge.eventually(() => askOrganization(judge, bob), 'ok', 'the unfreezing');
    }),
  );

  verifies(
    'authentication/freeze-at-once',
    { case: route, needs, why: 'A cache of known devices must not keep a frozen user.' },
    (judge) =>
      withBob(judge, async (bob) => {
        judge.expect.reply(await askOrganization(judge, bob), 'ok', 'before the freeze');
        if (honest !== undefined) judge.expect.answer(await call(judge, bob), honest, 'before the freeze');
        await setFrozen(judge, bob, true);
        await judge.eventually(() => call(judge, bob), 462, 'the freeze');
      }),
  );

  if (honest === undefined) continue;
  verifies('authentication/unfrozen-works-again', { case: route, needs }, (judge) =>
    withBob(judge, async (bob) => {
      await setFrozen(judge, bob, true);
      await judge.eventually(() => call(judge, bob), 462, 'the freeze');
      await setFrozen(judge, bob, false);
      await judge.eventually(() => call(judge, bob), honest, 'the unfreezing');
    }),
  );
}

verifies(
  'authentication/freeze-at-once',
  {
    case: 'while-authenticating',
    needs,
    why: 'The server may be reading a device for the first time while its user is frozen.',
  },
  (judge) =>
    withSharedOrganization(judge, async ({ alice, organization }) => {
      for (const name of ['bob', 'carol', 'dave', 'erin']) {
        const member = await judge.members.enrol(alice, name);
        const user = { frozen: true, user_id: member.person.userId.hex };
        const [, frozen] = await judge.atOnce([
          () => askOrganization(judge, member),
          () => judge.administration.freeze(organization, user),
        ]);
        if (frozen !== undefined) judge.expect.json(frozen, 200, 'the freeze');
        await judge.eventually(() => askOrganization(judge, member), 462, 'the freeze');
      }
    }),
);

verifies('authentication/freeze-hits-one-user', { case: 'other-organization', needs }, async (judge) => {
  const { author: frozen } = await judge.bootstrapped();
  const { author: spared } = await judge.bootstrapped();
  await setFrozen(judge, frozen, true);
  await judge.eventually(() => askOrganization(judge, frozen), 462, 'the freeze');
  const answer = await askOrganization(judge, spared);
  judge.expect.integer(
    judge.expect.reply(answer, 'ok', 'the same user in another organization'),
    'total_block_bytes',
  );
});
