import type { ClientJudge } from '../../src/case/client-judge.ts';
import type { MockReply } from '../../src/case/mock-server.ts';
import { verifiesClient } from '../../src/case/verifies.ts';
import { stageOrganization } from '../../src/client/staged-organization.ts';
import type { ClientOutcome } from '../../src/targets/client-driver.ts';
import type { Instant } from '../../src/wire/values.ts';

/**
 * The actions of a client about terms, in order: the commands that it sent, and the terms that the
 * user saw.
 */
interface Reading {
  readonly outcome: ClientOutcome;
  readonly story: readonly unknown[];
  /** Timestamps of the terms, each in force until its first acceptance. */
  readonly versions: readonly Instant[];
}

const addressOf = (version: number) => `https://example.com/terms/${version}`;

/**
 * The terms change `changes` times, each time between their display and the acceptance. `agrees` is
 * the answer of the user to terms of a number.
 */
async function reads(
  judge: ClientJudge,
  changes: number,
  agrees: (version: number) => boolean = () => true,
): Promise<Reading> {
  const stage = await stageOrganization(judge);
  const versions = Array.from({ length: changes + 1 }, (_, at) =>
    stage.founded.plus(at * 60_000_000 + 123_457),
  );
  const story: unknown[] = [];
  let present = 0;
  stage.answer = ({ cmd, tos_updated_on }): MockReply | undefined => {
    const updated_on = versions[present] ?? stage.founded;
    if (cmd === 'tos_get') {
      story.push('tos_get');
      const per_locale_urls = { en: addressOf(present), fr: `${addressOf(present)}/fr` };
      return { reply: { status: 'ok', per_locale_urls, updated_on } };
    }
    if (cmd !== 'tos_accept') return undefined;
    story.push(['tos_accept', tos_updated_on]);
    const changed = present < changes;
    if (changed) present += 1;
    const same = !changed && String(tos_updated_on) === String(updated_on);
    return { reply: { status: same ? 'ok' : 'tos_mismatch' } };
  };
  let shown = 0;
  const outcome = await stage.session.acceptTerms({
    password: stage.password,
    show: ({ addresses }) => {
      story.push(['shown', addresses]);
      return agrees(shown++);
    },
  });
  return { outcome, story, versions };
}

const looksAt = (version: number) => [
  'tos_get',
  ['shown', { en: addressOf(version), fr: `${addressOf(version)}/fr` }],
];

verifiesClient('terms-of-service/client-accepts-what-it-showed', async (judge) => {
  const { outcome, story, versions } = await reads(judge, 0);
  judge.expectOutcome(outcome, 'ok');
  judge.expect.equal(story, [...looksAt(0), ['tos_accept', versions[0]]], 'what the client did');
});

verifiesClient('terms-of-service/client-accepts-what-it-showed', { case: 'declined' }, async (judge) => {
  const { outcome, story } = await reads(judge, 0, () => false);
  judge.expect.equal(story, looksAt(0), 'what the client did');
  judge.expect.that(outcome.code !== 'ok', 'no acceptance told', outcome.message);
});

verifiesClient('terms-of-service/client-accepts-what-it-showed', { case: 'declined-anew' }, async (judge) => {
  const { outcome, story, versions } = await reads(judge, 1, (version) => version === 0);
  const expected = [...looksAt(0), ['tos_accept', versions[0]], ...looksAt(1)];
  judge.expect.equal(story, expected, 'what the client did');
  judge.expect.that(outcome.code !== 'ok', 'no acceptance told', outcome.message);
});

for (const [name, changes] of [
  ['once', 1],
  ['twice', 2],
] as const) {
  verifiesClient('terms-of-service/client-shows-new-terms', { case: name }, async (judge) => {
    const { outcome, story, versions } = await reads(judge, changes);
    judge.expectOutcome(outcome, 'ok');
    const expected = versions.flatMap((at, version) => [...looksAt(version), ['tos_accept', at]]);
    judge.expect.equal(story, expected, 'what the client did');
  });
}
