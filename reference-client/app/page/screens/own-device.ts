import { html } from 'lit-html';
import { Form, field, type Problems, problemAt, sentence, submitRow, type Typed } from '../form.ts';
import { NewPassword } from '../new-password.ts';
import { redraw } from '../redraw.ts';
import { fileSaved, saveFile } from '../save-file.ts';
import { type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();
const newPassword = (): NewPassword => {
  const { name = '', email = '', organization = '' } = state.organization ?? {};
  return new NewPassword(() => [name, email, organization]);
};
let passwords = newPassword();
let changeNotice = '';
let saveNotice = '';

async function change(typed: Typed): Promise<Problems | undefined> {
  changeNotice = '';
  const current = typed.text('current');
  if (current === '') typed.refuse('current', 'the current password is missing');
  const next = await passwords.read(typed);
  if (Object.keys(typed.problems).length > 0) return typed.problems;
  typed.isSent = true;
  const ended = await client.changePassword({ current, next });
  if (!ended.ok) return problemAt(ended.outcome === 'cannot-be-opened' ? 'current' : '', ended);
  changeNotice =
    'The password is changed. Files that you saved before still open with the former one: save a new copy.';
  form = new Form();
  passwords = newPassword();
  return undefined;
}

async function save(): Promise<void> {
  const read = await client.ownFile();
  const own = state.organization?.devices.find(({ isThis }) => isThis);
  if (read.ok) saveFile(read.bytes, `${own?.id ?? 'device'}.keys`);
  saveNotice = read.ok ? fileSaved : `${sentence(read.message)} ${sentence(read.hint)}`;
  redraw();
}

export const deviceScreen: Screen = {
  title: 'This device',
  open: () => {
    form = form.renewed();
    if (form.busy === undefined) passwords = newPassword();
    changeNotice = '';
    saveNotice = '';
    return state.organization !== undefined;
  },
  view: () => html`
    <h1>This device</h1>
    <h2>Device file</h2>
    <p>Your keys, sealed by your password. Other Parsec clients open it, too.</p>
    <p class="actions"><button type="button" @click=${save}>Save the device file</button><span role="status">${saveNotice}</span></p>
    <h2>Change the password</h2>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Sealing the keys…', change)}>
      <input class="hidden" type="email" name="username" autocomplete="username" value=${state.organization?.email ?? ''} readonly tabindex="-1"
        aria-hidden="true">
      ${field(form, { name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password' })}
      ${passwords.fields(form)}
      ${submitRow(form, 'Change the password')}
    </form>
    <p class="done" role="status">${changeNotice}</p>
    <p><a href="#/organization">Back to the organization</a></p>`,
};
