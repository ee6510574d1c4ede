import type { BodyView, ExchangeView } from '../../runner/exchange-view.ts';
import type { CheckFinished, Outcome } from '../../runner/run-events.ts';
import { marks, words } from '../outcome-words.ts';
import { html, type Markup, prose } from './markup.ts';

/** An outcome as mark and word. */
export const badge = (outcome: Outcome): Markup =>
  html`<b class="${outcome}">${marks[outcome]} ${words[outcome]}</b>`;

/** One check as a line that opens: its outcome, and its details. */
export const checkMarkup = (check: CheckFinished, isOpen: boolean): Markup =>
  html`<details class="check" id="${check.check}" data-outcome="${check.outcome}"${isOpen && html` open`}><summary>${badge(check.outcome)} <code>${check.check}</code> <span class="soft">${check.durationMs} ms</span></summary>${detailMarkup(check)}</details>
`;

/** What an opened check shows: the expected and the observed value, the rerun command, its exchanges. */
function detailMarkup(check: CheckFinished): Markup {
  const { message, expected, observed, reason, replay, notes, exchanges, blockedBy } = check;
  const others = check.requirements.slice(1);
  const fact = (name: string, value: string | undefined) =>
    value !== undefined && html`<dt>${name}</dt><dd>${prose(value)}</dd>`;
  return html`<div>${others.map(({ id, row, level, sentence }) => html`<p>${row} ${level} ${prose(sentence)} <code>${id}</code></p>`)}
<dl>${fact('what', message)}${fact('reason', reason === message ? undefined : reason)}${fact('expected', expected)}${fact('observed', observed)}${blockedBy !== undefined && html`<dt>blocked by</dt><dd><a href="#${blockedBy}"><code>${blockedBy}</code></a></dd>`}${notes.map((note) => fact('note', note))}
${replay !== undefined && html`<dt>again</dt><dd><code>${replay}</code></dd>`}</dl>
${exchanges.map((exchange, index) => exchangeMarkup(exchange, detailOf(check, index)))}</div>`;
}

/** Of a passed check the page includes the exchanges that it labelled, or else the last one. */
function detailOf({ outcome, exchanges, culprit }: CheckFinished, index: number): Detail {
  if (index === culprit) return 'open';
  if (outcome !== 'pass') return 'full';
  const labelled = exchanges.some(({ label }) => label !== undefined);
  const about = labelled
    ? exchanges[index]?.label !== undefined && index < 8
    : index === exchanges.length - 1;
  return about ? 'decoded' : 'line';
}

/**
 * How much of an exchange the page includes: only its line; both sides decoded; hex too (`full`);
 * or `open`, which is the same, expanded.
 */
export type Detail = 'line' | 'decoded' | 'full' | 'open';

/** One exchange: a line with request and response, and below it the parts that `detail` selects. */
function exchangeMarkup(exchange: ExchangeView, detail: Detail): Markup {
  const { request, response, error, firstError, label, durationMs } = exchange;
  const repeated = firstError === undefined ? '' : `${firstError} on a kept connection, sent again → `;
  const came =
    response === undefined
      ? `no answer (${error ?? 'unknown'})`
      : `HTTP ${response.status}${response.reply === undefined ? '' : ` ${response.reply}`}`;
  const line = html`${label !== undefined && html`<b>${label}</b> `}<code>${request.method} ${request.target}</code> → ${repeated}${came} <span class="soft">${durationMs} ms</span>`;
  if (detail === 'line') return html`<p class="exchange">${line}</p>`;
  const hex = detail !== 'decoded';
  const head = (lines: readonly (readonly [string, string])[]) =>
    lines.map(([name, value]) => `${name}: ${value}`).join('\n');
  return html`<details class="exchange"${detail === 'open' && html` open`}><summary>${line}</summary>
<pre>${request.method} ${request.target}
${head(request.headers)}</pre>${bodyMarkup(request.body, hex)}
<pre>${response === undefined ? came : `${response.status}\n${head(response.headers)}`}</pre>${bodyMarkup(response?.body, hex)}</details>`;
}

function bodyMarkup(body: BodyView | undefined, hex: boolean): Markup | undefined {
  if (body === undefined) return undefined;
  const cut = body.hex.length < body.bytes * 2 ? '…' : '';
  const shown = hex || body.decoded === undefined;
  return html`${body.decoded !== undefined && html`<pre>${body.decoded}</pre>`}${shown && html`<pre class="soft">${body.bytes} bytes ${body.hex}${cut}</pre>`}`;
}
