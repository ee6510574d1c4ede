import { asNeeded } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { listInvitations } from '../../../src/vocabulary/actions/invitations.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { loadSamples } from '../../../src/vocabulary/samples/load-samples.ts';
import { withSampleFounder } from '../../../src/vocabulary/samples/prepare-samples.ts';
import type { Sample } from '../../../src/vocabulary/samples/sample.ts';
import {
  type FieldRule,
  fieldRules,
  isAboutField,
  wrongMessages,
} from '../../../src/vocabulary/samples/wrong-values.ts';

/**
 * Sends the sample command with each field invalid, one at a time. Each must be answered 415
 * without effect. The valid command must then succeed.
 */
async function refusesWrongFields(
  judge: Judge,
  sample: Sample,
  rule: FieldRule,
  alice: Member,
): Promise<void> {
  const {
    message,
    variants = [],
    send,
    expectEffect,
  } = await sample.prepare(judge, { caller: alice, preparer: alice });
  const since = judge.now();
  const invitations = await listInvitations(judge, alice);
  const steps = Object.fromEntries(Object.entries(sample.fields).filter(([, { is }]) => is === 'step'));
  const wrong = [
    ...wrongMessages(judge, rule, sample.fields, message()),
    ...variants.flatMap((variant) => wrongMessages(judge, rule, steps, variant)),
  ];
  for (const { what, message: broken } of wrong) judge.expect.answer(await send(broken, what), 415, what);
  const { common } = await certificatesOf(judge, alice, since);
  judge.expect.equal(common, [], 'common certificates of the refused commands');
  judge.expect.equal(
    await listInvitations(judge, alice),
    invitations,
    'invitations after the refused commands',
  );
  await asNeeded(async () => {
    judge.expect.answer(await send(message(), 'honest'), sample.served ?? 'ok', 'the honest command');
    await expectEffect?.();
  });
}

const requirements = [
  'encoding/required-field-present',
  'encoding/field-type',
  'encoding/field-length',
  'encoding/field-range',
  'encoding/identifier-length',
  'encoding/identifier-is-ext-2',
] as const;

for (const { command, sample } of await loadSamples())
  for (const requirement of requirements) {
    const rule = fieldRules[requirement];
    if (!isAboutField(rule, sample.fields)) continue;
    const { needs = [] } = sample;
    verifies(requirement, { case: command.replaceAll('_', '-'), needs }, (judge) =>
      withSampleFounder(judge, (alice) => refusesWrongFields(judge, sample, rule, alice)),
    );
  }
