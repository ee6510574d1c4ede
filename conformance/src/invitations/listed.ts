import type { Author, Fields, Judge } from '../judge/index.ts';
import { same } from '../judge/same.ts';
import type { Invitation } from './invitation.ts';

/** The reply of `invite_list` to an author, in the order received. */
export async function listed(judge: Judge, author: Author, label = 'the list'): Promise<readonly Fields[]> {
  const answer = await judge.rpc.authenticated(author, { cmd: 'invite_list' }, { label });
  const items = judge.expect.list(judge.expect.reply(answer, 'ok', label), 'invitations', answer);
  return items.map((item, index) => judge.expect.map({ [index]: item }, String(index), answer));
}

/** The tokens in a list, in hex. */
export const tokensIn = (items: readonly Fields[]): readonly string[] =>
  items.map(({ token }) => (token instanceof Uint8Array ? Buffer.from(token).toString('hex') : 'no bytes'));

/** The one item of a list for an invitation. */
export function itemOf(judge: Judge, items: readonly Fields[], { token, hex }: Invitation): Fields {
  const own = items.filter((item) => same(item.token, token));
  const [item] = own;
  judge.expect.equal(own.length, 1, `items of the invitation ${hex}`);
  return item ?? {};
}

/** The status of an invitation in a list. */
export const statusIn = (judge: Judge, items: readonly Fields[], invitation: Invitation): unknown =>
  itemOf(judge, items, invitation).status;
