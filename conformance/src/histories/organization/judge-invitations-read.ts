import { type Answer, refusing } from './answer.ts';
import type { Caller, ListedInvitation } from './request.ts';
import type { InvitationState, OrganizationState } from './state.ts';
import { toldInvitation } from './told-names.ts';

/** What `invite_list` tells (INV-USER-12, -13, -15, INV-DEV-06). Which invitations, not in which order: clocks of nodes may differ. */
export function judgeList(state: OrganizationState, { user }: Caller): Answer {
  const isAdmin = state.users.get(user)?.profile === 'ADMIN';
  const visible = state.invitations.filter(({ type, about }) => (type === 'USER' ? isAdmin : about === user));
  return {
    refusals: [],
    served: (outcome) => {
      if (outcome === undefined) return state;
      const { status, invitations: listed = [] } = outcome;
      if (status !== 'ok' || listed.length !== visible.length) return undefined;
      const seen = visible.map((one) => recognised(one, listed, state));
      if (seen.includes(undefined)) return undefined;
      if (visible.every(({ token }) => token !== null)) return state;
      // Now the tokens are known that nobody had seen.
      const named = state.invitations.map((one) => {
        const token = seen[visible.indexOf(one)]?.token;
        return token === undefined ? one : { ...one, token };
      });
      return { ...state, invitations: named };
    },
    right: () => `${visible.length} invitations: ${visible.map(toldInvitation).join(', ')}`,
  };
}

function recognised(
  { token, about, status }: InvitationState,
  listed: readonly ListedInvitation[],
  state: OrganizationState,
): ListedInvitation | undefined {
  return listed.find(
    (item) =>
      item.about === about &&
      item.status === status &&
      (token === null ? !state.invitations.some((one) => one.token === item.token) : item.token === token),
  );
}

/** What `invite_info` tells under a token (INV-USER-24): who can greet is who is ADMIN now, and not revoked. */
export function judgeInfo(state: OrganizationState, token: string): Answer {
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation === undefined) return refusing(403);
  if (invitation.status !== 'PENDING') return refusing(410);
  const greeters =
    invitation.type === 'DEVICE'
      ? []
      : [...state.users].filter(([, { profile, revoked }]) => profile === 'ADMIN' && !revoked);
  const names = greeters.map(([name]) => name).sort();
  return {
    refusals: [],
    served: (outcome) => {
      const told = [...(outcome?.administrators ?? [])].sort();
      const isRight = outcome === undefined || (outcome.status === 'ok' && told.join() === names.join());
      return isRight ? state : undefined;
    },
    right: () => `\`ok\`, greeted by ${names.join(', ')}`,
  };
}
