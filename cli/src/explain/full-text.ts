import type { Check } from '@parsec-spec/conformance/judge';
import { titleOfRun } from '@parsec-spec/conformance/recorded';
import { textExchange } from '@parsec-spec/conformance/report';
import { type CheckResult, type ExchangeView, runSuite } from '@parsec-spec/conformance/runner';
import { openTarget } from '@parsec-spec/conformance/targets';
import { sections } from '@parsec-spec/spec/requirements';
import { locationText } from '../main/source-locations.ts';
import type { ExplainedCheck, Explanation } from './explanation.ts';
import { omissions, sentenceOf } from './screen-text.ts';

/** The results of checks on the reference server, by check id. */
export type Rehearsals = ReadonlyMap<string, CheckResult>;

/**
 * Runs server checks on the reference server to show their requests. Without a reference server the
 * result is empty.
 */
export async function rehearse(checks: readonly Check[]): Promise<Rehearsals> {
  const results = new Map<string, CheckResult>();
  const servers = checks.filter(({ kind }) => kind === 'server');
  if (servers.length === 0) return results;
  const target = await openTarget('memory:reference').catch(() => undefined);
  if (target === undefined || target.kind === 'client') return results;
  try {
    await runSuite({
      server: target,
      checks: servers,
      seed: 'explain',
      run: 'explai',
      again: false,
      onEvent: (event) => {
        if (event.event === 'check-finished') results.set(event.check, event);
      },
    });
  } finally {
    await target.close();
  }
  return results;
}

/**
 * Formats a requirement in full: all its guards, rules and mutants, and each check with the bytes of its
 * twins and the recorded answers of parsec-cloud.
 */
export function fullText(explanation: Explanation, rehearsals: Rehearsals): string {
  const { requirement, page, checks, guards, clientRules, mutants } = explanation;
  const { id, row, section, why, testable, reason, supersededBy, stories = [] } = requirement;
  return [
    id,
    `  ${sentenceOf(explanation)} (${row})`,
    ...(page === undefined ? [] : [`  ${page}`]),
    `  Why: ${why ?? sections[section]?.purpose}`,
    ...stories.map(({ text }) => `  Story: ${text}`),
    ...(testable ? [] : [`  Not testable: ${reason}`]),
    ...(supersededBy === undefined ? [] : [`  Superseded by ${supersededBy}.`]),
    ...(testable && checks.length === 0 ? ['  No check verifies it yet.'] : []),
    ...guards.map((guard) => `  guard: ${locationText(guard)}`),
    ...clientRules.map((rule) => `  rule: ${locationText(rule)}`),
    ...omissions(explanation).map((omission) => `  mutant: ${omission}`),
    ...mutants.map((mutant) => `  mutant: ${locationText(mutant)}`),
    ...checks.map((check) => checkText(check, rehearsals.get(check.id))),
  ].join('\n');
}

function checkText(check: ExplainedCheck, rehearsal: CheckResult | undefined): string {
  const { id, kind, needs, file, line, why, parsecCloud } = check;
  return [
    '',
    `  check ${id} (${kind}${needs.length === 0 ? '' : `; needs ${needs.join(', ')}`})`,
    ...(file === undefined || line === undefined ? [] : [`  at: ${locationText({ file, line })}`]),
    ...(why === undefined ? [] : [`  why: ${why}`]),
    ...(rehearsal === undefined ? [] : [indent(exchangesText(rehearsal), 4)]),
    ...(kind === 'client' ? ['  tried by: parsec-spec validate client:reference'] : [cloudText(parsecCloud)]),
  ].join('\n');
}

function cloudText(answer: ExplainedCheck['parsecCloud']): string {
  const server = titleOfRun(answer?.run ?? 'parsec-cloud');
  if (answer === undefined) return `  ${server}: not recorded`;
  const observed = answer.observed === undefined ? '' : `; observed ${answer.observed}`;
  return `  ${server}: ${answer.outcome}; ${answer.answers.join('; ')}${observed}`;
}

/** Labelled exchanges (the twins) are shown in full, all others in one line each. */
function exchangesText({ exchanges }: CheckResult): string {
  return exchanges
    .map((exchange) =>
      exchange.label === undefined
        ? brief(exchange)
        : `${exchange.label}:\n${indent(textExchange(exchange, 64), 2)}`,
    )
    .join('\n');
}

const brief = ({ request, response, error }: ExchangeView): string =>
  `${request.method} ${request.target} → ${response === undefined ? `no answer (${error})` : [response.status, response.reply].filter((part) => part !== undefined).join(' ')}`;

const indent = (text: string, blanks: number): string => text.replace(/^/gm, ' '.repeat(blanks));
