import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { valueText } from '../../../src/judge/observation.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import {
  enrolment,
  profileChange,
  signedDevice,
  signedUser,
} from '../../../src/people/dated-certificates.ts';
import { eventListener } from '../../../src/played-server/event-listener.ts';
import { expectUsers } from '../../../src/played-server/expect-users.ts';
import { dated } from '../../../src/played-server/misbehaviours/honest-answer.ts';
import { beforeProfileSwitch, profileSwitches } from '../../../src/played-server/profile-switch.ts';
import { continuesAfter } from '../../../src/played-server/refuses-forgery.ts';
import {
  type SimulatedOrganization,
  simulateOrganization,
} from '../../../src/played-server/simulated-organization.ts';
import { eventFrame } from '../../../src/wire/event-frames.ts';
import type { Instant } from '../../../src/wire/values.ts';

verifiesClient('client-trust/keeps-accepted', async (judge) => {
  const bob = judge.cast.person('bob');
  const simulated = await simulateOrganization(judge);
  const { founder, bootstrappedAt, access, session } = simulated;
  simulated.common = [...simulated.common, ...enrolment(founder, bob, bootstrappedAt.plusSeconds(60))];
  await continuesAfter(judge, simulated, undefined);
  expectUsers(judge, await session.list(access), { [bob.email]: 'STANDARD' });

  const history = simulated.common;
  const promotion = profileChange(founder, bob, bootstrappedAt.plusSeconds(120), 'ADMIN');
  simulated.common = [...history, promotion];
  await continuesAfter(judge, simulated, history.at(-1));
  // The server is restored from a backup.
  simulated.common = history;
  for (const started of ['a running', 'a restarted']) {
    const listed = await session.list(access);
    if (listed.end === 'ok') expectUsers(judge, listed, { [bob.email]: 'ADMIN' });
    else judge.expectRefused(listed, `a list of ${started} client after the rollback`);
    await session.close();
  }
  simulated.common = [...history, promotion];
  await continuesAfter(judge, simulated, promotion);
});

/**
 * Asserts that a client that fetches everything again refuses a history in which a certificate is
 * missing, and accepts the whole one afterwards.
 */
async function refusesShortened(
  judge: ClientJudge,
  [from, to]: readonly [string, string],
  shorten: (simulated: SimulatedOrganization) => void,
  before?: (simulated: SimulatedOrganization) => void,
): Promise<void> {
  const bob = await beforeProfileSwitch(judge, from, to, before);
  const { simulated } = bob;
  bob.switch();
  const whole = simulated.common;
  shorten(simulated);
  judge.expectRefused(
    await simulated.logIn(),
    'a log-in at a server that leaves out a certificate which the client had accepted',
  );
  simulated.common = whole;
  simulated.misbehave();
  judge.expectOk(await simulated.logIn(), 'a log-in with the whole history');
  await continuesAfter(judge, simulated, whole.at(-1));
}

for (const [name, ...profiles] of profileSwitches) {
  verifiesClient('client-trust/refetched-history-is-whole', { case: name }, (judge) =>
    refusesShortened(
      judge,
      profiles,
      () => undefined,
      (simulated) => simulated.misbehave('certificate.withdrawn=last'),
    ),
  );
}

verifiesClient('client-trust/refetched-history-is-whole', { case: 'a-member-is-hidden' }, (judge) =>
  refusesShortened(judge, ['STANDARD', 'OUTSIDER'], (simulated) => {
    // Carol's enrolment and revocation are the three certificates before the change.
    simulated.common = simulated.common.toSpliced(-4, 3);
  }),
);

verifiesClient('client-trust/revocation-is-looked-up', async (judge) => {
  const bob = judge.cast.person('bob');
  const carol = judge.cast.person('carol');
  const simulated = await simulateOrganization(judge);
  const { founder, bootstrappedAt, access, session } = simulated;
  simulated.common = [
    ...simulated.common,
    ...enrolment(founder, bob, bootstrappedAt.plusSeconds(60)),
    ...enrolment(founder, carol, bootstrappedAt.plusSeconds(70)),
  ];
  simulated.answer = ({ cmd, revoked_user_certificate: bytes }) => {
    if (cmd !== 'user_revoke' || bytes === undefined) return undefined;
    simulated.common = [...simulated.common, dated(bytes)];
    return { reply: { status: 'ok' } };
  };
  judge.expectOk(await session.logIn(access), 'a log-in');
  judge.expectOk(await session.revoke({ ...access, email: bob.email }), 'a revocation that is served');
  await session.close();
  judge.expectOk(await session.logIn(access), 'another log-in');
  simulated.misbehave('certificate.frozen=after-first');
  const count = simulated.commands.length;
  const outcome = await session.revoke({ ...access, email: carol.email });
  const commands = simulated.commands.slice(count).map(({ cmd }) => cmd);
  judge.expect.that(commands.includes('user_revoke'), 'a user_revoke', commands);
  judge.expectRefused(outcome, 'a revocation that the server accepts and does not serve');
});

verifiesClient('client-trust/announced-certificate-is-looked-up', async (judge) => {
  const bob = judge.cast.person('bob');
  const listener = await eventListener(judge);
  const stream = await listener.waitForStream(0);
  await listener.waitUntilIdle();
  /** What the client shows after the server has announced certificates of this time. */
  const textsAfter = async (timestamp: Instant): Promise<string> => {
    const before = listener.shown.length;
    stream.write(eventFrame({ event: 'COMMON_CERTIFICATE', timestamp }, judge.random.hex(32)));
    await listener.waitForCommands(['certificate_get'], listener.commands.length);
    await listener.waitUntilShown(before + 1);
    return valueText(listener.shown.slice(before)).replaceAll(/\d/g, '');
  };
  const since = judge.now();
  const enrolled = enrolment(listener.founder, bob, since);
  listener.common = [...listener.common, ...enrolled];
  const served = await textsAfter(since);
  listener.misbehave('certificate.frozen=after-first');
  const later = judge.now();
  listener.common = [...listener.common, profileChange(listener.founder, bob, later, 'ADMIN')];
  const withheld = await textsAfter(later);
  judge.expect.that(withheld !== '[]', 'a text about the certificate that is not served', 'nothing shown');
  judge.expect.that(withheld !== served, 'another text than for a certificate that is served', withheld);
  // A client that runs may fetch again, and would accept the certificate.
  await listener.stop();
  listener.misbehave();
  await continuesAfter(judge, listener, enrolled.at(-1));
});

for (const [name, which] of [
  ['key-of-the-user', 'user'],
  ['key-of-the-device', 'device'],
] as const) {
  verifiesClient('client-trust/own-keys', { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const [user, device] = [judge.cast.person('mallory'), judge.cast.device('other')];
    const at = 60;
    const certificates = (
      { founder, bootstrappedAt, clientDevice, ...organization }: SimulatedOrganization,
      changed?: typeof which,
    ) => {
      const publicKey = changed === 'user' && { public_key: user.privateKey.publicKey };
      const change = { fields: changed === 'device' ? { verify_key: device.key.verifyKey } : {} };
      const isFirst = clientDevice.id === bob.device.id;
      return [
        signedUser(founder, bob, bootstrappedAt.plusSeconds(at), { change: { fields: { ...publicKey } } }),
        signedDevice(founder, bob, bootstrappedAt.plusSeconds(at), isFirst ? { change } : {}),
        ...organization.ownCertificates(change),
      ];
    };
    const simulated = await simulateOrganization(judge, { owner: bob, ownerSince: at, profile: 'STANDARD' });
    const founders = simulated.common;
    simulated.common = [...founders, ...certificates(simulated)];
    const honest = simulated.common;
    simulated.common = [...founders, ...certificates(simulated, which)];
    judge.expectRefused(
      await simulated.logIn(),
      `a log-in at a server that serves another key of the client's own ${which}`,
    );
    simulated.common = honest;
    await continuesAfter(judge, simulated, undefined);
    await continuesAfter(judge, simulated, honest.at(-1));
  });
}

verifiesClient('client-trust/own-keys', { case: 'no-device' }, async (judge) => {
  const bob = judge.cast.person('bob');
  const simulated = await simulateOrganization(judge, { owner: bob, ownerSince: 60, profile: 'STANDARD' });
  const enrolled = enrolment(simulated.founder, bob, simulated.bootstrappedAt.plusSeconds(60));
  simulated.common = [...simulated.common, ...enrolled, ...simulated.ownCertificates()];
  simulated.misbehave('certificate.hidden=own-device');
  judge.expectRefused(
    await simulated.logIn(),
    "a log-in at a server that leaves out the certificate of the client's own device",
  );
  simulated.misbehave();
  judge.expectOk(await simulated.logIn(), 'a log-in with the honest history');
});
