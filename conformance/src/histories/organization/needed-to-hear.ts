import { attemptOf, greetingOf } from './greeting-of.ts';
import { invitationOf } from './recognise.ts';
import type { Hearing } from './request.ts';

/** What must have been so that somebody hears this: what is told of, and that he is one of those who are told. */
export function neededToHear(request: Hearing): readonly string[] {
  switch (request.cmd) {
    case 'hear_certificate':
      return [`date ${request.at}`];
    case 'hear_no_more_certificates':
      return [];
    case 'hear_invitation':
    case 'hear_no_more_of_invitation': {
      const { token, listener } = request;
      const audience = ['user', 'profile of', 'revocation of'].map((what) => `${what} ${listener.user}`);
      return [...invitationOf(token), `end of ${token}`, ...audience];
    }
    default:
      return [
        ...invitationOf(request.token),
        greetingOf(request),
        attemptOf(request, request.attempt),
        attemptOf(request, undefined),
      ];
  }
}
