import type { Answer } from './answer.ts';
import type { Hearing } from './request.ts';
import type { OrganizationState } from './state.ts';

/** What is not told. */
const nothing = 'nothing';

/**
 * Whether somebody can hear this: what happened, all of it, and in its order, of each invitation and each attempt, and of all
 * certificates (EVT-05 to EVT-11). In which order things are told that are about different ones is not promised.
 */
export function judgeHearing(state: OrganizationState, request: Hearing): Answer {
  const right = rightToHear(state, request);
  const isRight = right === heardIn(request);
  return {
    refusals: [],
    served: (outcome) => (isRight || outcome === undefined ? state : undefined),
    right: () => right,
  };
}

/** Whether something else was told already. */
export const isHeardOtherwise = (state: OrganizationState, request: Hearing): boolean =>
  ![nothing, heardIn(request)].includes(rightToHear(state, request));

/** What is heard, in a word. */
export function heardIn(request: Hearing): string {
  if (request.cmd === 'hear_certificate') return 'COMMON_CERTIFICATE';
  return 'event' in request ? request.event : nothing;
}

/** What comes next, after as much as was heard. */
function rightToHear(state: OrganizationState, request: Hearing): string {
  const { user } = request.listener;
  switch (request.cmd) {
    case 'hear_certificate':
    case 'hear_no_more_certificates': {
      const next = state.certificates.find(({ at }) => at > request.after);
      if (next === undefined) return nothing;
      return 'at' in request && next.at !== request.at
        ? 'an earlier COMMON_CERTIFICATE'
        : 'COMMON_CERTIFICATE';
    }
    case 'hear_invitation':
    case 'hear_no_more_of_invitation': {
      const invitation = state.invitations.find(({ token }) => token === request.token);
      const told = (invitation?.told ?? []).filter(({ to }) => to.includes(user));
      return told[request.nth]?.event ?? nothing;
    }
    default: {
      const { names = [], told = [] } = state.greetings.get(`${request.token} ${user}`) ?? {};
      const number = names.indexOf(request.attempt);
      // Who started it was never answered: so nobody knows which it is.
      if (number < 0 && names.includes(null)) return heardIn(request);
      return told[number]?.[request.nth] ?? nothing;
    }
  }
}
