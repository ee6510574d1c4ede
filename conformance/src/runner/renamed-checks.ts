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

const sides = ['claims-user', 'greets-user'];

/** Requirements that another one supersedes, and the cases of their checks. */
const superseded: readonly (readonly [old: string, successor: string, cases: readonly string[]])[] = [
  ['client-greeting/code-among-decoys', 'client-greeting/code-found-among-others', sides],
  ['client-keys/saving-is-atomic', 'client-keys/no-partial-file', ['client']],
  ['client-keys/password-change-retires-the-old', 'client-keys/old-password-opens-nothing', ['client']],
  ['client-keys/password-change-keeps-keys', 'client-keys/password-change-loses-nothing', ['client']],
  [
    'terms-of-service/client-accepts-what-it-showed',
    'terms-of-service/client-accepts-only-shown-terms',
    ['client', 'declined', 'declined-anew'],
  ],
  ['events/client-refetches', 'events/client-fetches-what-it-missed', ['client']],
  ['client-trust/own-write-is-served', 'client-trust/revocation-is-looked-up', ['client']],
  ['client-trust/announced-is-served', 'client-trust/announced-certificate-is-looked-up', ['client']],
  ['client-trust/other-major-version', 'client-trust/foreign-version-refused', ['6-0', '4-9']],
  [
    'client-transport/tells-refusals-apart',
    'client-transport/refusal-keeps-state',
    ['401', '403', '404', '406', '410', '415', '422', '460', '461', '462', '463', '498'],
  ],
];

/**
 * The new ids of renamed checks, by the old id.
 *
 * Users write check ids in baselines, `--only` and `--except`. Add an entry when a check is renamed
 * or split. The error for the old id then names the new ones.
 */
export const renamedChecks: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(renamedCases).flatMap(([requirement, cases]) =>
    Object.entries(cases).map(([old, successors]): readonly [string, readonly string[]] => [
      old === '' ? requirement : `${requirement}#${old}`,
      successors.map((name) => `${requirement}#${name}`),
    ]),
  ),
  ...superseded.flatMap(([old, successor, cases]) =>
    cases.map((name): readonly [string, readonly string[]] => [`${old}#${name}`, [`${successor}#${name}`]]),
  ),
]);
