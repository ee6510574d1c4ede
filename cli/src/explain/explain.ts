import { type Check, loadChecks, locationOf } from '@parsec-spec/conformance/case';
import { recordedAnswers } from '@parsec-spec/conformance/report';
import { type CheckFinished, SelectionError, suggest } from '@parsec-spec/conformance/runner';
import { requirements } from '@parsec-spec/spec/requirements';
import { explanationText } from './explanation-text.ts';
import type { ExplainedCheck } from './explanation.ts';
import { rehearse } from './rehearse.ts';
import { requirementLocations } from './source-locations.ts';

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
