import type { Judge, MailedJudge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import {
  askInfo,
  askUserInvitation,
  invitationIn,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { mailsTo, unusableRelays } from '../../../src/vocabulary/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const needs = ['mail'] as const;
const startNeeds = ['mail', 'start'] as const;

/** Invites by mail through a relay that does not deliver it. */
async function inviteByMail(mailing: MailedJudge, email: string) {
  const { alice } = await invitationOrganization(mailing.judge);
  const answer = await askUserInvitation(mailing.judge, alice, email, { send_email: true });
  return { alice, answer, invitation: invitationIn(mailing.judge, alice, answer) };
}

const emailSent = (judge: Judge, answer: Exchange) =>
  judge.expect.text(judge.expect.reply(answer), 'email_sent', answer);

verifies('invite_new_user/recipient-refused-is-told', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const email = `${recipientReactions.refused}${freshAddress(judge)}`;
  const { answer, alice } = await inviteByMail(mailing, email);
  judge.expect.equal(emailSent(judge, answer), 'RECIPIENT_REFUSED', 'email_sent', answer);
  const valid = await askUserInvitation(judge, alice, freshAddress(judge), { send_email: true });
  judge.expect.equal(emailSent(judge, valid), 'SUCCESS', 'email_sent of a mail that is taken', valid);
});

for (const [name, kind, options] of unusableRelays) {
  verifies('invite_new_user/server-unavailable-is-told', { needs: startNeeds, case: name }, async (check) => {
    const mailing = await check.withMail(kind, options);
    const { judge } = mailing;
    const { answer } = await inviteByMail(mailing, freshAddress(judge));
    judge.expect.equal(emailSent(judge, answer), 'SERVER_UNAVAILABLE', 'email_sent', answer);
  });
}

verifies(
  'invite_new_user/server-unavailable-is-told',
  { needs, case: 'rejected-after-data' },
  async (check) => {
    const mailing = await check.withMail();
    const { judge } = mailing;
    const email = `${recipientReactions.rejected}${freshAddress(judge)}`;
    const { answer } = await inviteByMail(mailing, email);
    // The relay reported that it rejected the mail, but not the reason.
    const outcome = emailSent(judge, answer);
    const honest = ['SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED'].includes(outcome);
    judge.expect.that(honest, 'email_sent: SERVER_UNAVAILABLE or RECIPIENT_REFUSED', outcome, answer);
  },
);

for (const [name, kind, needed] of [
  ['recipient-refused', 'willing', needs],
  ['nobody-listens', 'closed', startNeeds],
] as const) {
  verifies(
    'invite_new_user/invitation-survives-mail-failure',
    { needs: needed, case: name },
    async (check) => {
      const mailing = await check.withMail(kind);
      const { judge } = mailing;
      const email = `${recipientReactions.refused}${freshAddress(judge)}`;
      const { alice, invitation } = await inviteByMail(mailing, email);
      await mailsTo(judge, mailing, email, 0);
      const info = await askInfo(judge, invitation);
      judge.expect.equal(judge.expect.reply(info).claimer_email, email, 'claimer_email', info);
      judge.expect.equal(
        statusIn(judge, await listInvitations(judge, alice), invitation),
        'PENDING',
        'status',
      );
      judge.expect.equal(
        (await inviteUser(judge, alice, email)).hex,
        invitation.hex,
        'the token of a repeated request',
      );
    },
  );
}

// A mail that cannot be composed counts as failed, like one that cannot be sent.
verifies('invite_new_user/one-mail-per-call', { needs, case: 'label-with-line-break' }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const person = { ...judge.cast.person('alice'), label: 'Alice\nof Example' };
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization, { person });
  const bootstrapped = await judge.bootstrap(organization, bootstrap);
  if (bootstrapped.replyStatus === 'invalid_certificate') return judge.notApplicable('the label is refused');
  judge.expect.reply(bootstrapped, 'ok', 'the bootstrap');
  const author = { organization: organization.id, device: bootstrap.device };
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, author, email, { send_email: true });
  await mailsTo(judge, mailing, email, emailSent(judge, answer) === 'SUCCESS' ? 1 : 0);
});
