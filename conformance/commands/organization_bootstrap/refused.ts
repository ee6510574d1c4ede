import { standsAsFounded, statusOf } from '../../src/effects/index.ts';
import type { FoundingParts } from '../../src/certificate/index.ts';
import type { Expected, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { coherenceFaults } from './coherence-faults.ts';
import { decodingFaults } from './decoding-faults.ts';
import { redactionFaults } from './redaction-faults.ts';
import { signatureFaults } from './signature-faults.ts';

interface Refused {
  readonly what: string;
  readonly changes: Partial<FoundingParts>;
  readonly answer: Expected;
}

/** One founding for each cause of refusal, those left out that a server only SHOULD refuse. */
function everyRefusal(judge: Judge): readonly Refused[] {
  const optional = /author-is-root|not-redacted/;
  const rules = [...decodingFaults, ...signatureFaults, ...coherenceFaults, ...redactionFaults];
  const invalid = rules
    .filter(([requirement]) => !optional.test(requirement))
    .flatMap(([, trial]) => {
      const { faults, honest } = trial(judge);
      return Object.entries(faults).map(([what, changes]) => ({
        what,
        changes: { ...honest, ...changes },
        answer: 'invalid_certificate',
      }));
    });
  const late = { at: judge.now().plusSeconds(-350) };
  return [
    ...invalid,
    { what: 'out of the window', changes: late, answer: 'timestamp_out_of_ballpark' },
    { what: 'no command', changes: { command: { user_certificate: 1 } }, answer: 415 },
  ];
}

verifies('organization_bootstrap/refused-leaves-no-trace', { needs: ['administration'] }, async (judge) => {
  const organization = await judge.organization();
  for (const { what, changes, answer } of everyRefusal(judge)) {
    const refused = await judge.bootstrap(organization, changes, { label: what });
    judge.expect.answer(refused, answer, what);
    const status = await statusOf(judge, organization.id);
    judge.expect.equal(status.is_bootstrapped, false, `is_bootstrapped after: ${what}`);
    const stats = judge.expect.json(await judge.administration.stats(organization.id));
    judge.expect.equal(stats.users, 0, `users after: ${what}`);
  }
  const honest = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, honest), 'ok', 'the valid request');
  await standsAsFounded(judge, organization.id, honest);
});

verifies('organization_bootstrap/refused-keeps-token', async (judge) => {
  const organization = await judge.organization();
  for (const { what, changes, answer } of everyRefusal(judge)) {
    const refused = await judge.bootstrap(organization, changes, { label: what });
    judge.expect.answer(refused, answer, what);
  }
  if (organization.token !== null) {
    const refused = await judge.bootstrap(organization, { token: judge.random.bytes(16) });
    judge.expect.reply(refused, 'invalid_bootstrap_token', 'a wrong token');
  }
  const honest = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, honest), 'ok', 'the same token, all else valid');
  await standsAsFounded(judge, organization.id, honest);
});
