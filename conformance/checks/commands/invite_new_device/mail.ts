import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import {
  askDeviceInvitation,
  askInfo,
  cancelInvitation,
  completeInvitation,
  invitationIn,
  inviteDevice,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  inviteRepeatedly,
  mailsTo,
  mailTo,
  waitForAllMail,
} from '../../../src/vocabulary/observations/mail.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { linksIn, linksInHtml } from '../../../src/wire/mail.ts';

const needs = ['mail'] as const;
const startNeeds = ['mail', 'start'] as const;
const send_email = true;

/**
 * An organization whose founder has this email address and receives the device invitation mails.
 */
const founderAt = (judge: Judge, email: string) =>
  judge.bootstrapped({}, { person: { ...judge.cast.person('alice'), email } });

verifies('invite_new_device/mail-to-author', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge, sender } = mailing;
  const email = freshAddress(judge, 'alice');
  const { author, organization } = await founderAt(judge, email);
  const answer = await askDeviceInvitation(judge, author, { send_email });
  const { hex } = invitationIn(judge, author, answer);
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
  const mail = await mailTo(judge, mailing, email);
  judge.expect.equal(mail.envelope, { from: sender, to: [email] }, 'sender and recipients of the envelope');
  judge.expect.equal([mail.from, mail.to], [[sender], [email]], 'From and To');
  judge.expect.that(
    mail.subject.includes(organization.id),
    'a Subject that names the organization',
    mail.subject,
  );
  for (const [part, links] of [
    ['text part', linksIn(mail.text)],
    ['HTML part', linksInHtml(mail.html)],
  ] as const) {
    const observed = links.map((link) => [link.organization, link.action, link.token]);
    judge.expect.equal(observed, [[organization.id, 'claim_device', hex]], `links in the ${part}`);
  }
});

verifies('invite_new_device/mail-to-author', { needs, case: 'of-the-user-who-asks' }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const [ofAlice, ofBob] = [freshAddress(judge, 'alice'), freshAddress(judge, 'bob')];
  const { author } = await founderAt(judge, ofAlice);
  const bob = await judge.members.enrol(author, { ...judge.cast.person('bob'), email: ofBob });
  const tablet = await judge.members.addDevice(bob, 'bob-tablet');
  judge.expect.reply(await askDeviceInvitation(judge, bob, { send_email }));
  judge.expect.reply(await askDeviceInvitation(judge, tablet, { send_email }), 'ok', 'from another device');
  await mailsTo(judge, mailing, ofBob, 2);
  await mailsTo(judge, mailing, ofAlice, 0);
});

verifies('invite_new_device/no-mail-unasked', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const email = freshAddress(judge, 'alice');
  const { author } = await founderAt(judge, email);
  await inviteDevice(judge, author);
  await waitForAllMail(mailing);
  await mailsTo(judge, mailing, email, 0);
});

for (const [profile, name] of [
  ['ADMIN', 'admin'],
  ['STANDARD', 'standard'],
  ['OUTSIDER', 'outsider'],
] as const) {
  // Covers calls before and after the first mail, from each device, and again after the end of the
  // invitation.
  verifies('invite_new_device/no-mail-unasked', { needs, case: `repeated-${name}` }, async (check) => {
    const mailing = await check.withMail();
    const { judge } = mailing;
    const { author } = await judge.bootstrapped();
    const email = freshAddress(judge, 'bob');
    const bob = await judge.members.enrol(author, { ...judge.cast.person('bob'), email }, { profile });
    const phone = await judge.members.addDevice(bob, 'bob-phone');
    const cancelled = await inviteRepeatedly(judge, undefined, [
      [bob, 'no mail'],
      [bob, 'no mail'],
      [phone, 'no mail'],
    ]);
    judge.expect.reply(await cancelInvitation(judge, bob, cancelled), 'ok', 'a cancellation');
    const completed = await inviteRepeatedly(judge, undefined, [
      [bob, 'mail'],
      [bob, 'no mail'],
      [phone, 'no mail'],
    ]);
    judge.expect.reply(await completeInvitation(judge, bob, completed), 'ok', 'a completion');
    await inviteRepeatedly(judge, undefined, [
      [phone, 'no mail'],
      [bob, 'mail'],
      [phone, 'no mail'],
      [bob, 'no mail'],
    ]);
    await waitForAllMail(mailing);
    await mailsTo(judge, mailing, email, 2);
  });

  const other = profile === 'STANDARD' ? 'OUTSIDER' : 'STANDARD';
  verifies(
    'invite_new_device/no-mail-unasked',
    { needs, case: `repeated-${name}-made-${other.toLowerCase()}` },
    async (check) => {
      const mailing = await check.withMail();
      const { judge } = mailing;
      const { author } = await judge.bootstrapped();
      const email = freshAddress(judge, 'bob');
      const bob = await judge.members.enrol(author, { ...judge.cast.person('bob'), email }, { profile });
      await inviteRepeatedly(judge, undefined, [[bob, 'mail']]);
      await judge.members.setProfile(author, bob.person, other);
      await inviteRepeatedly(judge, undefined, [
        [bob, 'no mail'],
        [await judge.members.addDevice(bob, 'bob-phone'), 'no mail'],
      ]);
      await waitForAllMail(mailing);
      await mailsTo(judge, mailing, email, 1);
    },
  );
}

// Nothing is sent, so nothing can fail.
verifies('invite_new_device/no-mail-unasked', { needs, case: 'recipient-refused' }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const { author } = await founderAt(judge, `${recipientReactions.refused}${freshAddress(judge, 'alice')}`);
  judge.expect.reply(await askDeviceInvitation(judge, author, { send_email }));
  await inviteRepeatedly(judge, undefined, [
    [author, 'no mail'],
    [author, 'no mail'],
  ]);
});

for (const [name, kind, needed, outcome] of [
  ['recipient-refused', 'willing', needs, 'RECIPIENT_REFUSED'],
  ['nobody-listens', 'closed', startNeeds, 'SERVER_UNAVAILABLE'],
] as const) {
  verifies('invite_new_device/mail-failure-is-told', { needs: needed, case: name }, async (check) => {
    const { judge } = await check.withMail(kind);
    const { author } = await founderAt(judge, `${recipientReactions.refused}${freshAddress(judge, 'alice')}`);
    const answer = await askDeviceInvitation(judge, author, { send_email });
    judge.expect.equal(judge.expect.reply(answer).email_sent, outcome, 'email_sent', answer);
  });

  verifies(
    'invite_new_device/invitation-survives-mail-failure',
    { needs: needed, case: name },
    async (check) => {
      const mailing = await check.withMail(kind);
      const { judge } = mailing;
      const email = `${recipientReactions.refused}${freshAddress(judge, 'alice')}`;
      const { author } = await founderAt(judge, email);
      const invitation = invitationIn(
        judge,
        author,
        await askDeviceInvitation(judge, author, { send_email }),
      );
      await mailsTo(judge, mailing, email, 0);
      judge.expect.equal(judge.expect.reply(await askInfo(judge, invitation)).type, 'DEVICE', 'type');
      judge.expect.equal(
        statusIn(judge, await listInvitations(judge, author), invitation),
        'PENDING',
        'status',
      );
      judge.expect.equal(
        (await inviteDevice(judge, author)).hex,
        invitation.hex,
        'the token of a repeated request',
      );
    },
  );
}
