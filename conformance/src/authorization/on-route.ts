import type { RequirementId } from '@parsec-spec/spec/requirements';

/**
 * The requirements that a check on a route judges. On the events route these include AUTH-11: it
 * answers like the other routes.
 */
export const onRoute = (
  requirement: RequirementId,
  route: string,
): readonly [RequirementId, ...RequirementId[]] =>
  route === 'events' ? [requirement, 'authentication/events-same-codes'] : [requirement];
