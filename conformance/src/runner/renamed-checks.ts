const greeting = [
  'invite-greeter-step',
  'invite-claimer-step',
  'invite-greeter-cancel-greeting-attempt',
  'invite-claimer-cancel-greeting-attempt',
];
const tokens = ['invite-greeter-start-greeting-attempt', 'invite-complete', 'invite-cancel'];
const identifiers = [...greeting, 'invite-claimer-start-greeting-attempt'];
const bootstrap = ['organization-bootstrap'];

/**
 * Cases that have another name now, by requirement and old case. The empty case is the check
 * without a case.
 */
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
 * The successors of checks that had another id in an earlier version, by the old id.
 *
 * Users write check ids in baselines, `--only` and `--except`. Add an entry when a check gets
 * another id or is split: a run that names the old id is then answered with its successors.
 */
export const renamedChecks: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(renamedCases).flatMap(([requirement, cases]) =>
    Object.entries(cases).map(([old, successors]): readonly [string, readonly string[]] => [
      old === '' ? requirement : `${requirement}#${old}`,
      successors.map((name) => `${requirement}#${name}`),
    ]),
  ),
);
