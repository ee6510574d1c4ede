import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../src/judge/verifies.ts';
import { type NewClient, newClient } from '../../src/played-server/new-client.ts';

type Input = Parameters<NewClient['bootstrap']>[0];

/**
 * Input that a client must refuse before it sends a request, by rule. Each value is tried alone.
 */
const rules: readonly (readonly [RequirementId, readonly Input[]])[] = [
  ['types/device-label-length', [{ device: '' }, { device: 'x'.repeat(256) }, { device: 'é'.repeat(128) }]],
  ['types/human-label-length', [{ name: '' }, { name: 'x'.repeat(255) }, { name: 'é'.repeat(128) }]],
  ['types/human-label-characters', [...'<>@,:;\\"[]'].map((character) => ({ name: `Ali${character}ce` }))],
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
    const someone = await newClient(judge);
    for (const input of inputs)
      judge.expectRefused(await someone.bootstrap(input), `a client given ${JSON.stringify(input)}`);
    judge.expect.equal(someone.commands.length, 0, 'requests after bad input');
    someone.misbehave('bootstrap.status=invalid_bootstrap_token');
    judge.expectRefused(await someone.bootstrap(), 'the same with good input');
    judge.expect.equal(someone.commands[0]?.cmd, 'organization_bootstrap', 'command after good input');
  });
}

for (const [rule, input] of [
  ['types/device-label-accepted', { device: 'x'.repeat(254) }],
  ['types/human-label-accepted', { name: `Zoé (${'é'.repeat(121)})` }],
] satisfies [RequirementId, Input][]) {
  verifiesClient(rule, { case: 'client-input' }, async (judge) => {
    const someone = await newClient(judge);
    judge.expectOk(await someone.bootstrap(input), 'a client given a long label');
    const [bootstrap] = someone.commands;
    const root = judge.expect.bytes(bootstrap ?? {}, 'root_verify_key');
    const user = judge.expect.certificate(bootstrap?.user_certificate, root, 'user_certificate');
    const device = judge.expect.certificate(bootstrap?.device_certificate, root, 'device_certificate');
    const expected = { name: 'Alice', device: 'alice-laptop', ...input };
    judge.expect.equal(user.human_handle, ['alice@example.com', expected.name], 'human_handle sent');
    judge.expect.equal(device.device_label, expected.device, 'device_label sent');
  });
}

for (const [name, organization] of [
  ['client-32-bytes', 'x'.repeat(32)],
  ['client-32-bytes-of-accents', 'é'.repeat(16)],
  ['client-han', '康熙帝_-1'],
] as const) {
  verifiesClient('types/organization-id-accepted', { case: name }, async (judge) => {
    const someone = await newClient(judge, { organization });
    someone.misbehave('bootstrap.status=invalid_bootstrap_token');
    judge.expectRefused(await someone.bootstrap(), `a client given the name ${organization}`);
    const [exchange] = someone.server.exchanges;
    const target = decodeURIComponent(exchange?.request.target ?? '');
    judge.expect.equal(target, `/anonymous/${organization}`, 'target, decoded', exchange);
  });
}
