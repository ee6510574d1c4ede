import { type Check, type SourceLocation, loadChecks, locationOf } from '@parsec-spec/conformance/case';
import { type Answer, recordedAnswers, textExchange } from '@parsec-spec/conformance/report';
import {
  type CheckFinished,
  type ExchangeView,
  SelectionError,
  runSuite,
  suggest,
} from '@parsec-spec/conformance/runner';
import { openTarget } from '@parsec-spec/conformance/targets';
import { type Requirement, requirements } from '@parsec-spec/spec/requirements';
import { type RequirementLocations, locationText, requirementLocations } from '../main/source-locations.ts';

/**
 * Explains a requirement, a row or a check.
 *
 * @throws SelectionError for an unknown name
 */
export async function explain(name: string, options: { readonly output: 'text' | 'json' }): Promise<void> {
  const all = await loadChecks();
  const check = all.find(({ id }) => id === name);
  const asked = requirements.filter(
    ({ id, row }) =>
      id === name || row === name.toUpperCase() || check?.requirements.some((own) => own === id),
  );
  if (asked.length === 0) {
    const names = [
      ...new Set([...requirements.flatMap(({ id, row }) => [id, row]), ...all.map(({ id }) => id)]),
    ];
    throw new SelectionError(`unknown name \`${name}\``, suggest(name, names));
  }
  const mine = (check === undefined ? all : [check]).filter((own) =>
    own.requirements.some((id) => asked.some((requirement) => requirement.id === id)),
  );
  const rehearsals = await rehearse(mine);
  const locationsOf = requirementLocations();
  const explanations = asked.map((requirement) => ({
    ...locationsOf(requirement),
    requirement,
    checks: mine
      .filter((own) => own.requirements.some((id) => id === requirement.id))
      .map((own) => explained(own, rehearsals)),
  }));
  process.stdout.write(
    options.output === 'json'
      ? `${JSON.stringify({ explanations }, undefined, 2)}\n`
      : explanationText(explanations),
  );
}

function explained(
  { id, kind, needs = [], why }: Check,
  rehearsals: ReadonlyMap<string, CheckFinished>,
): ExplainedCheck {
  const rehearsal = rehearsals.get(id);
  return { id, kind, needs, ...locationOf(id), why, rehearsal, parsecCloud: recordedAnswers[id] };
}

/**
 * Runs server checks on the reference server to show their requests. Without a reference server the
 * result is empty.
 */
async function rehearse(checks: readonly Check[]): Promise<ReadonlyMap<string, CheckFinished>> {
  const seen = new Map<string, CheckFinished>();
  const servers = checks.filter(({ kind }) => kind === 'server');
  if (servers.length === 0) return seen;
  const target = await openTarget('memory:reference').catch(() => undefined);
  if (target === undefined || target.kind === 'client') return seen;
  try {
    await runSuite({
      server: target,
      checks: servers,
      seed: 'explain',
      run: 'explai',
      again: false,
      onEvent: (event) => {
        if (event.event === 'check-finished') seen.set(event.check, event);
      },
    });
  } finally {
    await target.close();
  }
  return seen;
}

/**
 * A check, where it is, its exchanges with the reference server, and the recorded answers of
 * parsec-cloud.
 */
interface ExplainedCheck extends Partial<SourceLocation> {
  readonly id: string;
  readonly kind: 'server' | 'client';
  readonly needs: readonly string[];
  readonly why: string | undefined;
  readonly rehearsal: CheckFinished | undefined;
  readonly parsecCloud: Answer | undefined;
}

/** A requirement with its checks, and where its guards and mutants are. */
interface Explanation extends RequirementLocations {
  readonly requirement: Requirement;
  readonly checks: readonly ExplainedCheck[];
}

/**
 * Formats explanations for a person: the sentence, then each check with its twins and the recorded
 * answers of parsec-cloud.
 */
const explanationText = (explanations: readonly Explanation[]): string =>
  `${explanations.map(one).join('\n\n')}\n`;

function one({ requirement, checks, guards, mutants }: Explanation): string {
  const { id, row, level, underTest, sentence, testable, reason, supersededBy } = requirement;
  const party = underTest === 'both' ? 'A server and a client' : `A ${underTest}`;
  return [
    id,
    `  ${party} ${level} ${sentence} (${row})`,
    ...(testable ? [] : [`  Not testable: ${reason}`]),
    ...(supersededBy === undefined ? [] : [`  Superseded by ${supersededBy}.`]),
    ...(testable && checks.length === 0 ? ['  No check verifies it yet.'] : []),
    ...guards.map((guard) => `  guard: ${locationText(guard)}`),
    ...(mutants ?? []).map((mutant) => `  mutant: ${locationText(mutant)}`),
    ...(mutants === undefined ? ['  mutants: in `mutants.ts` beside the checks (in the repository)'] : []),
    ...checks.map(checkText),
  ].join('\n');
}

function checkText(check: ExplainedCheck): string {
  const { id, kind, needs, file, line, why, rehearsal, parsecCloud } = check;
  return [
    '',
    `  check ${id} (${kind}${needs.length === 0 ? '' : `; needs ${needs.join(', ')}`})`,
    ...(file === undefined
      ? []
      : [`  at: ${locationText({ file, ...(line === undefined ? {} : { line }) })}`]),
    ...(why === undefined ? [] : [`  why: ${why}`]),
    ...(rehearsal === undefined ? [] : [indent(exchangesText(rehearsal), 4)]),
    ...(kind === 'client' ? ['  tried by: parsec-spec validate client:reference'] : [cloudText(parsecCloud)]),
  ].join('\n');
}

function cloudText(answer: ExplainedCheck['parsecCloud']): string {
  if (answer === undefined) return '  parsec-cloud 3.10.0: not recorded';
  const observed = answer.observed === undefined ? '' : `; observed ${answer.observed}`;
  return `  parsec-cloud 3.10.0: ${answer.outcome}; ${answer.answers.join('; ')}${observed}`;
}

/** Labelled exchanges (the twins) are shown in full, all others in one line each. */
function exchangesText({ exchanges }: CheckFinished): string {
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
