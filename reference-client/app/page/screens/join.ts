import { deviceLabel, emailAddress, humanLabel } from '@parsec-spec/spec/scalars';
import { html, nothing } from 'lit-html';
import type { GreetingState } from '../../worker/greeting.ts';
import { browserName } from '../browser-name.ts';
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
import { greetingView } from '../greeting-view.ts';
import { NewPassword } from '../new-password.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();
const newPassword = (): NewPassword => new NewPassword(() => [state.joining?.organization ?? '']);
let passwords = newPassword();
let greeting: GreetingState | undefined;
/** The link of the invitation that the form belongs to. */
let opened: string | undefined;

/** Takes the state of the greeting that the worker reports. */
export function joiningChanged(changed: GreetingState): void {
  greeting = changed;
}

async function join(typed: Typed): Promise<Problems | undefined> {
  const { joining } = state;
  if (joining === undefined) return undefined;
  const name = joining.isUser ? typed.read('name', humanLabel) : '';
  const email = joining.isUser ? typed.read('email', emailAddress) : joining.email;
  const label = typed.read('device', deviceLabel);
  const password = await passwords.read(typed);
  const isComplete = name !== undefined && email !== undefined && label !== undefined;
  if (!isComplete || Object.keys(typed.problems).length > 0) return typed.problems;
  typed.isSent = true;
  const ended = await client.claim({ invitation: joining, name, email, deviceLabel: label, password });
  if (opened === joining.link) greeting = undefined;
  if (!ended.ok) return problemAt('', ended);
  const [ownEmail, ownName] = ended.handle;
  state.saved = {
    path: ended.path,
    title: 'You have joined',
    text: joining.isUser
      ? `You are ${ownName} <${ownEmail}> in ${joining.organization}.`
      : `This device belongs to ${joining.organization}.`,
  };
  delete state.joining;
  go('saved');
  return undefined;
}

export const joinScreen: Screen = {
  title: 'Join',
  open: () => {
    const { link } = state.joining ?? {};
    if (opened !== link && form.busy !== undefined) {
      void client.stopGreeting('claim');
      form = new Form();
    }
    opened = link;
    form = form.renewed();
    // A greeting goes on while a person looks at another screen.
    if (form.busy === undefined) {
      passwords = newPassword();
      greeting = undefined;
    }
    return state.joining !== undefined;
  },
  view: () => {
    const { joining } = state;
    if (joining === undefined) return nothing;
    const { isUser, organization, email, inviter, server } = joining;
    return html`
      <h1>${isUser ? `Join ${organization}` : `Add this device to ${organization}`}</h1>
      <p>${inviter === undefined ? 'You are' : `${inviter} has`} invited ${isUser ? email : `another device of ${email}`}. <span class="quiet">${server}</span></p>
      ${greeting === undefined ? html`<p>First choose ${isUser ? 'names' : 'a name'} and a password for this device. Then you compare codes with ${isUser ? 'the person who lets you in: call each other now' : 'your other device: keep it at hand'}.</p>` : nothing}
      <form novalidate ?hidden=${greeting !== undefined} @submit=${(event: Event) => form.submit(event, 'Looking for the greeter…', join)}>
        ${
          isUser
            ? html`${field(form, { name: 'name', label: 'Your name', autocomplete: 'name', help: 'Other members see it.' })}
              ${field(form, { name: 'email', label: 'Your e-mail address', type: 'email', autocomplete: 'email', value: email, help: `You may ask for another one than the invited one, and whoever lets you in decides. ${emailHelp}` })}`
            : nothing
        }
        ${field(form, { name: 'device', label: 'Name of this device', value: browserName(), help: deviceHelp })}
        ${passwords.fields(form)}
        ${submitRow(form, isUser ? 'Join' : 'Add this device')}
      </form>
      ${
        greeting === undefined
          ? nothing
          : html`<h2>Greeting</h2>${greetingView('claim', isUser ? (greeting.greeter ?? 'the greeter') : undefined, greeting)}`
      }`;
  },
};
