import type { Crypto } from './crypto.ts';
import { sasCodeOf } from './sas-codes.ts';

/** Number of codes that a person chooses from. The protocol does not define it. */
export const SAS_CHOICE_COUNT = 4;

/**
 * The right code among decoys, in random order and without duplicates (GREET-31). A person who does
 * not listen chooses a wrong one three times out of four.
 */
export function sasChoices(
  crypto: Pick<Crypto, 'randomBytes'>,
  code: string,
  count: number = SAS_CHOICE_COUNT,
): readonly string[] {
  const choices = new Set([code]);
  while (choices.size < count) choices.add(sasCodeOf(random20Bits(crypto)));
  const [...ordered] = choices;
  // Fisher-Yates shuffle. 20 random bits modulo a small number are even enough for an order.
  for (let at = ordered.length - 1; at > 0; at--) {
    const other = random20Bits(crypto) % (at + 1);
    [ordered[at], ordered[other]] = [ordered[other] ?? '', ordered[at] ?? ''];
  }
  return ordered;
}

function random20Bits(crypto: Pick<Crypto, 'randomBytes'>): number {
  const [a = 0, b = 0, c = 0] = crypto.randomBytes(3);
  return ((a << 16) | (b << 8) | c) & 0xfffff;
}
