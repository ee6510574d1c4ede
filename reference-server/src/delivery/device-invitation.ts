import type { DeviceInvitationMail } from '@parsec-spec/spec/rules';
import { type ServerAddress, formatInvitationRedirection } from '@parsec-spec/spec/urls';
import { html, linkTwice, page } from './html.ts';
import type { Letter } from './letter.ts';

/** The mail to a user who adds another device (INV-DEV-04). */
export function deviceInvitation(mail: DeviceInvitationMail, server: ServerAddress): Letter {
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
