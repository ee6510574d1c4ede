import type { UserInvitationMail } from '@parsec-spec/spec/rules';
import { type ServerAddress, formatInvitationRedirection } from '@parsec-spec/spec/urls';
import { html, linkTwice, page } from './html.ts';
import type { Letter } from './letter.ts';
import { plainLine } from './plain-line.ts';

/** The mail to a person who is invited to an organization (INV-USER-09, INV-USER-10). */
export function userInvitation(mail: UserInvitationMail, server: ServerAddress): Letter {
  const { to, organization, token, inviter } = mail;
  const [address] = inviter;
  const name = plainLine(inviter[1]);
  const link = formatInvitationRedirection({ server, organization, type: 'USER', token });
  const subject = `[Parsec] ${name} invited you to ${organization}`;
  const text = `Hello,

${name} (${plainLine(address)}) invites you to the organization ${organization} on Parsec.

1. Have a Parsec client at hand.
2. Open this link with it:

${link}

3. Meet ${name}, in person or in a call: both of you will compare short codes.

The link stays valid until the invitation is used or cancelled. If you do not know
${name}, do nothing: nobody joins without comparing codes.
`;
  const content = html`<p>Hello,</p>
<p><strong>${name}</strong> (${plainLine(address)}) invites you to the organization <strong>${organization}</strong> on Parsec.</p>
<ol>
<li>Have a Parsec client at hand.</li>
<li>Open the link below with it.</li>
<li>Meet ${name}, in person or in a call: both of you will compare short codes.</li>
</ol>
${linkTwice(link, 'Accept the invitation')}
<p>The link stays valid until the invitation is used or cancelled. If you do not know ${name}, do nothing: nobody joins without comparing codes.</p>`;
  return { to, subject, text, html: page(subject, content), replyTo: { address, name } };
}
