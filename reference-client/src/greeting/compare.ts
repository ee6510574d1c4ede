import { type Crypto, sasChoices } from '@parsec-spec/spec/crypto';
import type { Agreed } from './agree.ts';
import type { GreetingEnd } from './greeting-end.ts';
import { exchangeStep, emptyStep } from './hear.ts';
import type { Pace } from './pace.ts';
import type { GreetingPerson } from './person.ts';

/**
 * Steps 4 and 5 (GREET-30, GREET-31). First the claimer picks the greeter's code, then the greeter
 * picks the claimer's.
 */
export async function compare(
  crypto: Crypto,
  agreed: Agreed,
  person: GreetingPerson,
  pace: Pace,
): Promise<{ outcome: 'compared' } | GreetingEnd> {
  const { codes, side } = agreed;
  if (side.side === 'GREETER') await person.showCode(codes.greeter);
  else if (!(await isPicked(crypto, codes.greeter, person, pace))) return { outcome: 'codes-differ' };
  const first = await exchangeStep(agreed, emptyStep(4), pace);
  if (first.outcome !== 'heard') return first;
  if (side.side === 'CLAIMER') await person.showCode(codes.claimer);
  else if (!(await isPicked(crypto, codes.claimer, person, pace))) return { outcome: 'codes-differ' };
  const second = await exchangeStep(agreed, emptyStep(5), pace);
  return second.outcome === 'heard' ? { outcome: 'compared' } : second;
}

async function isPicked(crypto: Crypto, code: string, person: GreetingPerson, pace: Pace): Promise<boolean> {
  return (await person.chooseCode(sasChoices(crypto, code), pace.signal)) === code;
}
