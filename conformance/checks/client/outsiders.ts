import { verifiesClient } from '../../src/case/verifies.ts';
import { greetingClient } from '../../src/client/greeting/greeting-client.ts';

verifiesClient('user_create/outsider-setting-client', async (judge) => {
  const strict = await greetingClient(judge, 'USER');
  strict.outsiders = false;
  judge.expectOutcome(await strict.greet('OUTSIDER'), 'not-greeted', 'an OUTSIDER where none is wanted');
  judge.expect.that(strict.peer.heard.has(6), 'step 6 of the client', strict.peer.story);
  judge.expect.equal(strict.creations.length, 0, 'users created where no OUTSIDER is wanted');
  for (const [outsiders, profile] of [
    [true, 'OUTSIDER'],
    [false, 'STANDARD'],
  ] as const) {
    const scene = await greetingClient(judge, 'USER');
    scene.outsiders = outsiders;
    judge.expectOutcome(
      await scene.greet(profile),
      'ok',
      `a ${profile} where outsiders are ${outsiders ? '' : 'not '}wanted`,
    );
    const created = scene.creations[0]?.user_certificate;
    const user = judge.expect.certificate(created, scene.founder.key.verifyKey, 'user_certificate');
    judge.expect.equal(user.profile, profile, 'profile of the user created');
  }
});
