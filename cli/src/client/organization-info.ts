import { operate } from '@parsec-spec/reference-client/administration';
import { explainAdministration } from '@parsec-spec/reference-client/explain';
import type { Command } from 'commander';
import { printable } from '../main/printable.ts';
import { type AdministrationOptions, administration, refusedAnswer } from './administration.ts';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { run, withAdministration } from './options.ts';
import { questions, RefusedAnswer, repeatUntilAccepted } from './questions.ts';

/** Adds `client organization info` and `client organization stats`. */
export function addOrganizationInfo(organization: Command): void {
  for (const [name, operation, description] of [
    ['info', 'organization_status', 'print the facts that the administration has about an organization'],
    ['stats', 'organization_stats', 'print the number of its users and the size of its data'],
  ] as const) {
    withAdministration(organization.command(name))
      .description(description)
      .argument('[organization]', 'its name')
      .action((given: string | undefined, _options, command) =>
        run<AdministrationOptions>(command, async (context, options) => {
          await organizationInfo(context, operation, given ?? process.env.PARSEC_ORGANIZATION_ID, options);
        }),
      );
  }
}

/**
 * `client organization info [ORGANIZATION]` and `… stats [ORGANIZATION]`: print the facts that the
 * administration has about an organization.
 */
export async function organizationInfo(
  context: Context,
  operation: 'organization_status' | 'organization_stats',
  given: string | undefined,
  options: AdministrationOptions,
): Promise<void> {
  await repeatUntilAccepted(context, async (answer) => {
    const organization = await answer(questions.organization, given);
    const result = await operate(await administration(context, options, answer), operation, organization);
    if (result.outcome !== 'done') {
      const error = journeyError(result.outcome, explainAdministration(result, organization));
      throw new RefusedAnswer(refusedAnswer(result.outcome), error);
    }
    context.print({ organization, ...result.result }, [organization, ...linesOf(result.result)].join('\n'));
  });
}

function linesOf(facts: object, indent = '  '): string[] {
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? [`${indent}${printable(name)}:`, ...linesOf(value, `${indent}  `)]
      : [`${indent}${printable(name)}: ${value === null ? 'none' : printable(String(value))}`],
  );
}
