import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { endSession } from '../end-session.ts';
import { box, Form, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { redraw } from '../redraw.ts';
import { enterOrganization, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();
/** Addresses of the terms, by language. */
let links: Readonly<Record<string, string>> | undefined;

async function load(): Promise<void> {
  const answer = await client.terms();
  if (answer.ok) links = answer.links ?? {};
  else form.problems = problemAt('', answer);
  redraw();
}

async function accept(typed: Typed): Promise<Problems | undefined> {
  if (links === undefined) return undefined;
  if (typed.text('read') === '')
    return { read: { message: 'tick the box if you have read the terms and accept them' } };
  const ended = await client.acceptTerms();
  if (!ended.ok) {
    if (ended.outcome === 'replaced') await load();
    return problemAt('', ended);
  }
  enterOrganization(ended.state);
  return undefined;
}

export const termsScreen: Screen = {
  title: 'Terms of service',
  open: () => {
    form = form.renewed();
    links = undefined;
    const isOpen = state.device !== undefined;
    if (isOpen) void load();
    return isOpen;
  },
  view: () => html`
    <h1>Terms of service</h1>
    <p>The server of ${state.device?.organization} requires that you read and accept its terms.</p>
    ${links === undefined && form.problems[''] === undefined ? html`<p role="status">Asking the server…</p>` : nothing}
    <ul>${Object.entries(links ?? {}).map(
      ([language, url]) =>
        html`<li><a href=${url} target="_blank" rel="noopener noreferrer">${url}</a> (${language})</li>`,
    )}</ul>
    <form novalidate @submit=${(event: Event) => form.submit(event, 'Accepting…', accept)}>
      ${keyed(links, box(form, 'read', 'I have read these terms and accept them.'))}
      ${submitRow(form, 'Accept')}
    </form>
    <p class="actions"><button type="button" class="plain" @click=${() => endSession('')}>Do not accept, and log out</button></p>`,
};
