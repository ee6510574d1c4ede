import { html, nothing } from 'lit-html';
import { sentence } from '../form.ts';
import { redraw } from '../redraw.ts';
import { fileSaved, saveFile } from '../save-file.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

/** What the screen says after the file was saved, or was not. */
let notice = '';

async function save(): Promise<void> {
  const { path = '' } = state.saved ?? {};
  const read = await client.sealedFile(path);
  if (read.ok) saveFile(read.bytes, path.split('/').at(-1) ?? 'device.keys');
  notice = read.ok ? fileSaved : `${sentence(read.message)} ${sentence(read.hint)}`;
  redraw();
}

async function logIn(): Promise<void> {
  const { devices } = await client.devices();
  const device = devices.find(({ path }) => path === state.saved?.path);
  if (device === undefined) return go('');
  state.device = device;
  go('log-in');
}

/** The screen after a device was made, which offers to save its file. */
export const savedScreen: Screen = {
  title: 'Save the device file',
  open: () => {
    notice = '';
    // A browser may delete what pages store, unless it is asked not to. Some ask the person first.
    void navigator.storage.persist();
    return state.saved !== undefined;
  },
  view: () => html`
    <h1>${state.saved?.title}</h1>
    <p>${state.saved?.text} Your keys are stored in this browser, sealed by your password.</p>
    <p class="warning"><strong>A browser can lose what it stores.</strong> Save the device file now, and keep a copy of it
      elsewhere, for example on a USB stick: it opens only with your password. Without it, and without another device, your data is lost
      with this browser.</p>
    <p class="actions">
      <button type="button" @click=${save}>Save the device file</button>
      <button type="button" class="plain" @click=${logIn}>Log in</button>
    </p>
    <p role="status">${notice === '' ? nothing : notice}</p>`,
};
