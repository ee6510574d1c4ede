import { deviceLabel, emailAddress, humanLabel } from '@parsec-spec/spec/scalars';
import { html, nothing } from 'lit-html';
import { client } from '../client.ts';
import { Form, field, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';

let form = new Form();
let strength: string | undefined;
let checks = 0;

const browserName = (): string => (/Firefox/.test(navigator.userAgent) ? 'Firefox' : 'Browser');

/** Milliseconds without a key press after which a password is judged. */
const TYPING_PAUSE_MS = 200;

function judgePassword(event: InputEvent): void {
  const input = event.currentTarget as HTMLInputElement;
  checks += 1;
  const check = checks;
  setTimeout(async () => {
    if (check !== checks) return;
    const text = await strengthOf(input);
    if (check !== checks) return;
    strength = text;
    redraw();
  }, TYPING_PAUSE_MS);
}

async function strengthOf({ value: password, form: typed }: HTMLInputElement): Promise<string | undefined> {
  if (password === '') return undefined;
  const data = new FormData(typed ?? undefined);
  const about = [data.get('name'), data.get('email'), state.founding?.organization];
  const weak = await client.weakness({ password, about: about.map((word) => String(word ?? '')) });
  return weak === undefined ? 'Strong enough.' : `Weak: ${weak}`;
}

async function bootstrap(typed: Typed): Promise<Problems | undefined> {
  const { founding } = state;
  if (founding === undefined) return undefined;
  const name = typed.read('name', humanLabel);
  const email = typed.read('email', emailAddress);
  const label = typed.read('device', deviceLabel);
  const password = typed.text('password');
  if (password === '') typed.refuse('password', 'a password is missing');
  else if (typed.text('again') !== password) typed.refuse('again', 'the two passwords differ');
  if (typed.text('understood') === '') typed.refuse('understood', 'tick this box if you have understood');
  const isComplete = name !== undefined && email !== undefined && label !== undefined;
  if (!isComplete || Object.keys(typed.problems).length > 0) return typed.problems;
  typed.isSent = true;
  const { server, organization, token } = founding;
  const ended = await client.bootstrap({
    server,
    organization,
    token,
    name,
    email,
    deviceLabel: label,
    password,
  });
  if (!ended.ok) return problemAt('', ended);
  state.saved = ended.path;
  delete state.founding;
  // A browser may delete what pages store, unless it is asked not to. Some ask the person first.
  void navigator.storage.persist();
  go('saved');
  return undefined;
}

const understood = () => {
  const problem = form.problems.understood;
  return html`<div class="field">
    <label class="box"><input type="checkbox" name="understood" value="yes" aria-invalid=${problem !== undefined}
      aria-describedby=${problem === undefined ? nothing : 'understood-problem'}>
      I know that nobody can recover this password: neither the server nor its administrator has my keys.</label>
    ${problem === undefined ? nothing : html`<p class="problem" id="understood-problem"><strong>Tick this box if you have understood.</strong></p>`}
  </div>`;
};

export const bootstrapScreen: Screen = {
  title: 'Become the first user',
  open: () => {
    form = new Form();
    strength = undefined;
    return state.founding !== undefined;
  },
  view: () => html`
    <h1>Become the first user of ${state.founding?.organization}</h1>
    <p>You become the ADMIN of this organization, who invites the others. Its server is ${state.founding?.server}.</p>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Making keys and storing them…', bootstrap)}>
      ${field(form, { name: 'name', label: 'Your name', autocomplete: 'name', help: 'Other members see it.' })}
      ${field(form, { name: 'email', label: 'Your e-mail address', type: 'email', autocomplete: 'email', value: state.founding?.email ?? '' })}
      ${field(form, { name: 'device', label: 'Name of this device', value: browserName(), help: 'So that you recognise it among your devices.' })}
      ${field(form, { name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', onInput: judgePassword, note: strength })}
      ${field(form, { name: 'again', label: 'The same password again', type: 'password', autocomplete: 'new-password' })}
      ${understood()}
      ${submitRow(form, 'Create the organization')}
    </form>`,
};
