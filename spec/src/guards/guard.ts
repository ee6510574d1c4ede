import type { RequirementId } from '../requirements/index.ts';

/**
 * One obligation as a function: it returns true, or the refusal that the requirement demands. It
 * reads facts and changes nothing.
 */
export type Guard<Context, Refusal> = (context: Context) => true | Refusal;

/**
 * Guards by the requirement that each one enforces, in the order in which they run. The order of
 * refusals is not normative.
 */
export type Guards<Context, Refusal> = { readonly [Id in RequirementId]?: Guard<Context, Refusal> };

/** The same guards as a list. */
export type GuardList<Context, Refusal> = readonly (readonly [RequirementId, Guard<Context, Refusal>])[];

/**
 * The guards as a list, without those of the omitted requirements: a server with exactly these
 * rules broken.
 */
export function guardList<Context, Refusal>(
  guards: Guards<Context, Refusal>,
  omit: readonly RequirementId[] = [],
): GuardList<Context, Refusal> {
  const all = Object.entries(guards) as [RequirementId, Guard<Context, Refusal>][];
  return all.filter(([id]) => !omit.includes(id));
}

/**
 * Runs the guards.
 * @param refusedBy called with the requirement of the guard that refuses.
 * @returns the first refusal, or true when no guard refuses.
 */
export function runGuards<Context, Refusal>(
  list: GuardList<Context, Refusal>,
  context: Context,
  refusedBy?: (requirement: RequirementId) => void,
): true | Refusal {
  for (const [requirement, guard] of list) {
    const answer = guard(context);
    if (answer === true) continue;
    refusedBy?.(requirement);
    return answer;
  }
  return true;
}

/** A refusal by HTTP status alone (spec/protocol/transport.md): no command was run. */
export interface HttpRefusal {
  readonly http: number;
  readonly detail: string;
}

/** The refusals of the command routes, by their cause. */
export const httpRefusals = {
  authenticationMissing: { http: 401, detail: 'Missing authentication info' },
  authenticationBad: { http: 403, detail: 'Bad authentication info' },
  organizationNotFound: { http: 404, detail: 'Organization not found' },
  acceptBad: { http: 406, detail: 'Bad accept type' },
  invitationDeleted: { http: 410, detail: 'Invitation already used or deleted' },
  bodyTooLarge: { http: 413, detail: 'Content Too Large' },
  bodyBad: { http: 415, detail: 'Bad content type or invalid body or unknown command' },
  versionBad: { http: 422, detail: 'Unprocessable Content' },
  organizationExpired: { http: 460, detail: 'Organization expired' },
  userRevoked: { http: 461, detail: 'User revoked' },
  userFrozen: { http: 462, detail: 'User frozen' },
  termsPending: { http: 463, detail: 'User must accept tos' },
  tokenExpired: { http: 498, detail: 'Token expired' },
} as const satisfies Record<string, HttpRefusal>;
