import { verifiesClient } from '../../src/judge/verifies.ts';
import { greetingClient } from '../../src/played-server/greeting/greeting-client.ts';

verifiesClient('user_create/outsider-setting-client', async (judge) => {
  const strict = await greetingClient(judge, 'USER');
  strict.misbehave('configuration=no-outsiders');
  // A client may refuse before the greeting, or when its user chooses the profile.
  judge.expectRefused(await strict.greet('OUTSIDER'), 'an OUTSIDER where none is allowed');
  judge.expect.equal(strict.creations.length, 0, 'users created where no OUTSIDER is allowed');
  for (const [outsiders, profile] of [
    [true, 'OUTSIDER'],
    [false, 'STANDARD'],
  ] as const) {
    const client = await greetingClient(judge, 'USER');
    if (!outsiders) client.misbehave('configuration=no-outsiders');
    judge.expectOk(
      await client.greet(profile),
      `a ${profile} where outsiders are ${outsiders ? '' : 'not '}allowed`,
    );
    const created = client.creations[0]?.user_certificate;
    const user = judge.expect.certificate(created, client.clientDevice.key.verifyKey, 'user_certificate');
    judge.expect.equal(user.profile, profile, 'profile of the user created');
  }
});
