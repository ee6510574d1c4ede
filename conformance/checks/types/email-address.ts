import { verifies } from '../../src/judge/verifies.ts';
import type { BootstrapParts } from '../../src/people/bootstrap.ts';

const withEmail = (email: string): Partial<BootstrapParts> => ({
  userCertificate: { fields: { human_handle: [email, 'Alice'] } },
});

// Within the limits of email itself: 64 bytes before the at sign, labels of at most 63.
const long = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;

for (const [name, email] of [
  ['254-bytes', long],
  ['punycode', 'alice@xn--exmple-cua.com'],
  ['plus-and-dots', 'alice.von.example+tag@mail.example.com'],
  ['short', 'a@e'],
] as const) {
  verifies('types/email-254-bytes', { case: name, needs: ['administration'] }, async (judge) => {
    const { organization, bootstrap } = await judge.under('types/email-254-bytes', () =>
      judge.bootstrapped({}, withEmail(email)),
    );
    const listed = await judge.administration.users(organization.id);
    const expected = [
      { user_id: bootstrap.person.userId.hex, user_email: email, user_name: 'Alice', frozen: false },
    ];
    const users = judge.expect.list(judge.expect.json(listed), 'users', listed);
    await judge.under('organization_bootstrap/first-user-is-listed', () =>
      judge.expect.equal(users.length, 1, 'number of users', listed),
    );
    judge.expect.equal(users, expected, 'users', listed);
  });
}

// The e-mail address is case-sensitive, so another letter case names no user (ADMIN-30).
verifies('types/handle-case-counts', { case: 'by-email', needs: ['administration'] }, async (judge) => {
  const { organization } = await judge.bootstrapped({}, withEmail('alice@example.com'));
  const freeze = (user_email: string) =>
    judge.administration.freeze(organization.id, { frozen: false, user_email });
  await judge.twin({
    broken: () => freeze('Alice@example.com'),
    refused: 404,
    valid: () => freeze('alice@example.com'),
    accepted: 200,
  });
});
