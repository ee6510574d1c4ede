import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import { sequesterAuthorityDer } from '../../people/cast.ts';
import {
  cancelInvitation,
  inviteDevice,
  inviteUser,
  listInvitations,
} from '../../vocabulary/actions/invitations.ts';
import { acceptTerms } from '../../vocabulary/actions/member-calls.ts';
import { certificatesOf, listedUsers, statusOf } from '../../vocabulary/observations/organization.ts';
import type { DurableFact } from './durable-fact.ts';

/** The fact that everything readable is the same later, byte for byte. */
export const visibleState: DurableFact = async (judge) => {
  const people = await createFullOrganization(judge);
  const before = await readEverything(judge, people);
  judge.expect.equal(Object.values(before).at(-1), [463, 462], 'the answers to both users at first');
  return async (later) => {
    const after = await readEverything(later, people);
    for (const [what, known] of Object.entries(before))
      later.expect.equal(after[what as keyof typeof after], known, `${what}, as shown before`);
  };
};

const terms = { en_US: 'https://example.com/terms', fr_FR: 'https://example.com/conditions' };

/** Creates an organization with users, invitations and settings of every kind. */
async function createFullOrganization(judge: Judge) {
  const { author: alice } = await judge.bootstrapped({}, { sequester: sequesterAuthorityDer });
  const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
  await judge.members.addDevice(bob, 'bob-phone');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const zoe = await judge.members.enrol(bob, 'zoe');
  const dave = await judge.members.enrol(bob, 'dave');
  await judge.members.setProfile(alice, bob.person, 'STANDARD');
  await judge.members.revoke(alice, dave.person);
  await inviteUser(judge, alice, 'carol@example.com');
  const { token } = await inviteUser(judge, alice, 'erin@example.com');
  judge.expect.reply(await cancelInvitation(judge, alice, { token }), 'ok', 'cancelling');
  await inviteDevice(judge, alice);
  const { organization } = alice;
  const frozen = { frozen: true, user_email: zoe.person.email };
  judge.expect.answer(await judge.administration.freeze(organization, frozen), 200, 'freezing zoe');
  const settings = {
    active_users_limit: 9,
    user_profile_outsider_allowed: false,
    realm_minimum_archiving_period_before_deletion: 77,
    tos: terms,
  };
  judge.expect.answer(await judge.administration.patch(organization, settings), 200, 'settings');
  for (const member of [alice, mallory]) await acceptTerms(judge, member);
  return { alice, bob, mallory, zoe };
}

async function termsOf(judge: Judge, member: Member) {
  const answer = await judge.rpc.tos(member, { cmd: 'tos_get' }, { label: 'the terms' });
  return judge.expect.reply(answer, 'ok', 'the terms');
}

const byToken = (left: object, right: object): number =>
  Buffer.compare(...([left, right].map((one) => Object(one).token) as [Uint8Array, Uint8Array]));

/** Reads everything that members and the administration can read, in a fixed order. */
async function readEverything(
  judge: Judge,
  { alice, bob, mallory, zoe }: Awaited<ReturnType<typeof createFullOrganization>>,
) {
  const ask = (member: Member, cmd: string) => judge.rpc.authenticated(member, { cmd });
  const info = judge.expect.reply(await ask(alice, 'organization_info'), 'ok', 'organization_info');
  const frozen = judge.expect.reply(await ask(alice, 'list_frozen_users'), 'ok', 'list_frozen_users');
  const accessOf = async (member: Member) => {
    const answer = await ask(member, 'organization_info');
    return answer.replyStatus ?? answer.status;
  };
  return {
    settings: await statusOf(judge, alice.organization),
    users: await listedUsers(judge, alice.organization),
    'the certificates for an ADMIN': await certificatesOf(judge, alice),
    'the certificates for an OUTSIDER': await certificatesOf(judge, mallory),
    invitations: (await listInvitations(judge, alice)).toSorted(byToken),
    organization_info: info,
    'the frozen users': frozen,
    terms: await termsOf(judge, bob),
    'the answers to a user who did not accept the terms, and to a frozen one': [
      await accessOf(bob),
      await accessOf(zoe),
    ],
  };
}
