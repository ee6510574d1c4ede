import type { Judge } from '../../../src/judge/judge.ts';
import type { Command } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { createHonestCallers } from '../../../src/vocabulary/actions/routes.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { encode } from '../../../src/wire/encode.ts';

type Bodies = Readonly<Record<string, Command>>;

/** Asserts that each body gets 415 on every command route, and a valid one succeeds. */
async function expectRefused(judge: Judge, bodies: Bodies): Promise<void> {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  const { alice: author } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, author, freshAddress(judge));
  for (const [what, body] of Object.entries(bodies)) {
    const exchanges = [
      await judge.rpc.anonymous(organization.id, body, { label: `anonymous, ${what}` }),
      await judge.rpc.anonymousServer(body, { label: `anonymous_server, ${what}` }),
      await judge.rpc.authenticated(author, body, { label: `authenticated, ${what}` }),
      await judge.rpc.tos(author, body, { label: `tos, ${what}` }),
      await judge.rpc.invited(author.organization, invitation.hex, body, { label: `invited, ${what}` }),
    ];
    for (const exchange of exchanges) judge.expect.answer(exchange, 415, exchange.label);
  }
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'an honest bootstrap');
  judge.expect.reply(await judge.rpc.anonymousServer({ cmd: 'server_config' }));
  judge.expect.reply(await askOrganization(judge, author));
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'an honest invitee');
  await expectBootstrapped(judge, organization.id, bootstrap);
}

const whole = encode({ cmd: 'organization_info' });

verifies('encoding/body-is-msgpack', (judge) =>
  expectRefused(judge, {
    'the text foobar': Buffer.from('foobar'),
    'an empty body': new Uint8Array(),
    'a truncated map': whole.subarray(0, whole.length - 1),
    'a byte that begins nothing': Uint8Array.of(0xc1),
    JSON: Buffer.from('{"cmd":"organization_info"}'),
  }),
);

verifies('encoding/body-is-a-map', (judge) =>
  expectRefused(judge, {
    'an integer': encode(42),
    'a text': encode('organization_info'),
    nil: encode(null),
    'an empty array': encode([]),
  }),
);

verifies('encoding/cmd-required', (judge) =>
  expectRefused(judge, {
    'no cmd': {},
    'cmd nil': { cmd: null },
    'cmd a float': { cmd: 1.5 },
    'cmd a boolean': { cmd: true },
    'cmd a list': { cmd: ['organization_info'] },
  }),
);

/** A command name in another spelling. */
const withCommandName = (cmd: string): Bodies => ({ [`cmd ${JSON.stringify(cmd)}`]: { cmd } });

verifies('encoding/command-known', (judge) =>
  expectRefused(judge, {
    'cmd dummy': { cmd: 'dummy' },
    'an empty cmd': { cmd: '' },
    ...withCommandName('SERVER_CONFIG'),
    ...withCommandName('Organization_Info'),
    ...withCommandName('Invite_Info'),
    ...withCommandName('TOS_GET'),
  }),
);

verifies('encoding/command-of-this-family', async (judge) => {
  const { organization, bootstrap, author, invitation } = await createHonestCallers(judge);
  const info = { cmd: 'organization_info' };
  const strayed = [
    await judge.rpc.authenticated(author, bootstrap.message, { label: 'bootstrap, authenticated' }),
    await judge.rpc.authenticated(author, { cmd: 'tos_get' }, { label: 'tos_get, authenticated' }),
    await judge.rpc.authenticated(
      author,
      { cmd: 'server_config' },
      { label: 'server_config, authenticated' },
    ),
    await judge.rpc.anonymous(organization.id, info, { label: 'organization_info, anonymous' }),
    await judge.rpc.anonymous(
      organization.id,
      { cmd: 'server_config' },
      { label: 'server_config, anonymous' },
    ),
    await judge.rpc.anonymousServer(bootstrap.message, { label: 'bootstrap, anonymous_server' }),
    await judge.rpc.tos(author, info, { label: 'organization_info, tos' }),
    await judge.rpc.invited(organization.id, invitation.hex, info, { label: 'organization_info, invited' }),
    await judge.rpc.authenticated(author, { cmd: 'invite_info' }, { label: 'invite_info, authenticated' }),
  ];
  for (const exchange of strayed) judge.expect.answer(exchange, 415, exchange.label);
  await expectBootstrapped(judge, organization.id, bootstrap);
});
