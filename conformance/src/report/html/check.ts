import { rulePage } from '@parsec-spec/spec/requirements';
import type { Outcome } from '../../runner/check-result.ts';
import { type BodyView, type ExchangeView, TOKEN_NAME } from '../../runner/exchange-view.ts';
import { unansweredText } from '../../wire/exchange.ts';
import { shellWord } from '../../wire/terminal-text.ts';
import { curlCommand, isForCurl, shellWordWith, TOKEN_VARIABLE } from '../curl.ts';
import { marks, words } from '../outcome-words.ts';
import type { CheckFinished } from '../report-events.ts';
import { html, type Markup, packed, prose } from './markup.ts';

/** An outcome as mark and word. */
export const badge = (outcome: Outcome): Markup =>
  html`<b class="${outcome}">${marks[outcome]} ${words[outcome]}</b>`;

/** The id of a requirement, which links to its page if the report has a website. */
export const ruleLink = (id: string, site: string | undefined): Markup =>
  site === undefined
    ? html`<code>${id}</code>`
    : html`<a href="${rulePage(site, id)}"><code>${id}</code></a>`;

/** How a check is in the page: opened, closed, or closed with its details packed. */
export type CheckForm = 'open' | 'closed' | 'packed';

/** The exchanges of a check that have details: all, the one that shows the failure, or none. */
export type Extent = 'all' | 'culprit' | 'none';

/** One check as a line that opens: its outcome, and its details. */
export const checkMarkup = (
  check: CheckFinished,
  form: CheckForm,
  extent: Extent,
  site: string | undefined,
): Markup =>
  html`<details class="check${form === 'packed' && ' lazy'}" id="${check.check}" data-outcome="${check.outcome}"${form === 'open' && html` open`}><summary>${badge(check.outcome)} <code>${check.check}</code> <span class="soft">${check.durationMs} ms</span></summary>${form === 'packed' ? packed(detailMarkup(check, extent, site)) : detailMarkup(check, extent, site)}</details>
`;

/** What an opened check shows: the expected and the observed value, the rerun command, its exchanges. */
function detailMarkup(check: CheckFinished, extent: Extent, site: string | undefined): Markup {
  const { message, mistake, expected, observed, reason, replay, notes, exchanges, blockedBy } = check;
  const { rules = [], leftProcesses = [] } = check;
  const broken = rules.map(
    ({ id, row, level, sentence }) =>
      html`<p>Breaks ${row} ${level} ${prose(sentence)} ${ruleLink(id, site)}</p>`,
  );
  const others = check.requirements.slice(1).filter(({ id }) => rules.every((rule) => rule.id !== id));
  const fact = (name: string, value: string | undefined) =>
    value !== undefined && html`<dt>${name}</dt><dd>${prose(value)}</dd>`;
  return html`<div>${broken}${others.map(({ id, row, level, sentence }) => html`<p>${row} ${level} ${prose(sentence)} ${ruleLink(id, site)}</p>`)}
<dl>${fact('what', message)}${fact('mistake', mistake)}${fact('reason', reason === message ? undefined : reason)}${fact('expected', expected)}${fact('observed', observed)}${blockedBy !== undefined && html`<dt>blocked by</dt><dd><a href="#${blockedBy}"><code>${blockedBy}</code></a></dd>`}${notes.map((note) => fact('note', note))}${leftProcesses.map((command) => fact('outlived the client', command))}
${replay !== undefined && html`<dt>again</dt><dd><code class="again">${replay}</code></dd>`}</dl>
${extent === 'none' && html`<p class="soft">Many checks fail, so this page leaves out the requests of this one. Its command shows them.</p>`}${exchanges.map((exchange, index) => exchangeMarkup(exchange, detailOf(check, index, extent)))}</div>`;
}

/** Of a passed check the page includes the exchanges that it labelled, or else the last one. */
function detailOf({ outcome, exchanges, culprit }: CheckFinished, index: number, extent: Extent): Detail {
  if (extent === 'none') return 'line';
  if (index === culprit) return 'open';
  if (extent === 'culprit') return 'line';
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
  const repeated = firstError === undefined ? '' : `${firstError}, sent again on a fresh connection → `;
  const outcome =
    response === undefined
      ? unansweredText(error)
      : `HTTP ${response.status}${response.reply === undefined ? '' : ` ${response.reply}`}`;
  const line = html`${label !== undefined && html`<b>${label}</b> `}<code>${request.method} ${request.target}</code> → ${repeated}${outcome} <span class="soft">${durationMs} ms</span>`;
  if (detail === 'line') return html`<p class="exchange">${line}</p>`;
  const open = detail === 'open' && html` open`;
  const hex = detail !== 'decoded';
  return html`<details class="exchange"${open}><summary>${line}</summary><div class="panels">
${requestPanel(exchange, hex)}${bodyPanels(request.body, hex)}</div><div class="panels">
${panel('answer', response === undefined ? outcome : [response.status, ...response.headers.map((pair) => pair.join(': '))].join('\n'))}${bodyPanels(response?.body, hex)}</div></details>`;
}

/** Characters from which a panel scrolls, and so can have the focus. */
const MAX_UNSCROLLED = 800;

const panel = (name: string, text: string): Markup =>
  html`<figure><figcaption>${name}</figcaption><pre${text.length > MAX_UNSCROLLED && html` tabindex="0"`}>${text}</pre></figure>`;

function bodyPanels(body: BodyView | undefined, withHex: boolean): Markup | undefined {
  if (body === undefined) return undefined;
  const cut = body.hex.length < body.bytes * 2 ? '…' : '';
  const hasHex = withHex || body.decoded === undefined;
  return html`${hasHex && panel(`hex, ${body.bytes} bytes`, `${body.hex}${cut}`)}${body.decoded !== undefined && panel('decoded', body.decoded)}`;
}

/** The request as a curl command, or its head if curl cannot send it unchanged. */
const requestPanel = (exchange: ExchangeView, withBody: boolean): Markup =>
  isForCurl(exchange.request)
    ? panel('curl', curlOf(exchange, withBody))
    : panel('request', headOf(exchange.request));

const headOf = ({ method, target, headers }: ExchangeView['request']): string =>
  [`${method} ${target}`, ...headers.map((pair) => pair.join(': '))].join('\n');

const wordWithToken = shellWordWith([[TOKEN_NAME, `$${TOKEN_VARIABLE}`]]);

/**
 * The request as a curl command. Hidden secrets stand in it by their names. It takes the
 * administration token from its variable only if the request held it, and never names a server that
 * the sender of a request chose.
 */
function curlOf({ request, server, hasAdministrationToken }: ExchangeView, withBody: boolean): string {
  const { body } = request;
  const isWhole =
    withBody && body !== undefined && body.hex.length === body.bytes * 2 && /^[0-9a-f]*$/.test(body.hex);
  const input = isWhole ? `echo ${body.hex} | xxd -r -p | ` : '';
  return `${input}${curlCommand(request, {
    server: shellWord(server ?? 'http://SERVER'),
    body: body && (isWhole ? '-' : 'request.bin'),
    word: hasAdministrationToken === true ? wordWithToken : shellWord,
  })}`;
}
