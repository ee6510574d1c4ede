import { matchesExpected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, askUserInvitation, invitationIn } from '../../../src/vocabulary/actions/invitations.ts';
import {
  expectOnlyRecipient,
  mailBy,
  mailTo,
  waitForAllMail,
} from '../../../src/vocabulary/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Mail } from '../../../src/wire/mail.ts';

const needs = ['mail'] as const;
const send_email = true;

verifies('invite_new_user/mail-to-claimer-only', { needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge, sender } = mailed;
  const { alice } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  judge.expect.reply(await askUserInvitation(judge, alice, email, { send_email }));
  expectOnlyRecipient(judge, await mailTo(judge, mailed, email), sender, email);
});

for (const [name, label] of [
  ['ascii', 'Alice of Example'],
  ['not-ascii', 'Ælîçé Ωmega 漢字'],
  ['signs', "Alice (the Admin) O'Hara & Sons = ?"],
] as const) {
  verifies('invite_new_user/mail-subject', { needs, case: name }, async (check) => {
    const { judge, mail, organization } = await mailBy(check, { label });
    const { subject } = mail;
    judge.expect.that(subject.includes(label), `a Subject that names ${label}`, subject);
    judge.expect.that(subject.includes(organization.id), `a Subject that names ${organization.id}`, subject);
  });

  verifies('invite_new_user/mail-reply-to', { needs, case: name }, async (check) => {
    const { judge, mail, person } = await mailBy(check, { label });
    judge.expect.equal(mail.replyTo, [person.email], 'addresses of Reply-To');
  });
}

// A label may not contain a colon, a comma, angle brackets or a quote (TYPES-04), so line breaks
// and encoded words remain.
for (const [name, label] of [
  ['encoded-word', '=?utf-8?q?Alice=0D=0ABcc=3A_mallory=40example=2Ecom?='],
  ['encoded-word-base64', '=?utf-8?b?QWxpY2UNCkJjYzogbWFsbG9yeUBleGFtcGxlLmNvbQ==?='],
  ['percent', 'Alice%0D%0ABcc mallory'],
] as const) {
  verifies('invite_new_user/mail-headers-safe', { needs, case: name }, async (check) => {
    const { judge, mail, email, sender } = await mailBy(check, { label });
    expectOwnHeaders(judge, mail, { email, sender });
  });
}

for (const [name, label] of [
  ['line-break', 'Alice\r\nBcc mallory'],
  ['line-feed', 'Alice\nX-Injected'],
  ['end-of-mail', 'Alice\r\n.\r\nQUIT\r\nAlice'],
] as const) {
  verifies('invite_new_user/mail-headers-safe', { needs, case: name }, async (check) => {
    const mailed = await check.withMail();
    const { judge, sender } = mailed;
    const person = { ...judge.cast.person('alice'), label };
    const organization = await judge.organization();
    const bootstrap = judge.newBootstrap(organization, { person });
    const bootstrapped = await judge.bootstrap(organization, bootstrap);
    // A server that refuses such a label cannot put it into a mail.
    if (matchesExpected(bootstrapped, 'invalid_certificate')) return judge.note('the label is refused');
    judge.expect.reply(bootstrapped, 'ok', 'the bootstrap');
    const author = { organization: organization.id, device: bootstrap.device };
    const email = freshAddress(judge);
    invitationIn(judge, author, await askUserInvitation(judge, author, email, { send_email }));
    await waitForAllMail(mailed);
    const mails = mailed.relay.mails.filter(({ raw }) => Buffer.from(raw).includes(organization.id));
    if (mails.length === 0) judge.note('no mail left for an inviter of such a label');
    for (const mail of mails) expectOwnHeaders(judge, mail, { email, sender });
  });
}

/**
 * The server sets sender, recipient and headers. Each occurs once, and the mail has no other
 * recipient.
 */
function expectOwnHeaders(
  judge: Judge,
  mail: Mail,
  { email, sender }: { readonly email: string; readonly sender: string },
): void {
  const names = mail.headerLines.map(({ key }) => key);
  judge.expect.equal(names.length, new Set(names).size, 'headers, each occurring once');
  const foreign = names.filter((header) => ['cc', 'bcc', 'x-injected'].includes(header.split(' ')[0] ?? ''));
  judge.expect.equal(foreign, [], 'headers Cc, Bcc, X-Injected');
  judge.expect.equal(mail.envelope, { from: sender, to: [email] }, 'sender and recipients of the envelope');
  judge.expect.equal([mail.from, mail.to], [[sender], [email]], 'From and To');
  judge.expect.that(
    !mail.replyTo.includes('mallory@example.com'),
    'no Reply-To of the label’s',
    mail.replyTo,
  );
}

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
