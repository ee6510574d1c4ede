import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';

/**
 * Asserts that `organization_info` admits a device and answers `ok`. A refusal by HTTP status breaks
 * these rules about the device. A 415 does not, because it refuses the command whatever the device
 * is; nor does another answer to the command.
 */
export const expectAdmitted = async (
  judge: Judge,
  answer: Exchange,
  rules: readonly RequirementId[],
  what: string,
): Promise<Fields> => {
  const expected = () => judge.expect.reply(answer, 'ok', what);
  if (answer.status === 200) return expected();
  return judge.under(answer.status === 415 ? ['organization_info/open-to-every-profile'] : rules, expected);
};
