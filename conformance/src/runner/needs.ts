import { families } from '@parsec-spec/spec/commands';
import { NO_ADMINISTRATION } from '../judge/administration.ts';
import type { Check } from '../judge/check.ts';
import type { Facilities, ServerUnderTest } from '../judge/facilities.ts';
import { Unjudged } from '../judge/failure.ts';
import { commandIn } from '../judge/prerequisite-steps.ts';
import {
  isOfSignUp,
  NO_ACCOUNTS,
  type ServedCommands,
  unservedReason,
  whyUnserved,
} from '../judge/unserved-commands.ts';
import type { Capabilities, ServedFamily } from '../targets/capabilities.ts';
import { DEPLOYABLES, MAIL_NOT_RECEIVED, NOT_STARTABLE } from '../targets/deployment/deployment.ts';
import type { WithoutSlot } from '../targets/semaphore.ts';
import type { CheckRun } from './run-check.ts';

/** The facts that decide whether a check's needs are met. */
export interface NeedsContext {
  readonly main: ServerUnderTest;
  readonly facilities: Facilities;
  /** The capabilities that the target file declares. */
  readonly declared: ServedCommands & Pick<Capabilities, 'spontaneous'>;
  readonly canStart: boolean;
  readonly slow: boolean;
  readonly faults: boolean;
  readonly withoutSlot: WithoutSlot;
}

/**
 * The instance that meets a check's needs, started if necessary. Throws `Unjudged` if none does.
 */
export async function meetNeeds(
  check: Check,
  { main, facilities, declared, canStart, slow, faults, withoutSlot }: NeedsContext,
): Promise<ServerUnderTest> {
  const needs = new Set(check.needs);
  const unserved = whyUnserved(check, declared);
  if (unserved !== undefined) throw new Unjudged('not-applicable', unserved);
  if (needs.has('slow') && !slow) throw new Unjudged('not-applicable', 'waits longer than 5 s: needs --slow');
  if (needs.has('faults') && !faults)
    throw new Unjudged('not-applicable', 'harms servers of its own: needs --faults');
  for (const need of DEPLOYABLES) {
    const reason = needs.has(need) ? facilities.undeployable(need) : undefined;
    if (reason !== undefined) throw new Unjudged('not-applicable', reason);
  }
  if (needs.has('start') && !canStart) throw new Unjudged('not-applicable', NOT_STARTABLE);
  if (needs.has('events') && !facilities.has('events'))
    throw new Unjudged(
      'not-applicable',
      'the target serves no event stream: the first device of a new organization got HTTP 404, 405 or 501',
    );
  if (needs.has('mail') && !facilities.has('mail')) throw new Unjudged('not-applicable', MAIL_NOT_RECEIVED);
  if (needs.has('administration') && main.administrationToken === undefined)
    throw new Unjudged('not-testable', NO_ADMINISTRATION);
  if (needs.has('spontaneous') && !declared.spontaneous)
    throw new Unjudged(
      'not-applicable',
      'the target file says that no organization is created spontaneously',
    );
  if (needs.has('spontaneous') && !facilities.has('spontaneous'))
    return await withoutSlot(facilities.start({ spontaneous: true }));
  if (needs.has('no-spontaneous') && facilities.has('spontaneous'))
    return await withoutSlot(facilities.start({}));
  return main;
}

/** The longest first, because one route is a prefix of another. */
const routes = Object.entries(families)
  .map(([family, { route }]) => ({ family: family as ServedFamily, route }))
  .sort((left, right) => right.route.length - left.route.length)
  .map(({ family, route }) => {
    const pattern = route.replace('{organization_id}', '[^/?]+');
    return { family, pattern: new RegExp(`^${pattern}(?=[/?]|$)`) };
  });

/**
 * Why a check that failed is not judged: its target serves no command of this family, or no account.
 * Rules common to many commands are tested on each. Undefined if it is judged.
 */
export function failedUnserved(
  { finding, exchange, record }: CheckRun,
  { families: served, accounts }: ServedCommands,
): string | undefined {
  if (finding.state !== 'broken') return undefined;
  const request = (exchange ?? record.exchanges.at(-1))?.request;
  if (request === undefined) return undefined;
  const family = routes.find(({ pattern }) => pattern.test(request.target))?.family;
  if (family !== undefined && !served.includes(family)) return unservedReason(family);
  return !accounts && isOfSignUp(commandIn(request.body)) ? NO_ACCOUNTS : undefined;
}
