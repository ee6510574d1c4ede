import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  invitationIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { mailsTo, mailTo, publicOrigin } from '../../../src/vocabulary/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { linksIn, linksInHtml, type Mail } from '../../../src/wire/mail.ts';

const needs = ['mail'] as const;
const send_email = true;

/** Asserts that the text part and the HTML part each contain one link with these parts. */
function expectLink(
  judge: Judge,
  mail: Mail,
  expected: readonly [origin: string, organization: string, action: string, token: string],
): void {
  for (const [part, links] of [
    ['text part', linksIn(mail.text)],
    ['HTML part', linksInHtml(mail.html)],
  ] as const) {
    judge.expect.equal(links.length, 1, `different links with /redirect/ in the ${part}`);
    const [link] = links;
    const observed = [link?.origin, link?.organization, link?.action, link?.token];
    judge.expect.equal(observed, expected, `address, organization, action and token in the ${part}`);
  }
}

verifies(['invite_new_user/mail-link', 'links/invitation-link'], { needs, case: 'user' }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice, organization } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, alice, email, { send_email });
  const invitation = invitationIn(judge, alice, answer);
  const mail = await mailTo(judge, mailed, email);
  expectLink(judge, mail, [await publicOrigin(judge), organization, 'claim_user', invitation.hex]);
  judge.expect.equal(
    judge.expect.reply(await askInfo(judge, invitation)).claimer_email,
    email,
    'what it opens',
  );
});

// With this number of tokens, some contain a character that differs between the two base64
// alphabets.
verifies('links/invitation-link', { needs, case: 'several' }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice, organization } = await invitationOrganization(judge);
  const origin = await publicOrigin(judge);
  const emails = Array.from({ length: 8 }, () => freshAddress(judge));
  await Promise.all(
    emails.map(async (email) => {
      const { hex } = invitationIn(
        judge,
        alice,
        await askUserInvitation(judge, alice, email, { send_email }),
      );
      expectLink(judge, await mailTo(judge, mailed, email), [origin, organization, 'claim_user', hex]);
    }),
  );
});

verifies('links/invitation-link', { needs, case: 'device' }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const person = { ...judge.cast.person('alice'), email: freshAddress(judge, 'alice') };
  const { author, organization } = await judge.bootstrapped({}, { person });
  const { hex } = invitationIn(judge, author, await askDeviceInvitation(judge, author, { send_email }));
  const mail = await mailTo(judge, mailed, person.email);
  expectLink(judge, mail, [await publicOrigin(judge), organization.id, 'claim_device', hex]);
});

// The recipient trusts the mail and could follow a link that the caller injected.
verifies('links/mail-links-from-configured-address', { needs }, async (check) => {
  const mailed = await check.withMail();
  const { judge } = mailed;
  const { alice } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  const origin = await publicOrigin(judge);
  for (const [index, Host] of ['forged.example.com', 'forged.example.com:1', 'localhost'].entries()) {
    const change = { Host, 'X-Forwarded-Host': 'forged.example.com' };
    const answer = await askUserInvitation(judge, alice, email, { send_email, change });
    judge.expect.reply(answer, 'ok', `under the Host ${Host}`);
    const mails = await mailsTo(judge, mailed, email, index + 1);
    const { text = '', html = '' } = mails[index] ?? {};
    const origins = [...linksIn(text), ...linksInHtml(html)].map((link) => link.origin);
    judge.expect.equal(origins, [origin, origin], `hosts of the links with the Host ${Host}`);
    const forged = `${text}${html}`.includes('forged');
    judge.expect.that(!forged, 'no word of the forged host', 'it in the mail');
  }
});
