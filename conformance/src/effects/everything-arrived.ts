import { askUserInvitation, freshAddress, hall } from '../invitations/index.ts';
import type { Mailing } from '../judge/index.ts';
import { letterTo } from './letters-to.ts';

/** Sends one more mail and waits for it. Earlier mails have then arrived or are lost. */
export async function everythingArrived(mailing: Mailing): Promise<void> {
  const { judge } = mailing;
  const { alice } = await hall(judge);
  const last = freshAddress(judge, 'last');
  const answer = await askUserInvitation(judge, alice, last, { send_email: true });
  judge.expect.reply(answer, 'ok', 'a last invitation');
  await letterTo(judge, mailing, last);
}
