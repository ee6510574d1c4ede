import { certificateRules, certificateUse, writtenCertificates } from './certificates.ts';
import { eventRules } from './events.ts';
import { cancelRules, greetingRules, greetingSecrets } from './greeting.ts';
import { openingRules } from './keys.ts';
import { linkRules } from './links.ts';
import { nameRules } from './names.ts';
import { termsRules } from './terms.ts';
import { answerRules, headerRules } from './transport.ts';
import { trustRules } from './trust.ts';

export {
  type Authorship,
  type CertificateFacts,
  type ChainProblem,
  certificateRules,
  chainProblems,
  type NewDevice,
  type NewUser,
} from './certificates.ts';
export { type ClientRule, type ClientRuleList, firstProblem } from './client-rule.ts';
export {
  type CancelReason,
  type ClaimerKeyFacts,
  type ConfirmationFacts,
  cancelRules,
  type NewcomerNames,
  sasChoices,
} from './greeting.ts';
export { type OpenRefusal, type SealRefusal, toldRefusal } from './keys.ts';
export { type NameProblem, refusesName } from './names.ts';
export {
  emptyView,
  type KnownDevice,
  type KnownUser,
  type OrganizationView,
  type WorkingView,
  workingCopy,
} from './organization-view.ts';
export {
  majorOf,
  type RefusalName,
  type RequestFacts,
  requestHeaders,
} from './transport.ts';
export type { OwnKeyFacts } from './trust.ts';

/**
 * Rules that a client can leave out. It then goes on as if they demanded nothing. Most return true or a
 * problem; others answer a question or give a value, and the place that asks says what the client does
 * without them.
 */
const demands = {
  ...certificateRules,
  ...certificateUse,
  ...trustRules,
  ...headerRules,
  ...answerRules,
  ...greetingRules,
  ...cancelRules,
  ...openingRules,
  ...eventRules,
  ...termsRules,
  ...linkRules,
  ...nameRules,
};

/** Rules that compute what a client writes or compares. */
const computations = { ...writtenCertificates, ...greetingSecrets };

/** The rules of a client, by requirement. */
export const clientRules = { ...demands, ...computations };

/** The requirement of a rule that can be left out. */
export type ClientRuleId = keyof typeof demands;

/** The requirements of the rules that can be left out. */
export const clientRuleIds = Object.keys(demands) as readonly ClientRuleId[];

/** The rules that a client keeps. A rule that is left out demands nothing. */
export type ClientRules = Partial<typeof demands> & typeof computations;

/**
 * The rules of a client that breaks some, for a self-test.
 *
 * @param omit requirements whose rules are left out
 * @param altered rules in place of those of the specification
 */
export function brokenClientRules(
  omit: readonly ClientRuleId[] = [],
  altered: Partial<ClientRules> = {},
): ClientRules {
  const rules: ClientRules = { ...clientRules, ...altered };
  for (const id of omit) delete rules[id];
  return rules;
}
