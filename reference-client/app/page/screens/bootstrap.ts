import { deviceLabel, emailAddress, humanLabel } from '@parsec-spec/spec/scalars';
import { html, nothing } from 'lit-html';
import { browserName } from '../browser-name.ts';
import { forgetDrafts } from '../drafts.ts';
import {
  deviceHelp,
  emailHelp,
  Form,
  field,
  type Problems,
  problemAt,
  submitRow,
  type Typed,
} from '../form.ts';
import { NewPassword } from '../new-password.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();
const newPassword = (): NewPassword => {
  const { organization = '', email = '' } = state.bootstrap ?? {};
  return new NewPassword(() => [organization, email]);
};
let passwords = newPassword();

async function bootstrap(typed: Typed): Promise<Problems | undefined> {
  const { bootstrap } = state;
  if (bootstrap === undefined) return undefined;
  const name = typed.read('name', humanLabel);
  const email = bootstrap.email === '' ? typed.read('email', emailAddress) : bootstrap.email;
  const label = typed.read('device', deviceLabel);
  const password = await passwords.read(typed);
  const isComplete = name !== undefined && email !== undefined && label !== undefined;
  if (!isComplete || Object.keys(typed.problems).length > 0) return typed.problems;
  typed.isSent = true;
  const { server, organization, token, code } = bootstrap;
  const ended = await client.bootstrap({
    server,
    organization,
    token,
    name,
    email,
    deviceLabel: label,
    password,
    code,
  });
  // Somebody took it in the meantime. It was typed with the address.
  if (!ended.ok && ended.outcome === 'name-taken' && bootstrap.email !== '') {
    state.nameRefusal = ended;
    go('create');
    // There the problem is shown. Here the texts are kept.
    return problemAt('organization', ended);
  }
  if (!ended.ok) return problemAt('', ended);
  state.saved = { path: ended.path, title: 'The organization is created', text: 'You are its first user.' };
  delete state.bootstrap;
  delete state.signUp;
  forgetDrafts('#/create');
  forgetDrafts('#/confirm');
  go('saved');
  return undefined;
}

export const bootstrapScreen: Screen = {
  title: 'Become the first user',
  open: () => {
    form = form.renewed();
    if (form.busy === undefined) passwords = newPassword();
    return state.bootstrap !== undefined;
  },
  view: () => html`
    <h1>Become the first user of ${state.bootstrap?.organization}</h1>
    <p>You become the ADMIN of this organization, who invites the others. Its server is ${state.bootstrap?.server}.</p>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Making keys and storing them…', bootstrap)}>
      ${field(form, { name: 'name', label: 'Your name', autocomplete: 'name', help: 'Other members see it.' })}
      ${
        state.bootstrap?.email === ''
          ? field(form, {
              name: 'email',
              label: 'Your e-mail address',
              type: 'email',
              autocomplete: 'email',
              help: emailHelp,
            })
          : html`<p>Your e-mail address is ${state.bootstrap?.email}. ${state.bootstrap?.code === undefined ? nothing : 'The server checks the password of your account, and does not learn it. '}<a href="#/create">Change the address</a></p>`
      }
      ${field(form, { name: 'device', label: 'Name of this device', value: browserName(), help: deviceHelp })}
      ${passwords.fields(form)}
      ${submitRow(form, 'Create the organization')}
    </form>`,
};
