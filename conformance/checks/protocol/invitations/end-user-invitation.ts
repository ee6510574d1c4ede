import {
  askInfo,
  endings,
  type Invitation,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/case/actions/invitations.ts';
import type { Judge } from '../../../src/case/judge.ts';
import type { Member } from '../../../src/case/members.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

/** The invitation is pending: listed so, and its token is accepted. */
async function stands(judge: Judge, admin: Member, invitation: Invitation): Promise<void> {
  judge.expect.equal(statusIn(judge, await listInvitations(judge, admin), invitation), 'PENDING', 'status');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info under its token');
}

for (const { command, call, other, became, again, otherwise } of endings) {
  const invite = async (judge: Judge) => {
    const people = await invitationOrganization(judge);
    return { ...people, invitation: await inviteUser(judge, people.alice, freshAddress(judge)) };
  };

  for (const [who, name] of [
    ['creator', 'alice'],
    ['another', 'adam'],
  ] as const) {
    verifies(`${command}/any-admin`, { case: who }, async (judge) => {
      const { alice, [name]: author, invitation } = await invite(judge);
      await stands(judge, alice, invitation);
      judge.expect.reply(await call(judge, author, invitation), 'ok', `by ${name}`);
      judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), became, 'status');
      judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
    });
  }

  verifies(`${command}/invitation-known`, async (judge) => {
    const { alice, invitation } = await invite(judge);
    await judge.twin({
      broken: () => call(judge, alice, { token: judge.random.bytes(16) }),
      refused: 'invitation_not_found',
      valid: () => call(judge, alice, invitation),
    });
  });

  verifies(again.rule, async (judge) => {
    const { alice, adam, invitation } = await invite(judge);
    judge.expect.reply(await call(judge, alice, invitation), 'ok', 'the first time');
    judge.expect.reply(await call(judge, alice, invitation), again.answer, 'the second time');
    judge.expect.reply(await call(judge, adam, invitation), again.answer, 'by another ADMIN');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), became, 'status');
  });

  verifies(otherwise.rule, async (judge) => {
    const { alice, invitation } = await invite(judge);
    judge.expect.reply(await other(judge, alice, invitation), 'ok', 'the other end');
    const ended = statusIn(judge, await listInvitations(judge, alice), invitation);
    judge.expect.reply(await call(judge, alice, invitation), otherwise.answer, 'this end after it');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), ended, 'status');
  });

  for (const [profile, name] of [
    ['standard', 'bob'],
    ['outsider', 'mallory'],
  ] as const) {
    verifies(`${command}/author-allowed`, { case: profile }, async (judge) => {
      const { alice, [name]: author, invitation } = await invite(judge);
      const refused = await call(judge, author, invitation, { label: 'broken' });
      const status = statusIn(judge, await listInvitations(judge, alice), invitation);
      judge.expect.answer(refused, 'author_not_allowed', `by ${name}`);
      judge.expect.equal(status, 'PENDING', 'status');
      judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info under its token');
      judge.expect.reply(await call(judge, alice, invitation), 'ok', 'by an ADMIN');
    });
  }

  verifies(`${command}/author-allowed`, { case: 'demoted-creator' }, async (judge) => {
    const { author } = await judge.bootstrapped();
    const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
    const invitation = await inviteUser(judge, adam, freshAddress(judge));
    await judge.members.setProfile(author, adam.person, 'STANDARD');
    await judge.eventually(() => call(judge, adam, invitation), 'author_not_allowed', 'the demotion');
    await stands(judge, author, invitation);
    judge.expect.reply(await call(judge, author, invitation), 'ok', 'by an ADMIN');
  });
}
