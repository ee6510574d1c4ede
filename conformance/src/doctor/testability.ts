import type { Check, Need } from '../judge/check.ts';
import { type ServedCommands, whyUnserved } from '../judge/unserved-commands.ts';
import type { Capabilities } from '../targets/capabilities.ts';
import {
  DEPLOYABLES,
  type Deployable,
  MAIL_NOT_RECEIVED,
  NOT_STARTABLE,
} from '../targets/deployment/deployment.ts';

/** Number of checks that the suite can run on a target, and of those that it cannot, by reason. */
export interface Testability {
  readonly checks: number;
  readonly testable: number;
  /** Number of checks that cannot run, by the missing prerequisite. */
  readonly left: readonly (Exclusion & { readonly checks: number })[];
}

/** Why a check cannot run. */
interface Exclusion {
  readonly why: string;
  readonly outcome: 'notTestable' | 'notApplicable';
}

/** Known facts about a target. */
export interface TargetFacts {
  readonly administration: boolean;
  /** It creates organizations spontaneously. */
  readonly spontaneous: boolean;
  readonly events: boolean;
  /** Whether the suite can start servers of this target. */
  readonly canStart: boolean;
  /** The capabilities that the target file declares. */
  readonly declared: ServedCommands & Pick<Capabilities, 'mail' | 'spontaneous'>;
  /** Why its servers cannot be started for such a fault; undefined if they can. */
  readonly undeployable: (what: Deployable) => string | undefined;
}

const reasons: Readonly<Partial<Record<Need, readonly [Exclusion['why'], Exclusion['outcome']]>>> = {
  administration: ['no administration token (--administration-token)', 'notTestable'],
  spontaneous: ['no spontaneous creation', 'notApplicable'],
  'no-spontaneous': ['spontaneous creation is on', 'notApplicable'],
  start: [NOT_STARTABLE, 'notApplicable'],
  events: ['no event stream', 'notApplicable'],
  mail: [MAIL_NOT_RECEIVED, 'notApplicable'],
  slow: ['waits longer than 5 s (--slow)', 'notApplicable'],
  faults: ['harms servers of its own: needs --faults', 'notApplicable'],
};

/** Counts the checks of servers that can and cannot run. */
export function testability(checks: readonly Check[], facts: TargetFacts): Testability {
  const servers = checks.filter(({ kind }) => kind === 'server');
  const met = (need: Need): boolean => {
    if (need === 'administration') return facts.administration;
    if (need === 'spontaneous') return facts.declared.spontaneous && (facts.spontaneous || facts.canStart);
    if (need === 'no-spontaneous') return !facts.spontaneous || facts.canStart;
    if (need === 'start') return facts.canStart;
    if (need === 'mail') return facts.declared.mail;
    return need === 'events' && facts.events;
  };
  const missing = (check: Check): Exclusion | undefined => {
    const unserved = whyUnserved(check, facts.declared);
    if (unserved !== undefined) return { why: unserved, outcome: 'notApplicable' };
    const needs = new Set(check.needs);
    for (const what of DEPLOYABLES) {
      const why = needs.has(what) ? facts.undeployable(what) : undefined;
      if (why !== undefined) return { why, outcome: 'notApplicable' };
    }
    const need = [...needs].find((name) => reasons[name] !== undefined && !met(name));
    const [why, outcome] = (need === undefined ? undefined : reasons[need]) ?? [];
    return why === undefined || outcome === undefined ? undefined : { why, outcome };
  };
  const exclusions = servers.map(missing);
  const left = new Map<string, Exclusion & { checks: number }>();
  for (const one of exclusions.filter((item) => item !== undefined))
    left.set(one.why, { ...one, checks: (left.get(one.why)?.checks ?? 0) + 1 });
  return {
    checks: servers.length,
    testable: exclusions.filter((item) => item === undefined).length,
    left: [...left.values()],
  };
}
