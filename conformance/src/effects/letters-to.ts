import type { Judge, Mailing } from '../judge/index.ts';
import type { Letter } from '../mail/index.ts';
import { grace } from '../judge/index.ts';

/** Mails that a relay took for an address, oldest first. A target may answer a moment before they are there. */
export async function lettersTo(
  judge: Judge,
  { relay }: Pick<Mailing, 'relay'>,
  address: string,
  count = 1,
): Promise<readonly Letter[]> {
  const own = () =>
    relay.letters.filter(({ envelope }) =>
      envelope.to.some((to) => to.toLowerCase() === address.toLowerCase()),
    );
  for (let waited = 0; own().length < count && waited < grace; waited += 20) await judge.sleep(20);
  judge.expect.equal(own().length, count, `mails to ${address}`);
  return own();
}

/** The one mail that a relay took for an address. */
export async function letterTo(
  judge: Judge,
  mailing: Pick<Mailing, 'relay'>,
  address: string,
): Promise<Letter> {
  const [letter] = await lettersTo(judge, mailing, address);
  return letter ?? judge.fail(`no mail to ${address}`, 'one mail', 'none');
}
