import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../src/case/verifies.ts';
import { type NewUser, newUser } from '../../src/client/new-user.ts';

type Input = Parameters<NewUser['bootstrap']>[0];

/** Input that a client must refuse before it sends anything, by rule; each value alone. */
const rules: readonly (readonly [RequirementId, readonly Input[]])[] = [
  [
    'types/device-label-length',
    [{ deviceLabel: '' }, { deviceLabel: 'x'.repeat(256) }, { deviceLabel: 'é'.repeat(128) }],
  ],
  ['types/human-label-length', [{ label: '' }, { label: 'x'.repeat(255) }, { label: 'é'.repeat(128) }]],
  ['types/human-label-characters', [...'<>@,:;\\"[]'].map((character) => ({ label: `Ali${character}ce` }))],
  [
    'types/email-is-bare-ascii',
    ['', 'alice', '@example.com', 'alice@', 'Alice <alice@example.com>', 'alicé@example.com'].map(
      (email) => ({
        email,
      }),
    ),
  ],
  ['types/email-redacted-domain', [{ email: 'alice@redacted.invalid' }]],
];

for (const [rule, inputs] of rules) {
  verifiesClient(rule, { case: 'client-input' }, async (judge) => {
    const someone = await newUser(judge);
    for (const input of inputs)
      judge.expectOutcome(
        await someone.bootstrap(input),
        'bad-input',
        `a client given ${JSON.stringify(input)}`,
      );
    judge.expect.equal(someone.asked.length, 0, 'requests under bad input');
    someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
    judge.expectOutcome(await someone.bootstrap(), 'token-refused', 'the same with good input');
  });
}

for (const [rule, input] of [
  ['types/device-label-accepted', { deviceLabel: 'x'.repeat(254) }],
  ['types/human-label-accepted', { label: `Zoé (${'é'.repeat(121)})` }],
] satisfies [RequirementId, Input][]) {
  verifiesClient(rule, { case: 'client-input' }, async (judge) => {
    const someone = await newUser(judge);
    judge.expectOutcome(await someone.bootstrap(input), 'ok', 'a client given a long label');
    const [bootstrap] = someone.asked;
    const root = judge.expect.bytes(bootstrap ?? {}, 'root_verify_key');
    const user = judge.expect.certificate(bootstrap?.user_certificate, root, 'user_certificate');
    const device = judge.expect.certificate(bootstrap?.device_certificate, root, 'device_certificate');
    const expected = { label: 'Alice', deviceLabel: 'alice-laptop', ...input };
    judge.expect.equal(user.human_handle, ['alice@example.com', expected.label], 'human_handle sent');
    judge.expect.equal(device.device_label, expected.deviceLabel, 'device_label sent');
  });
}

/** The organization name is part of the link, so an invalid one makes an invalid link. */
for (const [rule, names] of [
  ['types/organization-id-length', ['x'.repeat(33), 'é'.repeat(17), 'é'.repeat(32)]],
  ['types/organization-id-characters', [' ', '~', '.', '@', '/', '€', '😀'].map((each) => `Or${each}g`)],
] satisfies [RequirementId, string[]][]) {
  verifiesClient(rule, { case: 'client-link' }, async (judge) => {
    const someone = await newUser(judge);
    const named = (name: string) =>
      someone.link.replace(`/${someone.organization}?`, `/${encodeURIComponent(name)}?`);
    for (const name of names)
      judge.expectOutcome(
        await someone.bootstrap({ link: named(name) }),
        'bad-link',
        `a client given the name ${name}`,
      );
    judge.expect.equal(someone.asked.length, 0, 'requests under bad names');
    someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
    judge.expectOutcome(await someone.bootstrap(), 'token-refused', 'the same with a good name');
  });
}

for (const [name, organization] of [
  ['client-32-bytes', 'x'.repeat(32)],
  ['client-32-bytes-of-accents', 'é'.repeat(16)],
  ['client-han', '康熙帝_-1'],
] as const) {
  verifiesClient('types/organization-id-accepted', { case: name }, async (judge) => {
    const someone = await newUser(judge, { organization });
    someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
    judge.expectOutcome(
      await someone.bootstrap(),
      'token-refused',
      `a client given the name ${organization}`,
    );
    const [exchange] = someone.server.exchanges;
    const asked = decodeURIComponent(exchange?.request.target ?? '');
    judge.expect.equal(asked, `/anonymous/${organization}`, 'target, decoded', exchange);
  });
}
