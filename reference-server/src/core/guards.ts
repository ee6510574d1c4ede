import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  administrationAdmission,
  administrationRules,
  commandRules,
  type DeviceFacts,
  deviceAdmission,
  type GuardList,
  type Guards,
  guardList,
  type HttpRefusal,
  type InvitationFacts,
  invitationAdmission,
  type OrganizationFacts,
  organizationAdmission,
  runGuards,
  tokenAdmission,
  tosAdmission,
} from '@parsec-spec/spec/rules';

/** Guards that are ready to run on their `Facts`. */
type Evaluate<Facts, Refusal> = (
  facts: Facts,
  refusedBy?: (requirement: RequirementId) => void,
) => true | Refusal;

/** All guards of a server, without those of omitted requirements. */
export interface ServerGuards {
  readonly organization: Evaluate<OrganizationFacts, HttpRefusal>;
  readonly device: Evaluate<DeviceFacts, HttpRefusal>;
  readonly tos: Evaluate<DeviceFacts, HttpRefusal>;
  readonly token: Evaluate<DeviceFacts, HttpRefusal>;
  readonly invitation: Evaluate<InvitationFacts, HttpRefusal>;
  readonly administration: Evaluate<{ readonly state: OrganizationFacts['state'] }, HttpRefusal>;
  /** Guards of a command that run before anything is prepared. */
  readonly entry: (name: string) => GuardList<unknown, { readonly status: string }>;
  /** Guards of a command; the context is the command's own. */
  readonly command: (name: string) => GuardList<unknown, { readonly status: string } | HttpRefusal>;
  /** Guards of an administration operation. */
  readonly operation: (name: string) => GuardList<unknown, HttpRefusal>;
}

const entryGuards = Object.fromEntries(
  Object.entries(commandRules).flatMap(([name, rules]) =>
    'entry' in rules ? [[name, { guards: rules.entry ?? {} }]] : [],
  ),
);

const allGuards: readonly Guards<never, unknown>[] = [
  organizationAdmission,
  deviceAdmission,
  tosAdmission,
  tokenAdmission,
  invitationAdmission,
  administrationAdmission,
  ...Object.values(entryGuards).map(({ guards }) => guards),
  ...Object.values(commandRules).map(({ guards }) => guards),
  ...Object.values(administrationRules).map(({ guards }) => guards),
];

/** The requirement of every guard. A server that omits one breaks exactly this rule. */
export const guardedRequirements: readonly RequirementId[] = [
  ...new Set(allGuards.flatMap((guards) => Object.keys(guards) as RequirementId[])),
];

/**
 * Makes the guards of a server. Throws a RangeError for a requirement that no guard enforces, since
 * omitting it would have no effect.
 */
export function makeGuards(omit: readonly RequirementId[] = []): ServerGuards {
  const unguarded = omit.filter((id) => !guardedRequirements.includes(id));
  if (unguarded.length > 0)
    throw new RangeError(`no guard keeps ${unguarded.join(', ')}: only a mutant can break it`);
  const evaluator = <Facts, Refusal>(guards: Guards<Facts, Refusal>): Evaluate<Facts, Refusal> => {
    const list = guardList(guards, omit);
    return (facts, refusedBy) => runGuards(list, facts, refusedBy);
  };
  const lists = <Refusal>(rules: Readonly<Record<string, { readonly guards: Guards<never, unknown> }>>) => {
    // Each list only runs with the context of its own command.
    const entries = Object.entries(rules).map(
      ([name, { guards }]) => [name, guardList(guards as Guards<unknown, Refusal>, omit)] as const,
    );
    const byName = new Map(entries);
    return (name: string): GuardList<unknown, Refusal> => byName.get(name) ?? [];
  };
  return {
    organization: evaluator(organizationAdmission),
    device: evaluator(deviceAdmission),
    tos: evaluator(tosAdmission),
    token: evaluator(tokenAdmission),
    invitation: evaluator(invitationAdmission),
    administration: evaluator(administrationAdmission),
    entry: lists<{ readonly status: string }>(entryGuards),
    command: lists<{ readonly status: string } | HttpRefusal>(commandRules),
    operation: lists<HttpRefusal>(administrationRules),
  };
}
