import { verifies } from '../../src/judge/verifies.ts';
import { refusesBootstrap } from '../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { refusalByParity, refusedAtEnrolment } from '../../src/vocabulary/matchers/refuses-certificate.ts';
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

const names = ['type', 'timestamp', 'user_id', 'human_handle', 'public_key', 'algorithm', 'profile'];

for (const field of names) {
  verifies('user_certificate/fields-required', { case: field.replace('_', '-') }, (judge) =>
    refusedAtEnrolment(judge, { userCertificate: { fields: { [field]: undefined } } }),
  );
}

verifies('user_certificate/fields-required', { case: 'redacted' }, (judge) =>
  refusesBootstrap(judge, {
    mistakes: Object.fromEntries(
      names.map((field) => [`no ${field}`, { redactedUserCertificate: { fields: { [field]: undefined } } }]),
    ),
  }),
);

// Invalid values of present fields. Both versions get the same value, so that they agree.
for (const [index, [name, field, value]] of (
  [
    ['author-text', 'author', 'root'],
    ['timestamp-nil', 'timestamp', null],
    ['timestamp-integer', 'timestamp', 1_700_000_000_000_000],
    ['timestamp-text', 'timestamp', '2026-01-01T00:00:00Z'],
    ['user-id-nil', 'user_id', null],
    ['user-id-text', 'user_id', '808c0010000000000000000000000000'],
    ['public-key-nil', 'public_key', null],
    ['algorithm-nil', 'algorithm', null],
    ['algorithm-unknown', 'algorithm', 'RSA'],
    ['algorithm-of-devices', 'algorithm', 'ED25519'],
    ['profile-nil', 'profile', null],
  ] as const
).entries()) {
  verifies('user_certificate/fields', { case: name }, (judge) =>
    refusalByParity(index)(judge, { user: { [field]: value } }),
  );
}

for (const [index, [name, human_handle]] of (
  [
    ['handle-text', 'alice@example.com'],
    ['handle-one-text', ['alice@example.com']],
    ['handle-three-texts', ['alice@example.com', 'Alice', 'Alice']],
    ['handle-label-nil', ['alice@example.com', null]],
    ['handle-email-nil', [null, 'Alice']],
  ] as const
).entries()) {
  verifies('user_certificate/fields', { case: name }, (judge) =>
    refusalByParity(index)(judge, { userCertificate: { fields: { human_handle } } }),
  );
}
