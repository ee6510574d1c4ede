import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';

/**
 * Asserts that a device is admitted and answered `ok`. A refusal by HTTP status breaks these rules
 * about the device. Another answer to the command does not.
 */
export const expectAdmitted = async (
  judge: Judge,
  answer: Exchange,
  rules: readonly RequirementId[],
  what: string,
): Promise<Fields> => {
  const expected = () => judge.expect.reply(answer, 'ok', what);
  return answer.status === 200 ? expected() : judge.under(rules, expected);
};
