import { verifies } from '../../../src/judge/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import { adminChanges } from '../../../src/vocabulary/actions/admin-changes.ts';
import {
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
} from '../../../src/vocabulary/actions/invitations.ts';
import { inviteRepeatedly, mailsTo, waitForAllMail } from '../../../src/vocabulary/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['mail'] as const;
const send_email = true;

verifies('invite_new_user/no-mail-unasked', { case: 'none-arrives', needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, alice, email, { send_email: false });
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
  await waitForAllMail(mailed);
  await mailsTo(judge, mailed, email, 0);
});

for (const [name, second] of [
  ['', 'alice'],
  ['-by-another-admin', 'adam'],
] as const) {
  // Covers calls before and after the first mail, and several calls in a row.
  for (const [when, turns, mails] of [
    ['never-mailed', ['no mail', 'no mail', 'no mail'], 0],
    ['once-mailed', ['mail', 'no mail', 'no mail'], 1],
    ['mailed-later', ['no mail', 'mail', 'no mail', 'mail', 'no mail'], 2],
  ] as const) {
    verifies('invite_new_user/no-mail-unasked', { case: `repeated-${when}${name}`, needs }, async (check) => {
      const mailed = await check.withMail();
      const { judge } = mailed;
      const { alice, [second]: other } = await invitationOrganization(judge);
      const email = freshAddress(judge);
      const calls = turns.map((mail, index) => [index === 0 ? alice : other, mail] as const);
      await inviteRepeatedly(judge, email, calls);
      await waitForAllMail(mailed);
      await mailsTo(judge, mailed, email, mails);
    });
  }
}

for (const [end, finish] of [
  ['cancelled', cancelInvitation],
  ['completed', completeInvitation],
] as const) {
  verifies('invite_new_user/no-mail-unasked', { case: `after-${end}`, needs }, async (check) => {
    const mailed = await check.withMail();
    const { judge } = mailed;
    const { alice, adam } = await invitationOrganization(judge);
    const email = freshAddress(judge);
    const old = await inviteRepeatedly(judge, email, [[alice, 'mail']]);
    judge.expect.reply(await finish(judge, alice, old), 'ok', `the ${end} invitation`);
    await inviteRepeatedly(judge, email, [
      [alice, 'no mail'],
      [adam, 'no mail'],
    ]);
    await waitForAllMail(mailed);
    await mailsTo(judge, mailed, email, 1);
  });
}

// Nothing is sent, so nothing can fail.
verifies('invite_new_user/no-mail-unasked', { case: 'recipient-refused', needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice } = await invitationOrganization(judge);
  const email = `${recipientReactions.refused}${freshAddress(judge)}`;
  judge.expect.reply(await askUserInvitation(judge, alice, email, { send_email }));
  await inviteRepeatedly(judge, email, [
    [alice, 'no mail'],
    [alice, 'no mail'],
  ]);
});

for (const { name, needs: further, apply } of adminChanges) {
  verifies(
    'invite_new_user/no-mail-unasked',
    { case: `creator-${name}`, needs: [...needs, ...further] },
    async (check) => {
      const mailed = await check.withMail();
      const { judge } = mailed;
      const { author: alice } = await judge.bootstrapped();
      const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
      const [once, never] = [freshAddress(judge), freshAddress(judge)];
      await inviteRepeatedly(judge, once, [[adam, 'mail']]);
      await inviteRepeatedly(judge, never, [[adam, 'no mail']]);
      await apply(judge, alice, adam);
      for (const email of [once, never]) await inviteRepeatedly(judge, email, [[alice, 'no mail']]);
      await waitForAllMail(mailed);
      await mailsTo(judge, mailed, once, 1);
      await mailsTo(judge, mailed, never, 0);
    },
  );
}

verifies('invite_new_user/one-mail-per-call', { needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice, adam } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  for (const [index, author] of [alice, alice, adam].entries()) {
    const answer = await askUserInvitation(judge, author, email, { send_email });
    judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
    await mailsTo(judge, mailed, email, index + 1);
  }
  await waitForAllMail(mailed);
  await mailsTo(judge, mailed, email, 3);
});

verifies('invite_new_user/tells-mail-outcome', { case: 'mailed', needs }, async (check) => {
  const { judge } = await check.withMail();
  const { alice } = await invitationOrganization(judge);
  const answer = await askUserInvitation(judge, alice, freshAddress(judge), { send_email });
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
});

for (const [profile, name] of [
  ['standard', 'bob'],
  ['outsider', 'mallory'],
] as const) {
  verifies('invite_new_user/author-is-admin', { case: `${profile}-no-mail`, needs }, async (check) => {
    const mailed = await check.withMail();
    const { judge } = mailed;
    const { [name]: author } = await invitationOrganization(judge);
    const email = freshAddress(judge);
    const refused = await askUserInvitation(judge, author, email, { send_email });
    judge.expect.reply(refused, 'author_not_allowed', `an invitation by ${name}`);
    await waitForAllMail(mailed);
    await mailsTo(judge, mailed, email, 0);
  });
}

verifies('invite_new_user/claimer-not-enrolled', { case: 'no-mail', needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { author } = await judge.bootstrapped();
  const bob = { ...judge.cast.person('bob'), email: freshAddress(judge, 'bob') };
  await judge.members.enrol(author, bob);
  const refused = await askUserInvitation(judge, author, bob.email, { send_email });
  judge.expect.reply(refused, 'claimer_email_already_enrolled', 'an invitation of a member');
  await waitForAllMail(mailed);
  await mailsTo(judge, mailed, bob.email, 0);
});
