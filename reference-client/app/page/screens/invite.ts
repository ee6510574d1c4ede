import { emailAddress } from '@parsec-spec/spec/scalars';
import { html, nothing, svg } from 'lit-html';
import { encode } from 'uqr';
import { box, Form, field, type Problems, problemAt, sentence, submitRow, type Typed } from '../form.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';
import { beginGreeting } from './greet.ts';

let form = new Form();
let copyNotice = '';

/** The texts of the status of a mail. */
const mails: Readonly<Record<string, string>> = {
  SUCCESS: 'The server has sent the link by mail.',
  RECIPIENT_REFUSED: 'The mail was refused by its recipient: hand over the link in another way.',
  SERVER_UNAVAILABLE: 'The server could not send a mail: hand over the link in another way.',
};

async function invite(
  email: string | undefined,
  sendMail: boolean,
  whom: string,
): Promise<Problems | undefined> {
  const invited = await client.invite({ email, sendMail });
  if (!invited.ok) return problemAt(email === undefined ? '' : 'email', invited);
  state.invited = { ...invited, whom, isOwn: email === undefined };
  go('invited');
  return undefined;
}

async function invitePerson(typed: Typed): Promise<Problems | undefined> {
  const email = typed.read('email', emailAddress);
  if (email === undefined) return typed.problems;
  typed.isSent = true;
  return invite(email, typed.text('mail') !== '', email);
}

export const inviteScreen: Screen = {
  title: 'Invite a person',
  open: () => {
    form = form.renewed();
    return state.organization?.profile === 'ADMIN';
  },
  view: () => html`
    <h1>Invite a person</h1>
    <p>You get a link for the person. What the person may do, for example as an ADMIN, you choose later, when you let the person in.</p>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Inviting…', invitePerson)}>
      ${field(form, { name: 'email', label: 'E-mail address', type: 'email', help: 'The person joins with this address.' })}
      ${box(form, 'mail', 'The server also sends the link to this address.', false)}
      ${submitRow(form, 'Invite')}
    </form>
    <p><a href="#/organization">Back to the organization</a></p>`,
};

const waysToAdd = html`<p>Another browser or machine of yours gets the same access. You make a link here, open it on the other
  device while this one stays open, and compare codes between the two.</p>`;

export const addDeviceScreen: Screen = {
  title: 'Add a device',
  open: () => {
    form = form.renewed();
    return state.organization !== undefined;
  },
  view: () => html`
    <h1>Add a device</h1>
    ${waysToAdd}
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Inviting…', () => invite(undefined, false, 'your other device'))}>
      ${submitRow(form, 'Make a link')}
    </form>
    <p><a href="#/organization">Back to the organization</a></p>`,
};

/** Offered after a log-in with the only device of a user. */
export const secondDeviceScreen: Screen = {
  title: 'Add a second device',
  open: () => {
    form = form.renewed();
    return state.organization !== undefined;
  },
  view: () => html`
    <h1>Add a second device</h1>
    <p class="warning">You have only this device. If it is lost, or this browser loses what it stores, you lose access to
      ${state.organization?.organization}, unless you saved its device file: nobody else has your keys.</p>
    ${waysToAdd}
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Inviting…', () => invite(undefined, false, 'your other device'))}>
      ${submitRow(form, 'Make a link')}
    </form>
    <p>No other device at hand? <a href="#/device">Save the device file</a> in another place.</p>
    <p class="actions"><button type="button" class="plain" @click=${() => go('organization')}>Later</button></p>`,
};

/** A link as a picture for cameras. Modules are 4 units wide, with the margin that scanners need. */
function qrCode(text: string) {
  const { data, size } = encode(text, { border: 4 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="The link as a QR code">
    ${svg`<rect width=${size} height=${size} fill="#fff"/><path d=${path} fill="#000"/>`}</svg>`;
}

async function copy(text: string): Promise<void> {
  copyNotice = await navigator.clipboard.writeText(text).then(
    () => 'Copied.',
    () => 'This browser does not let the page copy: select the link and copy it yourself.',
  );
  redraw();
}

export const invitedScreen: Screen = {
  title: 'Hand over the link',
  open: () => {
    copyNotice = '';
    return state.invited !== undefined;
  },
  view: () => {
    const { invited } = state;
    if (invited === undefined) return nothing;
    const { link, whom, mail, isOwn } = invited;
    return html`
      <h1>Hand over the link</h1>
      <p>For ${whom}. It works once.</p>
      <ol>
        <li>${isOwn ? 'Open the link on your other device, or scan the picture with it.' : 'Send the link, or let the person scan the picture.'}</li>
        <li>${isOwn ? 'When it is open there, begin the greeting here.' : 'Call each other when both of you are at your screens. The person opens the link, and you begin the greeting here.'}</li>
        <li>Compare codes, as both screens say${isOwn ? '' : '. Then you let the person in'}.</li>
      </ol>
      <p>Not now? It waits under “Open invitations”.</p>
      ${mail === undefined ? nothing : html`<p class=${mail === 'SUCCESS' ? 'done' : 'warning'}>${sentence(mails[mail] ?? mail)}</p>`}
      <div class="field"><label for="invitation">Link</label><textarea id="invitation" readonly rows="3">${link}</textarea></div>
      <p class="actions"><button type="button" class="plain" @click=${() => copy(link)}>Copy</button><span role="status">${copyNotice}</span></p>
      <figure>${qrCode(link)}<figcaption class="help">The same link, for a camera.</figcaption></figure>
      <p class="actions"><button type="button" @click=${() => beginGreeting(invited)}>Begin the greeting</button></p>
      <p><a href="#/organization">Back to the organization</a></p>`;
  },
};
