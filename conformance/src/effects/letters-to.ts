import type { Judge, Mailing } from '../judge/index.ts';
import type { Letter } from '../mail/index.ts';

/**
 * Mails that a relay accepted for an address, oldest first. A target may answer shortly before they
 * arrive.
 */
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
  await judge.within(() => own().length >= count, `mails to ${address}`);
  judge.expect.equal(own().length, count, `mails to ${address}`);
  return own();
}

/** The one mail that a relay accepted for an address. */
export async function letterTo(
  judge: Judge,
  mailing: Pick<Mailing, 'relay'>,
  address: string,
): Promise<Letter> {
  const [letter] = await lettersTo(judge, mailing, address);
  return letter ?? judge.fail(`no mail to ${address}`, 'one mail', 'none');
}
