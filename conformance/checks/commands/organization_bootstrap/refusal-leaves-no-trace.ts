import type { Expected } from '../../../src/judge/expect.ts';
import { asNeeded } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Organization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { BootstrapParts } from '../../../src/people/bootstrap.ts';
import { expectBootstrapped, statusOf } from '../../../src/vocabulary/observations/organization.ts';
import { coherenceMistakes } from './coherence-mistakes.ts';
import { decodingMistakes } from './decoding-mistakes.ts';
import { redactionMistakes } from './redaction-mistakes.ts';
import { signatureMistakes } from './signature-mistakes.ts';

/** A cause of refusal: the bootstraps with it, by mistake, and the expected answer. */
interface Cause {
  readonly mistakes: Readonly<Record<string, Partial<BootstrapParts>>>;
  readonly answer: Expected;
}

/** Every cause of refusal, except those that a server only SHOULD detect. */
function causes(judge: Judge): readonly Cause[] {
  const optional = /author-is-root|not-redacted/;
  const rules = [...decodingMistakes, ...signatureMistakes, ...coherenceMistakes, ...redactionMistakes];
  const invalid = rules
    .filter(([requirement]) => !optional.test(requirement))
    .map(([, mistakesOf]): Cause => {
      const { mistakes, honest } = mistakesOf(judge);
      const bootstraps = Object.entries(mistakes).map(([what, changes]) => [what, { ...honest, ...changes }]);
      return { mistakes: Object.fromEntries(bootstraps), answer: 'invalid_certificate' };
    });
  const late = { 'out of the window': { at: judge.now().plusSeconds(-350) } };
  const undecodable = { 'no command': { command: { user_certificate: 1 } } };
  return [
    ...invalid,
    { mistakes: late, answer: 'timestamp_out_of_ballpark' },
    { mistakes: undecodable, answer: 415 },
  ];
}

async function refuse(judge: Judge, organization: Organization, { mistakes, answer }: Cause): Promise<void> {
  for (const [what, changes] of Object.entries(mistakes)) {
    const refused = await judge.bootstrap(organization, changes, { label: what });
    await asNeeded(() => judge.expect.answer(refused, answer, what));
  }
}

async function acceptHonest(judge: Judge, organization: Organization): Promise<void> {
  const honest = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, honest), 'ok', 'the same token, all else valid');
  await expectBootstrapped(judge, organization.id, honest);
}

verifies('organization_bootstrap/refused-leaves-no-trace', { needs: ['administration'] }, async (judge) => {
  const organization = await judge.organization();
  for (const cause of causes(judge)) await refuse(judge, organization, cause);
  const status = await statusOf(judge, organization.id);
  judge.expect.equal(status.is_bootstrapped, false, 'is_bootstrapped after all of them');
  const stats = judge.expect.json(await judge.administration.stats(organization.id));
  judge.expect.equal([stats.users, stats.active_users], [0, 0], 'users and active users after all of them');
  await acceptHonest(judge, organization);
});

verifies('organization_bootstrap/refused-keeps-token', async (judge) => {
  const organization = await judge.organization();
  for (const { mistakes, answer } of causes(judge)) {
    const first = Object.entries(mistakes).slice(0, 1);
    await refuse(judge, organization, { mistakes: Object.fromEntries(first), answer });
  }
  if (organization.token !== null) {
    const refused = await judge.bootstrap(organization, { token: judge.random.bytes(16) });
    judge.expect.reply(refused, 'invalid_bootstrap_token', 'a wrong token');
  }
  await acceptHonest(judge, organization);
});
