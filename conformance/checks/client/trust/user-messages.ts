import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import type { MockReply } from '../../../src/judge/mock-server.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { authority, enrolment, profileChange } from '../../../src/people/dated-certificates.ts';
import { deviceFiles, filesBelow } from '../../../src/played-server/device-files.ts';
import { expectUsers } from '../../../src/played-server/expect-users.ts';
import { linkPayload } from '../../../src/played-server/misbehaviours/links.ts';
import { newClient } from '../../../src/played-server/new-client.ts';
import {
  type SimulatedOrganization,
  simulateOrganization,
} from '../../../src/played-server/simulated-organization.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';

verifiesClient('client-trust/says-organization-unknown', { timeout: 30_000 }, async (judge) => {
  const bootstrap = async (reply: MockReply | 'offline' | undefined): Promise<ClientOutcome> => {
    const someone = await newClient(judge, { organization: 'CoolOrg' });
    if (reply === undefined) someone.misbehave('http=404');
    else if (reply === 'offline') await someone.server.close();
    else someone.answer = () => reply;
    const link = someone.link.replace(/&p=.*/, `&p=${linkPayload(null)}`);
    const outcome = judge.expectRefused(await someone.bootstrap({ link }), 'a bootstrap without a token');
    judge.expect.equal(deviceFiles(await filesBelow(someone.home)).length, 0, 'device files');
    return outcome;
  };
  const bootstrapped = { reply: { status: 'organization_already_bootstrapped' } };
  judge.expectToldApart(
    ['creation is off', await bootstrap(undefined)],
    [
      ['a refused token', await bootstrap({ reply: { status: 'invalid_bootstrap_token' } })],
      ['a bootstrapped organization', await bootstrap(bootstrapped)],
      ['an error of the server', await bootstrap({ status: 500 })],
      ['no server', await bootstrap('offline')],
    ],
  );
});

/** What the client shows at a log-in and a list, without numbers and the organization's name. */
async function textsOf(judge: ClientJudge, isSequestered: boolean): Promise<string> {
  const simulated = await simulateOrganization(judge);
  if (isSequestered)
    simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.bootstrappedAt)];
  const { session, access, organization } = simulated;
  const ends = [
    judge.expectOk(await session.logIn(access), 'a log-in'),
    judge.expectOk(await session.list(access), 'a list of the users'),
  ];
  const texts = ends.map(({ said }) => said).join('\n');
  return texts.replaceAll(organization, '').replaceAll(/parsec-spec-judge-\w+|[0-9a-f]{8,}|\d+/g, '');
}

verifiesClient('client-trust/shows-authority', async (judge) => {
  const [plain, again] = [await textsOf(judge, false), await textsOf(judge, false)];
  if (plain !== again) judge.notTestable('the texts of two equal log-ins differ');
  const sequestered = await textsOf(judge, true);
  judge.expect.that(
    sequestered !== plain,
    'another text than for an organization without a sequester authority',
    sequestered,
  );
});

/** Alice's client, whose file says ADMIN, and Bob, an ADMIN who demotes Alice. */
async function demotion(judge: ClientJudge) {
  const bob = judge.cast.person('bob');
  const carol = judge.cast.person('carol');
  const simulated = await simulateOrganization(judge);
  const { founder, bootstrappedAt, alice } = simulated;
  simulated.common = [
    ...simulated.common,
    ...enrolment(founder, bob, bootstrappedAt.plusSeconds(60), { profile: 'ADMIN' }),
    ...enrolment(founder, carol, bootstrappedAt.plusSeconds(70)),
  ];
  const signer = { id: bob.device.id, key: bob.device.key };
  const change = profileChange(signer, alice, bootstrappedAt.plusSeconds(120), 'STANDARD');
  const demote = (): void => {
    simulated.common = [...simulated.common, change];
  };
  return { simulated, bob, carol, signer, demote };
}

verifiesClient('client-trust/shows-certified-profiles', async (judge) => {
  const { simulated, bob, carol, signer, demote } = await demotion(judge);
  const { session, access, alice, bootstrappedAt } = simulated;
  expectUsers(judge, await session.list(access), {
    [alice.email]: 'ADMIN',
    [bob.email]: 'ADMIN',
    [carol.email]: 'STANDARD',
  });
  demote();
  simulated.common = [
    ...simulated.common,
    profileChange(signer, carol, bootstrappedAt.plusSeconds(130), 'OUTSIDER'),
  ];
  const profiles = { [alice.email]: 'STANDARD', [bob.email]: 'ADMIN', [carol.email]: 'OUTSIDER' };
  expectUsers(judge, await session.list(access), profiles);
  await session.close();
  expectUsers(judge, await session.list(access), profiles);
});

const administration: Readonly<
  Record<string, (simulated: SimulatedOrganization, email: string) => Promise<ClientOutcome>>
> = {
  invites: ({ session, access }, email) => session.invite({ ...access, email: `new-${email}` }),
  revokes: ({ session, access }, email) => session.revoke({ ...access, email }),
};

for (const [name, act] of Object.entries(administration)) {
  verifiesClient('client-trust/says-rights-are-missing', { case: name }, async (judge) => {
    const { simulated, carol, demote } = await demotion(judge);
    const ok: MockReply = { reply: { status: 'ok', token: judge.random.bytes(16), email_sent: 'SUCCESS' } };
    const answers = (status: MockReply): void => {
      simulated.answer = ({ cmd }) =>
        cmd === 'invite_new_user' || cmd === 'user_revoke' ? status : undefined;
    };
    judge.expectOk(await simulated.logIn(), 'a log-in');
    answers({ reply: { status: 'dummy_of_a_later_version' } });
    const unknown = judge.expectRefused(await act(simulated, carol.email), 'an unknown status');
    answers({ status: 403 });
    const rejected = judge.expectRefused(await act(simulated, carol.email), 'HTTP 403');
    if (name === 'invites') {
      answers(ok);
      judge.expectOk(await act(simulated, carol.email), 'an invitation by an administrator');
    }
    demote();
    answers({ reply: { status: 'author_not_allowed' } });
    judge.expectOk(await simulated.logIn(), 'a log-in after the demotion');
    const refused = judge.expectRefused(await act(simulated, carol.email), 'an act after the demotion');
    judge.expectToldApart(
      ['a missing right', refused],
      [
        ['an unknown status', unknown],
        ['HTTP 403', rejected],
      ],
    );
  });
}
