import { html, nothing } from 'lit-html';
import { client } from '../client.ts';
import { sentence } from '../form.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';

let said = '';

/** Lets the browser save a sealed device file. */
async function saveFile(path: string): Promise<string> {
  const read = await client.sealedFile(path);
  if (!read.ok) return `${sentence(read.message)} ${sentence(read.hint)}`;
  const address = URL.createObjectURL(
    new Blob([Uint8Array.from(read.bytes)], { type: 'application/octet-stream' }),
  );
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = path.split('/').at(-1) ?? 'device.keys';
  anchor.click();
  URL.revokeObjectURL(address);
  return 'The browser saves the file. Keep it in another place; it opens only with your password.';
}

async function save(): Promise<void> {
  said = await saveFile(state.saved?.path ?? '');
  redraw();
}

async function logIn(): Promise<void> {
  const { devices } = await client.devices();
  const device = devices.find(({ path }) => path === state.saved?.path);
  if (device === undefined) return go('');
  state.device = device;
  go('log-in');
}

export const saved: Screen = {
  title: 'Save the device file',
  open: () => {
    said = '';
    // A browser may delete what pages store, unless it is asked not to. Some ask the person first.
    void navigator.storage.persist();
    return state.saved !== undefined;
  },
  view: () => html`
    <h1>${state.saved?.title}</h1>
    <p>${state.saved?.text} Your keys are stored in this browser, sealed by your password.</p>
    <p class="warning"><strong>A browser can lose what it stores.</strong> Save the device file now. Without it, and without
      another device, your data is lost with this browser.</p>
    <p class="actions">
      <button type="button" @click=${save}>Save the device file</button>
      <button type="button" class="plain" @click=${logIn}>Log in</button>
    </p>
    <p role="status">${said === '' ? nothing : said}</p>`,
};
