import type { InvitationState, OrganizationState } from './state.ts';

/** An invitation of which an event is told, to those who listen and can greet at that moment (EVT-07, EVT-08). */
export function announced(state: OrganizationState, invitation: InvitationState): InvitationState {
  const { type, about, status, told } = invitation;
  const to = state.listeners.filter((name) => {
    const user = state.users.get(name);
    return user?.revoked === false && (type === 'DEVICE' ? about === name : user.profile === 'ADMIN');
  });
  return to.length === 0 ? invitation : { ...invitation, told: [...told, { event: status, to }] };
}
