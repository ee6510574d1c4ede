/** The new ids of each renamed check, by the old id. */
export type RenamedChecks = ReadonlyMap<string, readonly string[]>;

/**
 * Renames since the first release.
 *
 * Users write check ids in baselines, `--only` and `--except`. Add an entry when a check is renamed
 * or split. The error for the old id then names the new ones.
 */
export const renamedChecks: RenamedChecks = new Map();

/** Checks of one requirement that were deleted because generated lives make the same calls. */
interface ReplacedChecks {
  readonly requirement: string;
  /** The cases that were deleted. */
  readonly cases: readonly string[];
  /** The case of the requirement that remains. */
  readonly remains: string;
  /** The servers without a guard that the lives notice in their stead: the ids of the guards. */
  readonly mutants: readonly string[];
}

const byProfile = { cases: ['standard', 'outsider'], remains: 'demoted' };

/**
 * Deleted checks. Each tried one profile, state or side with a rule that other checks judge; lives
 * combine all of them. A test plays lives on the mutants.
 */
export const replacedChecks: readonly ReplacedChecks[] = [
  ...[
    'user_create/author-is-admin',
    'user_update/author-is-admin',
    'user_revoke/author-is-admin',
    'list_frozen_users/author-is-admin',
    'invite_new_user/author-is-admin',
    'invite_claimer_start_greeting_attempt/greeter-may-greet',
  ].map((requirement) => ({ requirement, ...byProfile, mutants: [requirement] })),
  ...[
    'invite_cancel/author-allowed',
    'invite_complete/author-allowed',
    'invite_greeter_start_greeting_attempt/author-may-greet',
  ].map((requirement) => ({
    ...{ requirement, ...byProfile, remains: 'demoted-creator' },
    mutants: [requirement],
  })),
  {
    requirement: 'invite_new_user/claimer-not-enrolled',
    cases: ['member', 'outsider', 'administrator', 'frozen'],
    remains: 'oneself',
    mutants: ['invite_new_user/claimer-not-enrolled'],
  },
  {
    requirement: 'user_create/email-free',
    cases: ['same-label', 'of-frozen', 'of-outsider'],
    remains: 'other-label',
    mutants: ['user_create/email-free'],
  },
  {
    requirement: 'device_create/device-id-new',
    cases: ['own-second', 'of-another-user', 'of-revoked'],
    remains: 'own-first',
    mutants: ['device_create/device-id-new'],
  },
  {
    requirement: 'greeting/attempt-joined',
    cases: ['claimer-cancel', 'claimer-step', 'greeter-cancel'],
    remains: 'greeter-step',
    mutants: ['greeting/attempt-joined'],
  },
];

/** What covers a deleted check, as a sentence. Undefined for any other name. */
export function replacementOf(name: string): string | undefined {
  const [requirement, ofCase = ''] = name.split('#');
  const found = replacedChecks.find((one) => one.requirement === requirement && one.cases.includes(ofCase));
  return (
    found &&
    `\`${name}\` was deleted: use \`properties\`, the generated lives, or ${requirement}#${found.remains}`
  );
}
