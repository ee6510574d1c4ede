import { joinHistories } from '../../src/certificate/index.ts';
import { certificatesOf } from '../../src/effects/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

for (const profile of profiles) {
  verifies(
    ['user_create/coherent-certificates-accepted', 'user_create/certificates-handed-out'],
    { case: profile.toLowerCase() },
    async (judge) => {
      const { author: alice, founding } = await judge.bootstrapped();
      const { enrolment } = await judge.members.enrol(alice, 'bob', { profile });
      const { common } = await certificatesOf(judge, alice);
      judge.expect.equal(common, joinHistories(founding, enrolment).full, 'common certificates');
    },
  );
}

verifies('user_create/device-works-at-once', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  for (const profile of profiles) {
    const enrolment = judge.members.enrolment(alice, {
      person: judge.cast.person(profile.toLowerCase()),
      profile,
    });
    const author = { organization: alice.organization, device: enrolment.device };
    const info = () => judge.rpc.authenticated(author, { cmd: 'organization_info' });
    judge.expect.answer(await info(), 403, `the ${profile} before the enrolment`);
    judge.expect.reply(await judge.members.send(alice, enrolment), 'ok', `enrolling an ${profile}`);
    judge.expect.reply(await info(), 'ok', `the ${profile} right after the enrolment`);
  }
});
