import type { Person } from '../cast/index.ts';
import { askUserInvitation, freshAddress, invitationIn } from '../invitations/index.ts';
import type { Judge } from '../judge/index.ts';
import { letterTo } from './letters-to.ts';

/**
 * The invitation mail that a person sends from an organization of their own. The person is alice
 * with the given changes.
 */
export async function mailBy(check: Judge, changes: Partial<Pick<Person, 'email' | 'label'>>) {
  const mailing = await check.mailed();
  const { judge, sender } = mailing;
  const person: Person = { ...judge.cast.person('alice'), ...changes };
  const { author, organization, founding } = await judge.bootstrapped({}, { person });
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, author, email, { send_email: true });
  const invitation = invitationIn(judge, author, answer);
  const letter = await letterTo(judge, mailing, email);
  return { judge, letter, email, person, organization, founding, invitation, sender };
}
