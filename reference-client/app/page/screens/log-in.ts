import { html, nothing } from 'lit-html';
import { Form, field, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { enterOrganization, go, type Screen, state } from '../state.ts';
import { client, signOut } from '../worker-client.ts';

let form = new Form();
/** The device of the form. */
let opened: string | undefined;

/** Failures that are about the file or its password, and not about the server. */
const ofPassword: ReadonlySet<string> = new Set(['cannot-be-opened', 'other-protection', 'needs-code']);

async function logIn(typed: Typed): Promise<Problems | undefined> {
  const { device } = state;
  if (device === undefined) return undefined;
  const password = typed.text('password');
  if (password === '') typed.refuse('password', 'the password is missing');
  if (Object.keys(typed.problems).length > 0) return typed.problems;
  typed.isSent = true;
  const ended = await client.logIn({ device, password });
  if (!ended.ok && ended.outcome === 'terms-not-accepted') {
    go('terms');
    return undefined;
  }
  if (!ended.ok) return problemAt(ofPassword.has(ended.outcome) ? 'password' : '', ended);
  delete state.ended;
  enterOrganization(ended.state);
  return undefined;
}

/** Tells that another tab has the device. */
export function waitForOtherTab(): void {
  if (form.busy !== undefined)
    form.busy = 'This device is open in another tab. Close that tab, or log out there, to go on here…';
}

export const logInScreen: Screen = {
  title: 'Log in',
  open: () => {
    // A log-in with another device that is not done yet ends.
    const isOther = opened !== state.device?.deviceId;
    if (isOther && form.busy !== undefined) signOut();
    form = isOther ? new Form() : form.renewed();
    opened = state.device?.deviceId;
    return state.device !== undefined;
  },
  view: () => {
    const { device } = state;
    if (device === undefined) return nothing;
    return html`
      <h1>Log in to ${device.organization}</h1>
      <p>${device.name} &lt;${device.email}&gt; on ${device.label}<br><span class="quiet">${device.server}</span></p>
      ${state.ended === undefined ? nothing : html`<p class="warning" role="status">${state.ended}</p>`}
      <form novalidate @submit=${(event: Event) => form.submit(event, 'Opening the device…', logIn)}>
        <input class="hidden" type="email" name="username" autocomplete="username" value=${device.email} readonly tabindex="-1"
          aria-hidden="true">
        ${field(form, { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
        ${submitRow(form, 'Log in')}
      </form>
      <p>Another organization or device? <a href="#/">See all of this browser</a>, or <a href="#/create">create an organization</a>.</p>`;
  },
};
