import { describe, expect, test } from 'vitest';
import { Expectations } from '../../src/judge/expect.ts';
import { asNeeded, asRule, asStep, Failure } from '../../src/judge/failure.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { makeBootstrap } from '../../src/people/bootstrap.ts';
import { Cast } from '../../src/people/cast.ts';
import { Random } from '../../src/people/random.ts';
import { expectCommon } from '../../src/vocabulary/observations/organization.ts';
import { Instant } from '../../src/wire/values.ts';

const failing = async (): Promise<never> => {
  throw new Failure({ expected: [{ text: 'yes' }], observed: [{ text: 'no' }] });
};
const caught = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('nothing failed');
    },
    (error: unknown) => error as Failure,
  );

describe('a failure', () => {
  test('breaks the innermost rules that an expectation states', async () => {
    const failure = await caught(
      asRule(['greeting/full-run-relays'], () => asRule(['greeting/step-words'], failing)),
    );
    expect(failure).toMatchObject({ rules: ['greeting/step-words'], needed: false, step: undefined });
  });

  test('in a step breaks no rule of the check', async () => {
    expect(await caught(asStep('enrol', failing))).toMatchObject({
      ...{ rules: undefined, needed: true, step: 'enrol' },
    });
    expect(await caught(asNeeded(failing))).toMatchObject({ needed: true, step: undefined });
  });

  test('in a step that a rule is about breaks the rule', async () => {
    const failure = await caught(asRule(['greeting/step-words'], () => asStep('enrol', failing)));
    expect(failure).toMatchObject({ rules: ['greeting/step-words'], needed: false, step: 'enrol' });
  });

  test('of a rule within a step breaks the rule', async () => {
    const failure = await caught(asNeeded(() => asRule(['greeting/step-words'], failing)));
    expect(failure).toMatchObject({ rules: ['greeting/step-words'], needed: false });
  });
});

describe('common certificates', () => {
  const cast = new Cast(new Random('stated-rules', 'cast'));
  const at = new Instant(1_700_000_000_000_000n);
  const person = cast.person('alice');
  const bootstrap = makeBootstrap({
    ...{ token: new Uint8Array(16), root: cast.signingKey('root'), at, person },
    device: person.device,
  });
  const [user, device] = bootstrap.added.full as [Uint8Array, Uint8Array];
  const judge = {
    expect: new Expectations(),
    under: (rules: Parameters<Judge['under']>[0], work: () => void) =>
      asRule([rules].flat(), async () => work()),
  } as unknown as Judge;
  const rulesOf = async (common: readonly unknown[]) =>
    (await caught(expectCommon(judge, common, [user, device], 'common certificates'))).rules;

  test('hold if they are the expected ones', async () => {
    await expectCommon(judge, [user, device], [user, device], 'common certificates');
  });

  test.each([
    ['missing', [user], ['organization_bootstrap/certificates-handed-out']],
    [
      'in another order',
      [device, user],
      ['certificate_get/user-before-device', 'organization_bootstrap/certificates-handed-out'],
    ],
    [
      'no certificates',
      [user, device.subarray(1)],
      ['certificate_get/bytes-as-uploaded', 'certificates/envelope'],
    ],
    [
      'altered in their signature',
      [user, device.map((byte, index) => (index === 0 ? byte ^ 1 : byte))],
      ['certificate_get/bytes-as-uploaded', 'certificates/signature-covers-content'],
    ],
    ['too many', [user, device, bootstrap.added.redacted[0]], undefined],
  ])('that are %s break a rule of their own', async (_, common, rules) => {
    expect(await rulesOf(common)).toEqual(rules);
  });
});
