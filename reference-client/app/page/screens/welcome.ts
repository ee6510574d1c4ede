import { printable } from '@parsec-spec/spec/scalars';
import { html, nothing } from 'lit-html';
import type { DeviceCard } from '../../worker/acts.ts';
import { endSession } from '../end-session.ts';
import { sentence } from '../form.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let devices: readonly DeviceCard[] | undefined;
let skipped: readonly string[] = [];
let problem = '';
/** Why this browser stores nothing for the page. */
let storageProblem = '';
/** The path of the device that a person is asked about. */
let devicePath: string | undefined;

async function load(): Promise<void> {
  try {
    ({ devices, skipped } = await client.devices());
    await client.probeStorage();
  } catch (error) {
    devices ??= [];
    storageProblem = error instanceof Error ? error.message : '';
  }
  redraw();
}

/** Bytes of a chosen file that are read: more than a device file has. */
const MAX_BYTES = 1 << 20;

async function openFile({ target }: Event): Promise<void> {
  const input = target as HTMLInputElement;
  const [file] = input.files ?? [];
  if (file === undefined) return;
  const opened = await file
    .slice(0, MAX_BYTES)
    .arrayBuffer()
    .then((bytes) => client.openFile(new Uint8Array(bytes)))
    .catch(({ message }: Error) => ({ ok: false, message: 'it is not stored', hint: message }) as const);
  input.value = '';
  problem = opened.ok ? '' : `${printable(file.name)}: ${sentence(opened.message)} ${sentence(opened.hint)}`;
  if (opened.ok) logInWith(opened.device);
  redraw();
}

function logInWith(device: DeviceCard): void {
  const isOpen = state.organization !== undefined;
  if (isOpen && state.device?.deviceId === device.deviceId) return go('organization');
  state.device = device;
  // One device is open at a time.
  if (isOpen) endSession('log-in');
  else go('log-in');
}

const lostTexts = {
  link: 'This page was loaded anew, and links are not kept: open the link again to go on.',
  creation:
    'This page was loaded anew, and links and codes are not kept: open the link again, or begin again to create the organization. What else you typed is still there.',
  device: 'This page was loaded anew, and keys are only in its memory: log in again to go on.',
};

function doubt(path: string | undefined): void {
  devicePath = path;
  redraw();
}

async function forget(device: DeviceCard): Promise<void> {
  await client.forget(device);
  devicePath = undefined;
  await load();
}

const card = (device: DeviceCard) => html`<li class="card">
  <h3>${device.organization}</h3>
  <p>${device.name} &lt;${device.email}&gt; on ${device.label}<br><span class="quiet">${device.server}</span></p>
  ${device.isUnfinished ? html`<p class="warning">The answer to its creation never arrived. Logging in finds out, and finishes it.</p>` : nothing}
  ${
    devicePath === device.path
      ? html`<div class="warning" role="group" aria-label="Forget ${device.label}?">
          <p><strong>Forget this device?</strong> Its keys are deleted from this browser. Without a saved device file and its
          password, or another device of yours, you lose access to ${device.organization} for good.</p>
          <p class="actions"><button type="button" class="danger" @click=${() => forget(device)}>Forget it</button>
          <button type="button" class="plain" @click=${() => doubt(undefined)}>Keep it</button></p></div>`
      : html`<p class="actions"><button type="button" @click=${() => logInWith(device)}>Log in<span class="hidden"> to ${device.organization}</span></button>
          <button type="button" class="plain" @click=${() => doubt(device.path)}>Forget<span class="hidden"> ${device.label}</span></button></p>`
  }
</li>`;

export const welcomeScreen: Screen = {
  title: 'Welcome',
  open: () => {
    devicePath = undefined;
    problem = '';
    storageProblem = '';
    // A former list would move what is below it when the present one comes.
    devices = undefined;
    void load();
    return true;
  },
  view: () => html`
    <h1>Welcome</h1>
    ${state.lost === undefined ? nothing : html`<p class="warning" role="status">${lostTexts[state.lost]}</p>`}
    <p>Parsec keeps the data of an organization encrypted. The keys are made in this browser, and the server never sees them.</p>
    ${
      devices === undefined
        ? html`<p role="status">Looking for devices in this browser…</p>`
        : devices.length === 0
          ? storageProblem === ''
            ? html`<p>No device is stored in this browser yet. Each browser that you use is a device of yours.</p>`
            : nothing
          : html`<h2>Your devices in this browser</h2><ul class="cards">${devices.map(card)}</ul>`
    }
    ${storageProblem === '' ? nothing : html`<p class="problem" role="alert"><strong>No device can be kept in this browser.</strong> ${sentence(storageProblem)}</p>`}
    ${skipped.map((reason) => html`<p class="warning">A stored file is not listed: ${sentence(reason)}</p>`)}
    <h2>${(devices ?? []).length === 0 ? 'Begin' : 'Something else'}</h2>
    <ul class="choices">
      <li><a href="#/create"><strong>Create an organization</strong><span>Become its first user.</span></a></li>
      <li><a href="#/link"><strong>Open a link</strong><span>You were sent one, to join an organization or to begin one.</span></a></li>
      <li><label class="choice" for="file"><strong>Open a device file</strong><span>You saved one, or another client wrote it.</span>
        <input type="file" id="file" accept=".keys" @change=${openFile} aria-describedby="file-problem"></label>
        <p class="problem" id="file-problem" role="alert">${problem}</p></li>
    </ul>`,
};
