import type { RequirementId } from '@parsec-spec/spec/requirements';

/**
 * The requirements that a check on a route judges: on the events route, that it answers like the
 * others too (AUTH-11).
 */
export const onRoute = (
  requirement: RequirementId,
  route: string,
): readonly [RequirementId, ...RequirementId[]] =>
  route === 'events' ? [requirement, 'authentication/events-same-codes'] : [requirement];
