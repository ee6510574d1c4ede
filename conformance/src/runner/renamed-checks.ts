const greeting = [
  'invite-greeter-step',
  'invite-claimer-step',
  'invite-greeter-cancel-greeting-attempt',
  'invite-claimer-cancel-greeting-attempt',
];
const tokens = ['invite-greeter-start-greeting-attempt', 'invite-complete', 'invite-cancel'];
const identifiers = [...greeting, 'invite-claimer-start-greeting-attempt'];
const bootstrap = ['organization-bootstrap'];

/** New cases by requirement and old case. The empty case is the check without a case. */
const renamedCases: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'encoding/required-field-present': {
    '': bootstrap,
    invitations: ['invite-new-user', 'invite-new-device', ...identifiers, ...tokens],
  },
  'encoding/field-type': {
    '': bootstrap,
    invitations: ['invite-new-user', 'invite-new-device', ...identifiers, ...tokens],
  },
  'encoding/field-length': {
    '': bootstrap,
    invitations: ['invite-greeter-step', 'invite-claimer-step', ...tokens],
  },
  'encoding/field-range': { invitations: greeting },
  'encoding/identifier-length': { token: bootstrap, invitations: [...identifiers, ...tokens] },
  'encoding/identifier-is-ext-2': { invitations: identifiers },
  'encoding/unknown-key-ignored': { bootstrap },
};

/**
 * The new ids of renamed checks, by the old id.
 *
 * Users write check ids in baselines, `--only` and `--except`. Add an entry when a check is renamed
 * or split. The error for the old id then names the new ones.
 */
export const renamedChecks: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(renamedCases).flatMap(([requirement, cases]) =>
    Object.entries(cases).map(([old, successors]): readonly [string, readonly string[]] => [
      old === '' ? requirement : `${requirement}#${old}`,
      successors.map((name) => `${requirement}#${name}`),
    ]),
  ),
);
