import { type Aside, type Facilities, type ServerUnderTest, Unjudged } from '../judge/index.ts';
import type { Capabilities } from '../targets/index.ts';
import type { Check } from '../verifies/index.ts';
import { servesNo, unserved } from './unserved.ts';

/** The facts that decide whether a check's needs are met. */
export interface NeedsContext {
  readonly main: ServerUnderTest;
  readonly facilities: Facilities;
  /** The capabilities that the target file declares. */
  readonly declared: Pick<Capabilities, 'families' | 'spontaneous'>;
  readonly startable: boolean;
  readonly slow: boolean;
  readonly faults: boolean;
  readonly aside: Aside;
}

const deployables = ['durable', 'nodes', 'database', 'disk'] as const;

/**
 * The instance that meets a check's needs, started if necessary. Throws `Unjudged` if none does.
 */
export async function meetNeeds(
  check: Check,
  { main, facilities, declared, startable, slow, faults, aside }: NeedsContext,
): Promise<ServerUnderTest> {
  const needs = new Set(check.needs);
  const missing = unserved(check, declared.families);
  if (missing !== undefined) throw new Unjudged('not-applicable', servesNo(...missing));
  if (needs.has('slow') && !slow)
    throw new Unjudged('not-applicable', 'waits longer than 5 s: runs with --slow');
  if (needs.has('faults') && !faults)
    throw new Unjudged('not-applicable', 'does harm to the target: runs with --faults');
  for (const need of deployables) {
    const reason = needs.has(need) ? facilities.undeployable(need) : undefined;
    if (reason !== undefined) throw new Unjudged('not-applicable', reason);
  }
  if (needs.has('start') && !startable)
    throw new Unjudged('not-applicable', 'the target is not ours to start');
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
      'the target lets no organization be born by itself (its target file)',
    );
  if (needs.has('spontaneous') && !facilities.has('spontaneous'))
    return await aside(facilities.start({ spontaneous: true }));
  if (needs.has('no-spontaneous') && facilities.has('spontaneous')) return await aside(facilities.start({}));
  return main;
}
