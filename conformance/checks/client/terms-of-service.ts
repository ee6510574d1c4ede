import type { ClientJudge } from '../../src/judge/client-judge.ts';
import type { MockReply } from '../../src/judge/mock-server.ts';
import { verifiesClient } from '../../src/judge/verifies.ts';
import { simulateOrganization } from '../../src/played-server/simulated-organization.ts';
import type { ClientOutcome } from '../../src/targets/client/client-driver.ts';
import type { Instant } from '../../src/wire/values.ts';

/** The result of one acceptance of the terms of service. */
interface Acceptance {
  readonly outcome: ClientOutcome;
  /** The commands that the client sent and the terms that it showed its user, in order. */
  readonly actions: readonly unknown[];
  /** Timestamps of the terms, each in force until its first acceptance. */
  readonly versions: readonly Instant[];
}

const address = 'https://example.com/terms';

/**
 * Lets the client accept the terms. They change `changes` times, each time between their display
 * and the client's `tos_accept`. `agrees` is the user's answer to the terms of this version.
 * `unsafe` names a misbehaviour that gives other addresses.
 */
async function acceptTerms(
  judge: ClientJudge,
  changes: number,
  agrees: (version: number) => boolean = () => true,
  unsafe?: string,
): Promise<Acceptance> {
  const simulated = await simulateOrganization(judge);
  const first = simulated.bootstrappedAt.plus(123_457);
  const versions = Array.from({ length: changes + 1 }, (_, at) => first.plusSeconds(60 * at));
  const actions: unknown[] = [];
  simulated.answer = ({ cmd, tos_updated_on }): MockReply | undefined => {
    if (cmd === 'tos_get') {
      actions.push('tos_get');
      const per_locale_urls = { en: address, fr: `${address}/fr` };
      return { reply: { status: 'ok', per_locale_urls, updated_on: first } };
    }
    if (cmd !== 'tos_accept') return undefined;
    actions.push(['tos_accept', tos_updated_on]);
    const same = String(tos_updated_on) === String(first);
    return { reply: { status: same ? 'ok' : 'tos_mismatch' } };
  };
  if (unsafe !== undefined) simulated.misbehave(unsafe);
  if (changes > 0) simulated.misbehave(`terms=changing:${changes}`);
  let count = 0;
  const outcome = await simulated.session.acceptTerms({
    ...simulated.access,
    show: ({ addresses }) => {
      actions.push(['shown', addresses]);
      return agrees(count++);
    },
  });
  return { outcome, actions, versions };
}

const isAcceptance = (action: unknown): boolean => Array.isArray(action) && action[0] === 'tos_accept';

/** The actions of a client that shows the terms of a version. */
const shows = (version: number) => {
  const changed = version === 0 ? '' : `#${version}`;
  return ['tos_get', ['shown', { en: `${address}${changed}`, fr: `${address}/fr${changed}` }]];
};

verifiesClient('terms-of-service/client-accepts-only-shown-terms', async (judge) => {
  const { outcome, actions, versions } = await acceptTerms(judge, 0);
  judge.expectOk(outcome);
  judge.expect.equal(actions, [...shows(0), ['tos_accept', versions[0]]], 'actions of the client');
});

verifiesClient('terms-of-service/client-accepts-only-shown-terms', { case: 'declined' }, async (judge) => {
  const { outcome, actions } = await acceptTerms(judge, 0, () => false);
  judge.expect.equal(actions, shows(0), 'actions of the client');
  judge.expectNotDone(outcome, 'terms that the user declined');
});

verifiesClient(
  'terms-of-service/client-accepts-only-shown-terms',
  { case: 'declined-anew' },
  async (judge) => {
    const { outcome, actions, versions } = await acceptTerms(judge, 1, (version) => version === 0);
    judge.expect.equal(actions.slice(0, 3), [...shows(0), ['tos_accept', versions[0]]], 'first actions');
    const accepted = actions.slice(3).filter(isAcceptance);
    judge.expect.equal(accepted, [], 'acceptances after the terms have changed and the user has declined');
    judge.expectNotDone(outcome, 'terms that the user declined');
  },
);

verifiesClient(
  'terms-of-service/client-accepts-only-shown-terms',
  { case: 'changed-twice' },
  async (judge) => {
    const { actions, versions } = await acceptTerms(judge, 2);
    judge.expect.that(actions.some(isAcceptance), 'an acceptance', actions);
    // A client that ends after a change has accepted the first terms only.
    const expected = versions.flatMap((at, version) => [...shows(version), ['tos_accept', at]]);
    for (const [at, action] of actions.entries())
      if (isAcceptance(action))
        judge.expect.equal(actions.slice(0, at + 1), expected.slice(0, at + 1), 'actions of the client');
  },
);

for (const [name, changes] of [
  ['once', 1],
  ['twice', 2],
] as const) {
  verifiesClient('terms-of-service/client-shows-new-terms', { case: name }, async (judge) => {
    const { outcome, actions, versions } = await acceptTerms(judge, changes);
    judge.expectOk(outcome);
    const expected = versions.flatMap((at, version) => [...shows(version), ['tos_accept', at]]);
    judge.expect.equal(actions, expected, 'actions of the client');
  });
}

for (const [name, unsafe] of [
  ['beside-others', 'terms.addresses=unsafe-too'],
  ['alone', 'terms.addresses=unsafe-only'],
] as const) {
  verifiesClient('terms-of-service/client-links-web-addresses-only', { case: name }, async (judge) => {
    const honest = await acceptTerms(judge, 0);
    judge.expect.equal(honest.actions.slice(0, 2), shows(0), 'actions of the client with web addresses');
    const { actions } = await acceptTerms(judge, 0, () => false, unsafe);
    judge.expect.that(actions[0] === 'tos_get', 'a request for the terms', actions);
    const links = actions.flatMap((action) =>
      Array.isArray(action) ? Object.values(Object(action[1])) : [],
    );
    const others = links.filter((link) => !/^https?:/i.test(String(link)));
    judge.expect.that(others.length === 0, 'links with the scheme http or https only', others);
  });
}
