import type { OrganizationRequest } from './request.ts';
import type { OrganizationState } from './state.ts';

/** Whom a token invites: its name says so. */
export const invitedBy = (token: string): string => token.replace(/#\d+$/, '');

/** An invitation by its token, or one whose maker was never told it. */
export const invitationOf = (token: string) => [token, `pending ${invitedBy(token)}`];

/**
 * The state in which the token of a request belongs to an invitation, if it may be that of one whose maker was never
 * answered: whoever names it was told it by somebody.
 */
export function recognise(state: OrganizationState, request: OrganizationRequest): OrganizationState {
  if (!('token' in request)) return state;
  const { token } = request;
  const { invitations } = state;
  const unseen = invitations.find((one) => one.token === null && one.about === invitedBy(token));
  if (unseen === undefined || invitations.some((one) => one.token === token)) return state;
  return { ...state, invitations: invitations.map((one) => (one === unseen ? { ...one, token } : one)) };
}
