import { families } from '@parsec-spec/spec/commands';
import type { Check } from '../case/check.ts';
import type { Facilities, ServerUnderTest } from '../case/facilities.ts';
import { Unjudged } from '../case/failure.ts';
import type { WithoutSlot } from '../case/judge-parts.ts';
import type { Capabilities, ServedFamily } from '../targets/capabilities.ts';
import type { CheckRun } from './run-check.ts';

/** The facts that decide whether a check's needs are met. */
export interface NeedsContext {
  readonly main: ServerUnderTest;
  readonly facilities: Facilities;
  /** The capabilities that the target file declares. */
  readonly declared: Pick<Capabilities, 'families' | 'spontaneous'>;
  readonly canStart: boolean;
  readonly slow: boolean;
  readonly faults: boolean;
  readonly withoutSlot: WithoutSlot;
}

const deploymentNeeds = ['durable', 'nodes', 'database', 'disk'] as const;

/**
 * Returns a server that meets the needs of a check, and starts it if necessary. Throws `Unjudged`
 * if that is impossible.
 */
export async function meetNeeds(
  check: Check,
  { main, facilities, declared, canStart, slow, faults, withoutSlot }: NeedsContext,
): Promise<ServerUnderTest> {
  const needs = new Set(check.needs);
  const missing = unservedFamilies(check, declared.families);
  if (missing !== undefined) throw new Unjudged('not-applicable', unservedReason(...missing));
  if (needs.has('slow') && !slow)
    throw new Unjudged('not-applicable', 'waits longer than 5 s: runs with --slow');
  if (needs.has('faults') && !faults)
    throw new Unjudged('not-applicable', 'injects faults into the target: runs with --faults');
  for (const need of deploymentNeeds) {
    const reason = needs.has(need) ? facilities.undeployable(need) : undefined;
    if (reason !== undefined) throw new Unjudged('not-applicable', reason);
  }
  if (needs.has('start') && !canStart)
    throw new Unjudged('not-applicable', 'the suite cannot start this target');
  if (needs.has('events') && !facilities.has('events'))
    throw new Unjudged('not-applicable', 'the target serves no event stream');
  if (needs.has('mail') && !facilities.has('mail'))
    throw new Unjudged('not-applicable', 'the mail of the target cannot be sent to the judge');
  if (needs.has('administration') && main.administrationToken === undefined) {
    throw new Unjudged('not-testable', 'needs the administration token (--administration-token)');
  }
  if (needs.has('spontaneous') && !declared.spontaneous)
    throw new Unjudged(
      'not-applicable',
      'the target does not create organizations spontaneously (its target file)',
    );
  if (needs.has('spontaneous') && !facilities.has('spontaneous'))
    return await withoutSlot(facilities.start({ spontaneous: true }));
  if (needs.has('no-spontaneous') && facilities.has('spontaneous'))
    return await withoutSlot(facilities.start({}));
  return main;
}

/** The families of requirements that are named after a topic instead of a command. */
const familiesOfTopic: Readonly<Record<string, readonly ServedFamily[]>> = { 'terms-of-service': ['tos'] };

/**
 * The families of a requirement. The target must serve at least one of them. Empty if the
 * requirement applies to all families.
 */
function familiesOf(requirement: string): readonly ServedFamily[] {
  const [subject = ''] = requirement.split('/');
  const needed = Object.entries(families).filter(([, { commands }]) =>
    (commands as readonly string[]).includes(subject),
  );
  return familiesOfTopic[subject] ?? needed.map(([family]) => family as ServedFamily);
}

/** The families that a check needs and of which the target serves none. Undefined if it can run. */
export function unservedFamilies(
  { requirements }: Check,
  served: readonly ServedFamily[],
): readonly ServedFamily[] | undefined {
  return requirements
    .map(familiesOf)
    .find((needed) => needed.length > 0 && !needed.some((family) => served.includes(family)));
}

/** The reason why a check of these families does not run. */
export const unservedReason = (...needed: readonly ServedFamily[]): string =>
  `the target serves no \`${needed.join('` or `')}\` (its target file)`;

/** The routes by family, the longest first, because one route is a prefix of another. */
const routes = Object.entries(families)
  .map(([family, { route }]) => ({ family: family as ServedFamily, route }))
  .sort((left, right) => right.route.length - left.route.length)
  .map(({ family, route }) => {
    const pattern = route.replace('{organization_id}', '[^/?]+');
    return { family, pattern: new RegExp(`^${pattern}(?=[/?]|$)`) };
  });

/**
 * The family on whose route a check failed, if the target does not serve that family. A check of a
 * rule that all families share also tests families that the target may not serve.
 */
export function failedUnserved(
  { finding, record }: CheckRun,
  served: readonly ServedFamily[],
): ServedFamily | undefined {
  if (finding.kind !== 'broken') return undefined;
  const { target = '' } = (finding.exchange ?? record.exchanges.at(-1))?.request ?? {};
  const family = routes.find(({ pattern }) => pattern.test(target))?.family;
  return family === undefined || served.includes(family) ? undefined : family;
}
