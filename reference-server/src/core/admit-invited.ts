import type { Organization } from '@parsec-spec/spec/records';
import { type HttpRefusal, httpRefusals } from '@parsec-spec/spec/rules';
import type { Admitted } from './judge.ts';
import type { Services } from './services.ts';

/**
 * The invitation that a token belongs to, or the refusal (AUTH-19 to AUTH-21). Terms of service
 * that are not accepted do not matter here (TOS-08).
 */
export function admitInvited(
  { law }: Pick<Services, 'law'>,
  state: Organization,
  token: string,
): Admitted | HttpRefusal {
  const there = law.organization({ state, mayCreate: false });
  if (there !== true) return there;
  const invitation = state.invitations.get(token);
  if (invitation === undefined) return httpRefusals.authenticationBad;
  const stands = law.invitation({ invitation });
  return stands === true ? { author: undefined, invitation } : stands;
}
