import type { BodyView, ExchangeView } from '../../events/index.ts';
import { html, type Markup } from './markup.ts';

/** One exchange, closed: both sides with headers, decoded body and hex. */
export function exchangeMarkup(exchange: ExchangeView, culprit: boolean): Markup {
  const { request, response, error, label, durationMs } = exchange;
  const came =
    response === undefined
      ? `no answer (${error ?? 'unknown'})`
      : `HTTP ${response.status}${response.reply === undefined ? '' : ` ${response.reply}`}`;
  const head = (lines: readonly (readonly [string, string])[]) =>
    lines.map(([name, value]) => `${name}: ${value}`).join('\n');
  return html`<details class="exchange"${culprit && html` open`}><summary>${label !== undefined && html`<b>${label}</b> `}<code>${request.method} ${request.target}</code> → ${came} <span class="soft">${durationMs} ms</span></summary>
<pre>${request.method} ${request.target}
${head(request.headers)}</pre>${bodyMarkup(request.body)}
<pre>${response === undefined ? came : `${response.status}\n${head(response.headers)}`}</pre>${bodyMarkup(response?.body)}</details>`;
}

function bodyMarkup(body: BodyView | undefined): Markup | undefined {
  if (body === undefined) return undefined;
  const cut = body.hex.length < body.bytes * 2 ? '…' : '';
  return html`${body.decoded !== undefined && html`<pre>${body.decoded}</pre>`}<pre class="soft">${body.bytes} bytes ${body.hex}${cut}</pre>`;
}
