import { rulePage } from '@parsec-spec/spec/requirements';
import { html, nothing, render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ShownCall } from '../worker/shown-call.ts';
import { sentence } from './form.ts';

/** The address of the website of the specification. The build inserts it. */
declare const SITE_ADDRESS: string;

/** A call, and how often it was repeated with the same answer. */
interface RepeatedCall {
  readonly call: ShownCall;
  readonly id: number;
  readonly times: number;
}

/** Number of latest calls that are shown. */
const MAX_CALLS = 20;

let calls: readonly RepeatedCall[] = [];
let count = 0;

/** Shows a call that the worker reports. A greeting asks again and again, which is shown once. */
export function callEnded(call: ShownCall): void {
  const same = calls.find(
    ({ call: { command, request, outcome } }) =>
      command === call.command && request === call.request && outcome === call.outcome,
  );
  count += 1;
  const repeated = { call, id: same?.id ?? count, times: (same?.times ?? 0) + 1 };
  calls = [repeated, ...calls.filter((each) => each !== same)].slice(0, MAX_CALLS);
  drawCalls();
}

/** Forgets all calls: they name people. */
export function forgetCalls(): void {
  calls = [];
  drawCalls();
}

/** Draws the drawer below the screen. */
export function drawCalls(): void {
  const place = document.querySelector<HTMLElement>('#protocol');
  if (place !== null) render(view(), place);
}

const link = (id: string) =>
  html`<a href=${rulePage(SITE_ADDRESS, id)} target="_blank" rel="noopener noreferrer">${id}</a>`;

const callView = ({ call, times }: RepeatedCall) => html`<li><details>
  <summary><code>${call.command}</code> → <strong>${call.outcome}</strong>
    <span class="quiet">${new Date(call.at).toLocaleTimeString()}${times === 1 ? nothing : `, ${times} times`}</span></summary>
  <p class="quiet"><code>${call.route}</code></p>
  <dl>
    <dt>Request</dt><dd><pre>${call.request}</pre></dd>
    ${call.reply === undefined ? nothing : html`<dt>Reply</dt><dd><pre>${call.reply}</pre></dd>`}
    <dt>Keys</dt><dd><ul>${call.keys.map(({ text, requirements }) => html`<li>${sentence(text)} ${requirements.map((id) => html`${link(id)} `)}</li>`)}</ul></dd>
  </dl>
</details></li>`;

const view = () => html`<details>
  <summary>Protocol</summary>
  <p class="help">The latest requests of this page, newest first. Of bytes only the length is shown, so no key, token or password
    appears. A link leads to the requirement that is followed.</p>
  ${calls.length === 0 ? html`<p>None yet.</p>` : html`<ol class="calls">${repeat(calls, ({ id }) => id, callView)}</ol>`}
</details>`;
