import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../judge/judge.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';

/** Whether a server seems not to serve the command, whatever the device is. */
const isUnserved = ({ status }: Exchange): boolean => [400, 405, 415, 501].includes(status);

const isRefused = ({ status }: Exchange): boolean => status >= 400 && status < 500;

/**
 * Asserts that `organization_info` admits a device and answers `ok`. A refusal by HTTP status breaks
 * these rules about the device, unless it refuses the command. No answer, an internal error, or
 * another status of the command breaks the rules of the check.
 */
export const expectAdmitted = async (
  judge: Judge,
  answer: Exchange,
  rules: readonly RequirementId[],
  what: string,
): Promise<Fields> => {
  const expected = () => judge.expect.reply(answer, 'ok', what);
  if (isUnserved(answer)) return judge.under('organization_info/open-to-every-profile', expected);
  return isRefused(answer) ? judge.under(rules, expected) : expected();
};
