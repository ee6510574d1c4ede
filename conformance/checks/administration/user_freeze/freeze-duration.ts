import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askFrozenUsers, askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

// Each change of profile, on each route and device, is more calls than a story has.
const rule = 'user_freeze/lasts-until-unfrozen';
const needs = ['administration'] as const;
const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

const routes = {
  authenticated: askOrganization,
  tos: (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' }),
  events: (judge: Judge, author: Author) => judge.rpc.events(author),
};

/** The two ways to name a user to the administration. */
const selectors = {
  id: ({ person }: Member) => ({ user_id: person.userId.hex }),
  email: ({ person }: Member) => ({ user_email: person.email }),
};

async function freeze(judge: Judge, member: Member, frozen: boolean, by: keyof typeof selectors = 'id') {
  const answer = await judge.administration.freeze(member.organization, {
    frozen,
    ...selectors[by](member),
  });
  judge.expect.equal(judge.expect.json(answer).frozen, frozen, 'frozen', answer);
}

/**
 * Asserts that every device of a user is refused on every route, and the user is listed as frozen.
 */
async function expectFrozen(judge: Judge, alice: Member, devices: readonly Member[], when: string) {
  const [bob] = devices;
  for (const device of devices)
    for (const [route, call] of Object.entries(routes)) {
      const what = `${device.device.label} on the ${route} route, ${when}`;
      judge.expect.answer(await call(judge, device), 462, what);
    }
  const { organization } = alice;
  const listing = await judge.administration.users(organization);
  const users = judge.expect.list(judge.expect.json(listing), 'users').map((user) => Object(user));
  const own = users.filter(({ user_id }) => user_id === bob?.person.userId.hex);
  judge.expect.equal(
    own.map(({ frozen }) => frozen),
    [true],
    `the flag in the user list, ${when}`,
    listing,
  );
  const answer = await askFrozenUsers(judge, alice);
  const listed = judge.expect.list(judge.expect.reply(answer), 'frozen_users', answer);
  const isListed = listed.some((id) => String(id) === bob?.person.userId.hex);
  judge.expect.that(isListed, `bob among the frozen users, ${when}`, listed, answer);
}

for (const profile of profiles) {
  const [one, two] = profiles.filter((other) => other !== profile);

  // The two rounds cover every change between two profiles.
  verifies(
    [rule, 'authentication/frozen-is-462'],
    { case: `enrolled-${profile.toLowerCase()}`, needs },
    (judge) =>
      withSharedOrganization(judge, async ({ alice }) => {
        const bob = await judge.members.enrol(alice, 'bob', { profile });
        const phone = await judge.members.addDevice(bob, 'bob-phone');
        for (const [by, path] of [
          ['id', [one, two, profile]],
          ['email', [two, one, profile]],
        ] as const) {
          await freeze(judge, bob, true, by);
          for (const device of [bob, phone])
            await judge.eventually(() => askOrganization(judge, device), 462, 'the freeze');
          for (const next of path) {
            await judge.members.setProfile(alice, bob.person, `${next}`);
            await expectFrozen(judge, alice, [bob, phone], `frozen by ${by}, then made ${next}`);
          }
          await freeze(judge, bob, false, by);
          for (const device of [bob, phone])
            await judge.eventually(() => askOrganization(judge, device), 'ok', 'the unfreezing');
        }
        // A profile changed during a freeze remains after it.
        await freeze(judge, bob, true);
        await judge.members.setProfile(alice, bob.person, `${one}`);
        await freeze(judge, bob, false);
        await judge.eventually(() => askOrganization(judge, bob), 'ok', 'the unfreezing');
        const expected = one === 'ADMIN' ? 'ok' : 'author_not_allowed';
        judge.expect.reply(await askFrozenUsers(judge, bob), expected, `bob, made ${one} while frozen`);
        await judge.members.setProfile(alice, bob.person, profile);
        judge.expect.reply(
          await askOrganization(judge, bob),
          'ok',
          'bob, unfrozen before a change of profile',
        );
      }),
  );
}

verifies(rule, { case: 'other-changes', needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const carol = await judge.members.enrol(alice, 'carol');
  const dave = await judge.members.enrol(alice, 'dave');
  const patch = async (settings: Parameters<Judge['administration']['patch']>[1]) =>
    judge.expect.json(await judge.administration.patch(alice.organization, settings));
  await freeze(judge, bob, true);
  await judge.eventually(() => askOrganization(judge, bob), 462, 'the freeze');
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    'another user frozen and unfrozen': async () => {
      await freeze(judge, carol, true);
      await freeze(judge, carol, false);
    },
    'another user made ADMIN': () => judge.members.setProfile(alice, carol.person, 'ADMIN'),
    'another user revoked': () => judge.members.revoke(alice, dave.person),
    'another user enrolled': () => judge.members.enrol(alice, 'erin'),
    'a device added to another user': () => judge.members.addDevice(carol, 'carol-phone'),
    'another limit': () => patch({ active_users_limit: 7 }),
    'no OUTSIDER allowed any more': () => patch({ user_profile_outsider_allowed: false }),
    'an expiry that was lifted': async () => {
      await patch({ is_expired: true });
      await patch({ is_expired: false });
    },
    'terms that were removed': async () => {
      await patch({ tos: { en: 'https://example.com/terms' } });
      await patch({ tos: null });
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    await change();
    // The change may take a moment to take effect.
    await judge.eventually(() => askOrganization(judge, alice), 'ok', name);
    await expectFrozen(judge, alice, [bob], `after ${name}`);
  }
  await freeze(judge, bob, false);
  await judge.eventually(() => askOrganization(judge, bob), 'ok', 'the unfreezing');
});
