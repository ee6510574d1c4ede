import type { ValidationCodeMail } from '@parsec-spec/spec/rules';
import { type ServerAddress, formatSignUpRedirection } from '@parsec-spec/spec/urls';
import { html, linkTwice, page } from './html.ts';
import type { Letter } from './letter.ts';

/**
 * The mail to an address for a new account: the code, and a link that carries it into a client
 * (SIGNUP-01, SIGNUP-14).
 */
export function validationCode({ to, code }: ValidationCodeMail, server: ServerAddress): Letter {
  const link = formatSignUpRedirection({ server, email: to, code });
  // The subject does not contain the code, since locked screens show it.
  const subject = '[Parsec] Your code to sign up';
  const text = `Hello,

somebody, we hope you, wants to sign up to Parsec with this address. The code is:

${code}

Enter it where you were asked for it, or go on with this link:

${link}

The code works for an hour. If it was not you, do nothing: without the code nobody gets
any further.
`;
  const content = html`<p>Hello,</p>
<p>somebody, we hope you, wants to sign up to Parsec with this address. The code is:</p>
<p style="font-size: 1.6em; font-family: monospace; letter-spacing: 0.2em;">${code}</p>
<p>Enter it where you were asked for it, or go on with the link.</p>
${linkTwice(link, 'Go on signing up')}
<p>The code works for an hour. If it was not you, do nothing: without the code nobody gets any further.</p>`;
  return { to, subject, text, html: page(subject, content) };
}
