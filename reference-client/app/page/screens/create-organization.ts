import { emailAddress, organizationId } from '@parsec-spec/spec/scalars';
import { formatServerUrl, parseServerAddress, parseServerUrl } from '@parsec-spec/spec/urls';
import { html, nothing } from 'lit-html';
import { box, emailHelp, Form, field, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();
/** The request that a person sends to the administrator of the server. */
let request: string | undefined;

const serverAddress = (text: string) => {
  const short = parseServerUrl(text);
  const read = short.ok ? short : parseServerAddress(text);
  if (read.ok) return { ok: true, value: formatServerUrl(read.address) } as const;
  if (read.reason === 'user')
    return { ok: false, expected: 'an address without a user name or a password' } as const;
  return { ok: false, expected: 'the address of a server, for example https://parsec.example.com' } as const;
};

async function ask(typed: Typed): Promise<Problems | undefined> {
  request = undefined;
  const server = typed.read('server', serverAddress);
  const email = typed.read('email', emailAddress);
  const organization = typed.read('organization', organizationId);
  if (server === undefined || email === undefined || organization === undefined) return typed.problems;
  const creation = await client.spontaneous({ server, organization });
  if (!creation.ok) return problemAt(creation.outcome === 'name-taken' ? 'organization' : 'server', creation);
  if (creation.isAllowed) {
    state.bootstrap = { server, organization, token: null, email };
    const { signUp } = state;
    if (typed.text('hosted') === '') go('bootstrap');
    else if (signUp?.email === email && signUp.server === server) {
      const checked = await client.checkCode(signUp);
      if (!checked.ok) {
        delete state.signUp;
        return problemAt('email', checked);
      }
      state.bootstrap = { ...state.bootstrap, code: signUp.code };
      go('bootstrap');
    } else {
      const mail = await client.askForCode({ server, email });
      if (!mail.ok) return problemAt(mail.outcome === 'recipient-refused' ? 'email' : 'server', mail);
      state.mailNote = mail.note;
      go('confirm');
    }
    return undefined;
  }
  request = `Please create the organization ${organization} on ${server} and send me the link that begins it (its bootstrap link), which works once.`;
  return undefined;
}

export const createScreen: Screen = {
  title: 'Create an organization',
  open: () => {
    form = form.renewed();
    if (state.nameRefusal !== undefined) form.problems = problemAt('organization', state.nameRefusal);
    delete state.nameRefusal;
    request = undefined;
    return true;
  },
  view: () => html`
    <h1>Create an organization</h1>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Asking the server…', ask)}>
      ${field(form, { name: 'server', label: 'Server', value: state.signUp?.server ?? location.origin, help: 'The server that will hold the encrypted data.' })}
      ${field(form, { name: 'email', label: 'Your e-mail address', type: 'email', autocomplete: 'email', value: state.signUp?.email ?? '', help: emailHelp })}
      ${field(form, { name: 'organization', label: 'Name of the organization', help: 'Letters, digits, _ and -, at most 32. It cannot be changed.' })}
      ${box(form, 'hosted', 'This server is a hosted service where people have accounts: create mine, too. It mails me a code.', state.signUp !== undefined)}
      ${submitRow(form, 'Create')}
    </form>
    <div role="status">${
      request === undefined
        ? nothing
        : html`<h2>Not created yet: ask for a link</h2>
          <p>On this server only its administrator creates organizations. Send this to the person who runs it:</p>
          <blockquote>${request}</blockquote>
          <p>When you have the link, <a href="#/link">open it here</a>.</p>`
    }</div>
    <p><a href="#/">Back to the first screen</a></p>`,
};
