import type { BodyView, ExchangeView } from '../../events/index.ts';
import { html, type Markup } from './markup.ts';

/**
 * How much of an exchange the page includes: only its line; both sides decoded; hex too (`full`);
 * or `open`, which is the same, expanded.
 */
export type Detail = 'line' | 'decoded' | 'full' | 'open';

/** One exchange: a line with request and response, and below it the parts that `detail` selects. */
export function exchangeMarkup(exchange: ExchangeView, detail: Detail): Markup {
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
