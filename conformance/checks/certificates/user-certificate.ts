import { verifies } from '../../src/judge/verifies.ts';
import { certificatesOf, expectCommon } from '../../src/vocabulary/observations/organization.ts';

verifies('user_certificate/fields', async (judge) => {
  const { author, bootstrap } = await judge.common();
  const { common } = await certificatesOf(judge, author);
  await expectCommon(judge, common, bootstrap.added.full, 'common certificates');
  const [user] = common;
  const content = judge.expect.certificate(user, bootstrap.root.verifyKey, 'the user certificate');
  const { person, at } = bootstrap;
  judge.expect.equal(
    content,
    {
      type: 'user_certificate',
      author: null,
      timestamp: at,
      user_id: person.userId,
      human_handle: [person.email, person.label],
      public_key: person.privateKey.publicKey,
      algorithm: 'X25519_XSALSA20_POLY1305',
      profile: 'ADMIN',
    },
    'content of the user certificate',
  );
});
