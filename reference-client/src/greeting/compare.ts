import { type Crypto, sasChoices } from '@parsec-spec/spec/crypto';
import type { Agreed } from './agree.ts';
import type { GreetingEnd } from './greeting-end.ts';
import { hear, silent } from './hear.ts';
import type { Pace } from './pace.ts';
import type { GreetingPerson } from './person.ts';

/** Steps 4 and 5 (GREET-30, GREET-31): first the claimer picks the greeter's code, then the greeter the claimer's. Only then has each heard the other. */
export async function compare(
  crypto: Crypto,
  agreed: Agreed,
  person: GreetingPerson,
  pace: Pace,
): Promise<{ outcome: 'compared' } | GreetingEnd> {
  const { codes, side } = agreed;
  if (side.side === 'GREETER') await person.showCode(codes.greeter);
  else if (!(await isHeard(crypto, codes.greeter, person, pace))) return { outcome: 'codes-differ' };
  const first = await hear(agreed, silent(4), pace);
  if (first.outcome !== 'heard') return first;
  if (side.side === 'CLAIMER') await person.showCode(codes.claimer);
  else if (!(await isHeard(crypto, codes.claimer, person, pace))) return { outcome: 'codes-differ' };
  const second = await hear(agreed, silent(5), pace);
  return second.outcome === 'heard' ? { outcome: 'compared' } : second;
}

async function isHeard(crypto: Crypto, code: string, person: GreetingPerson, pace: Pace): Promise<boolean> {
  return (await person.chooseCode(sasChoices(crypto, code), pace.signal)) === code;
}
