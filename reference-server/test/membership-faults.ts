import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Broken } from './creation-faults.ts';
import { inSeconds, newId, profileChange, revocation } from './members.ts';
import type { TestOrganization } from './organization.ts';

const stranger = nodeCrypto.randomBytes(32);
const early = inSeconds(310);

/** For each guard of profiles, revocation and frozen users a request that nothing but this guard refuses: with the guard left out, it is answered `ok`. */
export const membershipFaults: readonly (readonly [RequirementId, refusal: string, Broken])[] = [
  ...(['user_update', 'user_revoke'] as const).flatMap((command) => {
    const request = (
      author: Parameters<typeof revocation>[0],
      on: ReturnType<typeof newId>,
      at: typeof early,
      slot = {},
    ) =>
      command === 'user_update'
        ? profileChange(author, on, 'ADMIN', at, slot)
        : revocation(author, on, at, slot);
    const onBob =
      (at: (organization: TestOrganization) => typeof early, slot = {}): Broken =>
      async (organization) => {
        const { ask, alice, enrol } = organization;
        const bob = await enrol('bob');
        return ask(alice, request(alice, bob.userId, at(organization), slot));
      };
    const row = (slug: string, refusal: string, act: Broken) =>
      [`${command}/${slug}` as RequirementId, refusal, act] as const;
    return [
      row('author-is-admin', 'author_not_allowed', async ({ ask, enrol, later }) => {
        const [bob, carol] = [await enrol('bob'), await enrol('carol')];
        return ask(bob, request(bob, carol.userId, later()));
      }),
      row(
        'by-author',
        'invalid_certificate',
        onBob(({ later }) => later(), { signedBy: stranger }),
      ),
      row(
        'in-window',
        'timestamp_out_of_ballpark',
        onBob(() => early),
      ),
      row(
        'later-than-last',
        'require_greater_timestamp',
        onBob(() => inSeconds(-60)),
      ),
      row('user-known', 'user_not_found', ({ ask, alice, later }) =>
        ask(alice, request(alice, newId(), later())),
      ),
    ];
  }),
  [
    'user_update/not-oneself',
    'invalid_certificate',
    ({ ask, alice, later }) => ask(alice, profileChange(alice, alice.userId, 'STANDARD', later())),
  ],
  [
    'user_update/user-not-revoked',
    'user_revoked',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      await ask(alice, revocation(alice, bob.userId, later()));
      return ask(alice, profileChange(alice, bob.userId, 'ADMIN', later()));
    },
  ],
  [
    'user_update/profile-changes',
    'user_no_changes',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      return ask(alice, profileChange(alice, bob.userId, 'STANDARD', later()));
    },
  ],
  [
    'user_revoke/not-oneself',
    'invalid_certificate',
    ({ ask, alice, later }) => ask(alice, revocation(alice, alice.userId, later())),
  ],
  [
    'user_revoke/revoked-once',
    'user_already_revoked',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      await ask(alice, revocation(alice, bob.userId, later()));
      return ask(alice, revocation(alice, bob.userId, later()));
    },
  ],
  [
    'list_frozen_users/author-is-admin',
    'author_not_allowed',
    async ({ ask, enrol }) => ask(await enrol('bob'), { cmd: 'list_frozen_users' }),
  ],
];
