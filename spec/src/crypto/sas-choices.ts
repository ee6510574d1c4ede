import type { Crypto } from './crypto.ts';
import { sasCodeOf } from './sas-codes.ts';

/** How many codes a person is shown to choose from. The number is nobody else's affair. */
export const sasChoiceCount = 4;

/** The true code among decoys, in random order, no two alike (GREET-31): who does not listen picks a wrong one three times out of four. */
export function sasChoices(
  crypto: Pick<Crypto, 'randomBytes'>,
  code: string,
  count: number = sasChoiceCount,
): readonly string[] {
  const choices = new Set([code]);
  while (choices.size < count) choices.add(sasCodeOf(random20Bits(crypto)));
  const [...ordered] = choices;
  // Fisher and Yates; 20 bits modulo a handful are even enough for an order.
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
