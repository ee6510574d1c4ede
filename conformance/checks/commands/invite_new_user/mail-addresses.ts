import { askInfo, askUserInvitation, invitationIn } from '../../../src/case/actions/invitations.ts';
import { mailTo } from '../../../src/case/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

const needs = ['mail'] as const;

/** Unusual but valid addresses, derived from a usual one. */
const unusual = {
  'quoted-comma': (local: string) => `"${local},bob"@example.com`,
  'quoted-parentheses': (local: string) => `"${local}(bob)"@example.com`,
  'punycode-domain': (local: string) => `${local}@xn--bcher-kva.example.com`,
  'plus-and-signs': (local: string) => `${local}+parsec!#$%&'*/=?^_{|}~@example.com`,
} as const;

for (const [name, made] of Object.entries(unusual)) {
  verifies('invite_new_user/mail-to-claimer-only', { needs, case: name }, async (check) => {
    const mailing = await check.withMail();
    const { judge, sender } = mailing;
    const { alice } = await invitationOrganization(judge);
    const email = made(freshAddress(judge).replace('@example.com', ''));
    const answer = await askUserInvitation(judge, alice, email, { send_email: true });
    const invitation = invitationIn(judge, alice, answer);
    judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
    const { envelope, to } = await mailTo(judge, mailing, email);
    judge.expect.equal(envelope, { from: sender, to: [email] }, 'sender and recipients of the envelope');
    judge.expect.equal(to.length, 1, 'addresses of To');
    const info = await askInfo(judge, invitation);
    judge.expect.equal(judge.expect.reply(info).claimer_email, email, 'claimer_email', info);
  });
}
