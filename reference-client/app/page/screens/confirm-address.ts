import { validationCodePattern } from '@parsec-spec/spec/scalars';
import { parseSignUpUrl } from '@parsec-spec/spec/urls';
import { html, nothing } from 'lit-html';
import { Form, field, type Problems, problemAt, sentence, submitRow, type Typed } from '../form.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();

/** Reads the code of the mail, or its link, which must be for the same address. */
const codeFor = (email: string) => (text: string) => {
  const code = text.toUpperCase();
  if (validationCodePattern.test(code)) return { ok: true, value: code } as const;
  const link = parseSignUpUrl(text);
  if (link.ok && link.address.email === email) return { ok: true, value: link.address.code } as const;
  return { ok: false, expected: `six letters or digits, or the link of the mail to ${email}` } as const;
};

async function confirm(typed: Typed): Promise<Problems | undefined> {
  const { bootstrap } = state;
  if (bootstrap === undefined) return undefined;
  const { server, email } = bootstrap;
  const code = typed.read('code', codeFor(email));
  if (code === undefined) return typed.problems;
  const checked = await client.checkCode({ server, email, code });
  if (!checked.ok) return problemAt('code', checked);
  // With another name of the organization no other code is needed.
  state.signUp = { server, email, code };
  state.bootstrap = { ...bootstrap, code };
  go('bootstrap');
  return undefined;
}

/** A hosted service knows an address only after its owner repeats the code of a mail. */
export const confirmScreen: Screen = {
  title: 'Confirm your address',
  open: () => {
    form = form.renewed();
    return state.bootstrap !== undefined;
  },
  view: () => html`
    <h1>Confirm your address</h1>
    <p>${state.bootstrap?.server} mails a code to ${state.bootstrap?.email}, unless the address already has an account: then leave out the box on the screen before.</p>
    ${state.mailNote === undefined ? nothing : html`<p role="status">${sentence(state.mailNote)}</p>`}
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Checking the code…', confirm)}>
      ${field(form, { name: 'code', label: 'Code from the mail', help: 'Or the whole link of the mail.', isSecret: true, autocomplete: 'one-time-code' })}
      ${submitRow(form, 'Continue')}
    </form>
    <p>No mail? Look into the spam folder, or <a href="#/create">ask for another one</a>.</p>`,
};
