import { operate } from '@parsec-spec/reference-client/administration';
import { explainAdministration } from '@parsec-spec/reference-client/explain';
import { type AdministrationOptions, administration } from './administration.ts';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { printable } from '../main/printable.ts';
import { wanted } from './wanted.ts';
import { wants } from './wants.ts';

/**
 * `client organization info [ORGANIZATION]` and `… stats [ORGANIZATION]`: print the facts that the
 * administration has about an organization.
 */
export async function organizationLook(
  context: Context,
  operation: 'organization_status' | 'organization_stats',
  given: string | undefined,
  options: AdministrationOptions,
): Promise<void> {
  const organization = await wanted(wants.organization, given, context.asker);
  const ended = await operate(await administration(context, options), operation, organization);
  if (ended.outcome !== 'done') throw failed(ended.outcome, explainAdministration(ended, organization));
  context.print({ organization, ...ended.result }, [organization, ...linesOf(ended.result)].join('\n'));
}

function linesOf(facts: object, indent = '  '): string[] {
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? [`${indent}${printable(name)}:`, ...linesOf(value, `${indent}  `)]
      : [`${indent}${printable(name)}: ${value === null ? 'none' : printable(String(value))}`],
  );
}
