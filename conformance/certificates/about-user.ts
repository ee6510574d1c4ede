import type { CertificateChange } from '../src/certificate/index.ts';
import { certificatesOf } from '../src/effects/index.ts';
import type { Judge } from '../src/judge/index.ts';
import { refusesCommand } from '../src/trials/index.ts';
import { verifies } from '../src/verifies/index.ts';

/** The two certificates about a user: what each holds, and how one is made. */
const kinds = {
  revoked_user_certificate: { rest: {} },
  user_update_certificate: { rest: { new_profile: 'ADMIN' } },
} as const;
type Kind = keyof typeof kinds;

const make = (judge: Judge, kind: Kind, { alice, bob }: People, change: CertificateChange = {}) =>
  kind === 'revoked_user_certificate'
    ? judge.members.revocation(alice, bob.person, { revokedUserCertificate: change })
    : judge.members.profileChange(alice, bob.person, 'ADMIN', { userUpdateCertificate: change });

/** An organization of alice and bob, whom the certificates are about. */
async function people(judge: Judge) {
  const { author: alice, founding } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  return { alice, bob, founding, before: [founding, bob.enrolment] };
}
type People = Awaited<ReturnType<typeof people>>;

/** Certificates with one field changed are refused; the honest one is then accepted. */
async function refused(judge: Judge, kind: Kind, changes: Readonly<Record<string, CertificateChange>>) {
  const live = await people(judge);
  const faults = Object.entries(changes).map(
    ([what, change]) => [what, () => make(judge, kind, live, change)] as const,
  );
  await refusesCommand(judge, {
    author: live.alice,
    before: live.before,
    faults: Object.fromEntries(faults),
    honest: () => make(judge, kind, live),
  });
}

/** Values that no such certificate may hold. */
const wrong = {
  revoked_user_certificate: [
    ['author', 'alice'],
    ['timestamp', null],
    ['timestamp', 1_700_000_000_000_000],
    ['user_id', null],
    ['user_id', 'bob'],
  ],
  user_update_certificate: [
    ['author', 'alice'],
    ['timestamp', null],
    ['timestamp', '2026-01-01T00:00:00Z'],
    ['user_id', null],
    ['new_profile', null],
    ['new_profile', 'OWNER'],
    ['new_profile', 'admin'],
  ],
} as const;

for (const kind of Object.keys(kinds) as Kind[]) {
  verifies(`${kind}/fields`, async (judge) => {
    const live = await people(judge);
    const made = make(judge, kind, live);
    judge.expect.reply(await judge.members.send(live.alice, made));
    const { common } = await certificatesOf(judge, live.alice);
    const key = live.alice.device.key.verifyKey;
    const content = judge.expect.certificate(common.at(-1), key, `the ${kind}`);
    const { userId } = live.bob.person;
    const expected = { type: kind, author: live.alice.device.id, timestamp: made.at, user_id: userId };
    judge.expect.equal(content, { ...expected, ...kinds[kind].rest }, `content of the ${kind}`);
  });

  verifies(`${kind}/fields`, { case: 'absent' }, (judge) => {
    const names = ['type', 'author', 'timestamp', 'user_id', ...Object.keys(kinds[kind].rest)];
    return refused(
      judge,
      kind,
      Object.fromEntries(names.map((name) => [`no ${name}`, { fields: { [name]: undefined } }])),
    );
  });

  verifies(`${kind}/fields`, { case: 'wrong' }, (judge) =>
    refused(
      judge,
      kind,
      Object.fromEntries(
        wrong[kind].map(([name, value]) => [`${name}: ${value}`, { fields: { [name]: value } }]),
      ),
    ),
  );

  verifies(`${kind}/author-never-nil`, async (judge) => {
    const live = await people(judge);
    const change = { fields: { author: null } };
    await refusesCommand(judge, {
      author: live.alice,
      before: live.before,
      faults: {
        'no author, signed by the sender': () => make(judge, kind, live, change),
        'no author, signed by the root key': () =>
          make(judge, kind, live, { ...change, signedBy: live.founding.root }),
      },
      honest: () => make(judge, kind, live),
    });
  });
}
