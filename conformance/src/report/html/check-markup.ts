import type { CheckFinished, Outcome } from '../../events/index.ts';
import { type Detail, exchangeMarkup } from './exchange-markup.ts';
import { html, type Markup, prose } from './markup.ts';
import { marks, words } from './style.ts';

/** An outcome as mark and word. */
export const badge = (outcome: Outcome): Markup =>
  html`<span class="badge" style="color: var(--${outcome})">${marks[outcome]} ${words[outcome]}</span>`;

/**
 * One check: its outcome, the expected and the observed value, the rerun command, and its
 * exchanges.
 */
export function checkMarkup(check: CheckFinished): Markup {
  const { message, expected, observed, reason, replay, notes, exchanges } = check;
  const others = check.requirements.slice(1);
  const text = [
    check.check,
    message,
    ...check.requirements.flatMap(({ id, row, section, level, sentence }) => [
      id,
      row,
      section,
      level,
      sentence,
    ]),
  ]
    .join(' ')
    .toLowerCase();
  const fact = (name: string, value: string | undefined) =>
    value !== undefined && html`<dt>${name}</dt><dd>${prose(value)}</dd>`;
  return html`<details class="check" id="${check.check}" data-outcome="${check.outcome}" data-text="${text}"${isRed(check) && html` open`}>
<summary>${badge(check.outcome)} <code>${check.check}</code> <span class="soft">${check.durationMs} ms</span></summary>
<div>${others.map(({ id, row, level, sentence }) => html`<p>${row} ${level} ${prose(sentence)} <code>${id}</code></p>`)}
<dl>${fact('what', message)}${fact('reason', reason === message ? undefined : reason)}${fact('expected', expected)}${fact('came', observed)}${notes.map((note) => fact('note', note))}
${replay !== undefined && html`<dt>again</dt><dd><code>${replay}</code></dd>`}</dl>
${exchanges.map((exchange, index) => exchangeMarkup(exchange, detailOf(check, index)))}</div></details>
`;
}

const isRed = ({ outcome }: CheckFinished): boolean => ['fail', 'stale', 'flaky'].includes(outcome);

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
