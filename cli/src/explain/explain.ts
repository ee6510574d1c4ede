import { recordedAnswers } from '@parsec-spec/conformance/answers';
import { SelectionError, suggest } from '@parsec-spec/conformance/engine';
import type { CheckFinished } from '@parsec-spec/conformance/events';
import { type Check, loadChecks } from '@parsec-spec/conformance/verifies';
import { requirements } from '@parsec-spec/spec/requirements';
import type { ExplainedCheck } from './explanation.ts';
import { explanationText } from './explanation-text.ts';
import { rehearse } from './rehearse.ts';

/** Prints what a requirement, a row or a check is about. Throws SelectionError on an unknown name. */
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
    throw new SelectionError(`nothing is called \`${name}\``, suggest(name, names));
  }
  const mine = (check === undefined ? all : [check]).filter((own) =>
    own.requirements.some((id) => asked.some((requirement) => requirement.id === id)),
  );
  const rehearsals = await rehearse(mine);
  const explanations = asked.map((requirement) => ({
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
  return { id, kind, needs, why, rehearsal: rehearsals.get(id), parsecCloud: recordedAnswers[id] };
}
