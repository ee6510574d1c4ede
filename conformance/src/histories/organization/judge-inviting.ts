import { announced } from './announced.ts';
import { type Answer, answering, refusing, those } from './answer.ts';
import { judgeInfo, judgeList } from './judge-invitations-read.ts';
import type { Inviting } from './request.ts';
import { type InvitationState, isTaken, type OrganizationState } from './state.ts';

/** What comes of making and ending invitations (INV-USER-02 to -06, -16 to -21, INV-DEV-01 to -03, -07, -08). */
export function judgeInviting(state: OrganizationState, request: Inviting, isSupposed: boolean): Answer {
  switch (request.cmd) {
    case 'invite_new_user': {
      const refusals = those(
        [state.users.get(request.by.user)?.profile !== 'ADMIN', 'author_not_allowed'],
        [isTaken(state, request.email), 'claimer_email_already_enrolled'],
      );
      return { ...invited(state, 'USER', request.email, isSupposed), refusals };
    }
    case 'invite_new_device':
      return invited(state, 'DEVICE', request.by.user, isSupposed);
    case 'invite_cancel':
    case 'invite_complete':
      return judgeEnd(state, request);
    case 'invite_list':
      return judgeList(state, request.by);
    case 'invite_info':
      return judgeInfo(state, request.token);
  }
}

/**
 * The pending invitation is told again; where there is none a new one, under a token that nobody has seen. A supposed one is
 * made whatever is pending.
 */
function invited(
  state: OrganizationState,
  type: InvitationState['type'],
  about: string,
  isSupposed: boolean,
): Answer {
  const { invitations } = state;
  const pending = invitations.filter(
    (one) => one.type === type && one.about === about && one.status === 'PENDING',
  );
  const made = (token: string | null): OrganizationState => ({
    ...state,
    invitations: [...invitations, announced(state, { type, about, status: 'PENDING', token, told: [] })],
  });
  const told = (one: InvitationState, token: string | null): OrganizationState => {
    const after = announced(state, one.token === token ? one : { ...one, token });
    return after === one
      ? state
      : { ...state, invitations: invitations.map((other) => (other === one ? after : other)) };
  };
  const [first] = pending;
  return {
    refusals: [],
    served: (outcome) => {
      if (outcome === undefined)
        return first === undefined || isSupposed ? made(null) : told(first, first.token);
      const { status, token } = outcome;
      if (status !== 'ok' || token === undefined) return undefined;
      const again = pending.find((one) => one.token === token);
      if (again !== undefined) return told(again, token);
      const isKnown = invitations.some((one) => one.token === token);
      if (isKnown) return undefined;
      if (first === undefined || isSupposed) return made(token);
      return first.token === null ? told(first, token) : undefined;
    },
    right: () => `\`ok\` with ${first?.token ?? 'a new token'}`,
  };
}

function judgeEnd(
  state: OrganizationState,
  { cmd, by, token }: Extract<Inviting, { cmd: 'invite_cancel' | 'invite_complete' }>,
): Answer {
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation === undefined) return refusing('invitation_not_found');
  const ended = cmd === 'invite_cancel' ? 'CANCELLED' : 'FINISHED';
  const word = invitation.status === 'CANCELLED' ? 'cancelled' : 'completed';
  const user = state.users.get(by.user);
  const isAllowed =
    invitation.type === 'DEVICE'
      ? invitation.about === by.user
      : user?.profile === 'ADMIN' || user?.email === invitation.about;
  const refusals = those(
    [
      invitation.status !== 'PENDING',
      invitation.status === ended ? `invitation_already_${word}` : `invitation_${word}`,
    ],
    [!isAllowed, 'author_not_allowed'],
  );
  const ending = () =>
    state.invitations.map((one) => (one === invitation ? announced(state, { ...one, status: ended }) : one));
  return answering(refusals, () => ({ ...state, invitations: ending() }));
}
