/** A target file whose baseline has one entry. */
export const targetFile = `name: sample
baseline:
  - check: user_create/email-free
    reason: It is known.
    owner: us
    expiry: 2099-01-01
    observed: { status: ok }
`;

const none = { total: 0, verified: 0 };
const outcomes = [
  ...['pass', 'fail', 'warning', 'note', 'knownFailure', 'stale', 'blocked', 'notTestable'],
  ...['notApplicable', 'flaky'],
];

/** The events of a run of that target without checks. */
export const runEvents = [
  {
    ...{ event: 'run-started', format: 2, seed: '1', startedAt: '2026-11-30T12:00:00.000Z', checks: 0 },
    suite: { name: 'parsec-spec', version: '0.0.0', requirementSet: 'parsec-5.6/0.0.0' },
    target: { kind: 'url', address: 'http://127.0.0.1:1', server: 'x', file: 'sample' },
    selection: { complete: true, patterns: [] },
  },
  {
    ...{ event: 'run-finished', verdict: 'none', durationMs: 1, interrupted: false, causes: [] },
    counts: Object.fromEntries(outcomes.map((outcome) => [outcome, 0])),
    requirements: { ...none, byLevel: { MUST: none, SHOULD: none, MAY: none } },
    organizations: { created: 0, expired: 0 },
  },
]
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('');
