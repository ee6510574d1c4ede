import type {
  DeviceInvitationMail,
  Mail,
  UserInvitationMail,
  ValidationCodeMail,
} from '@parsec-spec/spec/rules';
import { printable } from '@parsec-spec/spec/scalars';
import {
  formatInvitationRedirection,
  formatSignUpRedirection,
  type ServerAddress,
} from '@parsec-spec/spec/urls';
import { html, linkTwice, page } from './mail-html.ts';
import type { MailMessage } from './mailer.ts';

/**
 * Composes a mail. Links lead to the configured address, whatever host the request was sent to
 * (LINK-10).
 */
export function composeMail(mail: Mail, server: ServerAddress): MailMessage {
  switch (mail.mail) {
    case 'user_invitation':
      return userInvitation(mail, server);
    case 'device_invitation':
      return deviceInvitation(mail, server);
    case 'validation_code':
      return validationCode(mail, server);
  }
}

/** The mail to a person who is invited to an organization (INV-USER-09, INV-USER-10). */
function userInvitation(mail: UserInvitationMail, server: ServerAddress): MailMessage {
  const { to, organization, token, inviter } = mail;
  const [address] = inviter;
  const name = singleLine(inviter[1]);
  const link = formatInvitationRedirection({ server, organization, type: 'USER', token });
  const subject = `[Parsec] ${name} invited you to ${organization}`;
  const text = `Hello,

${name} (${singleLine(address)}) invites you to the organization ${organization} on Parsec.

1. Have a Parsec client at hand.
2. Open this link with it:

${link}

3. Meet ${name}, in person or in a call: both of you will compare short codes.

The link stays valid until the invitation is used or cancelled. If you do not know
${name}, ignore this mail. The link alone does not admit anyone: codes are compared first.
`;
  const content = html`<p>Hello,</p>
<p><strong>${name}</strong> (${singleLine(address)}) invites you to the organization <strong>${organization}</strong> on Parsec.</p>
<ol>
<li>Have a Parsec client at hand.</li>
<li>Open the link below with it.</li>
<li>Meet ${name}, in person or in a call: both of you will compare short codes.</li>
</ol>
${linkTwice(link, 'Accept the invitation')}
<p>The link stays valid until the invitation is used or cancelled. If you do not know ${name}, ignore this mail. The link alone does not admit anyone: codes are compared first.</p>`;
  return { to, subject, text, html: page(subject, content), replyTo: { address, name } };
}

/** The mail to a user who adds another device (INV-DEV-04). */
function deviceInvitation(mail: DeviceInvitationMail, server: ServerAddress): MailMessage {
  const { to, organization, token } = mail;
  const link = formatInvitationRedirection({ server, organization, type: 'DEVICE', token });
  const subject = `[Parsec] New device invitation to ${organization}`;
  const text = `Hello,

you asked to add a device to your user in the organization ${organization} on Parsec.

1. On the new device, have a Parsec client at hand.
2. Open this link there:

${link}

3. Stay at a device that you have already: you will compare short codes of the two.

The link stays valid until it is used or cancelled. If you did not ask for it, cancel the
invitation on a device of yours: no device joins without comparing codes.
`;
  const content = html`<p>Hello,</p>
<p>you asked to add a device to your user in the organization <strong>${organization}</strong> on Parsec.</p>
<ol>
<li>On the new device, have a Parsec client at hand.</li>
<li>Open the link below there.</li>
<li>Stay at a device that you have already: you will compare short codes of the two.</li>
</ol>
${linkTwice(link, 'Add this device')}
<p>The link stays valid until it is used or cancelled. If you did not ask for it, cancel the invitation on a device of yours: no device joins without comparing codes.</p>`;
  return { to, subject, text, html: page(subject, content) };
}

/**
 * The mail to an address for a new account: the code, and a link that carries it into a client
 * (SIGNUP-01, SIGNUP-14).
 */
function validationCode({ to, code }: ValidationCodeMail, server: ServerAddress): MailMessage {
  const link = formatSignUpRedirection({ server, email: to, code });
  // The subject does not contain the code, since locked screens show it.
  const subject = '[Parsec] Your code to sign up';
  const text = `Hello,

this address was entered to sign up to Parsec. The code is:

${code}

Enter it where you were asked for it, or continue with this link:

${link}

The code is valid for an hour. If it was not you, ignore this mail. No account is created
without the code.
`;
  const content = html`<p>Hello,</p>
<p>this address was entered to sign up to Parsec. The code is:</p>
<p style="font-size: 1.6em; font-family: monospace; letter-spacing: 0.2em;">${code}</p>
<p>Enter it where you were asked for it, or continue with the link.</p>
${linkTwice(link, 'Continue to sign up')}
<p>The code is valid for an hour. If it was not you, ignore this mail. No account is created without the code.</p>`;
  return { to, subject, text, html: page(subject, content) };
}

/**
 * A name as one line of plain text (INV-USER-11): labels may hold line breaks, and characters that
 * make a name look like another.
 */
const singleLine = (name: string): string =>
  printable(name)
    .replace(/[ \ufffd]+/g, ' ')
    .trim();
