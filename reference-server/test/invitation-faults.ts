import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { tableIn } from './greeting-table.ts';
import { inviteDevice, inviteUser, knock } from './knock.ts';
import { revocation } from './members.ts';
import type { TestOrganization } from './organization.ts';

/** The outcome of an act: a status, or an HTTP status. */
export type Outcome = { readonly http: number; readonly status: string | undefined };

/**
 * The requirement, the answer of a correct server to the act, and the act. A server without the
 * guard answers differently.
 */
export type Fault = readonly [
  id: RequirementId,
  refusal: string | number,
  act: (organization: TestOrganization) => Promise<Outcome>,
];

export const admin = { user: { profile: 'ADMIN' } } as const;
export const unknown = Uuid.of(nodeCrypto.randomBytes(16));
export const email = 'zack@example.com';

/** Ends an invitation of a person on behalf of this member. */
const ending = (
  cmd: 'invite_cancel' | 'invite_complete',
  before: 'invite_cancel' | 'invite_complete' | undefined,
) => {
  return async (organization: TestOrganization): Promise<Outcome> => {
    const { ask, alice } = organization;
    const token = await inviteUser(organization, alice, email);
    if (before !== undefined) await ask(alice, { cmd: before, token });
    return ask(alice, { cmd, token });
  };
};

const endingByBob = (cmd: 'invite_cancel' | 'invite_complete') => async (organization: TestOrganization) => {
  const { ask, alice, enrol } = organization;
  const token = await inviteUser(organization, alice, email);
  return ask(await enrol('bob'), { cmd, token });
};

const endingOfDevice =
  (cmd: 'invite_cancel' | 'invite_complete') => async (organization: TestOrganization) => {
    const { ask, alice, enrol } = organization;
    return ask(alice, { cmd, token: await inviteDevice(organization, await enrol('bob')) });
  };

const startAfter = (cmd: 'invite_cancel' | 'invite_complete') => async (organization: TestOrganization) => {
  const table = await tableIn(organization);
  await organization.ask(organization.alice, { cmd, token: table.token });
  return table.greeterStarts();
};

/** What every rule of invitations refuses. */
export const invitationFaults: readonly Fault[] = [
  [
    'invite_new_user/author-is-admin',
    'author_not_allowed',
    async ({ ask, enrol }) =>
      ask(await enrol('bob'), { cmd: 'invite_new_user', claimer_email: email, send_email: false }),
  ],
  [
    'invite_new_user/claimer-not-enrolled',
    'claimer_email_already_enrolled',
    ({ ask, alice }) => ask(alice, { cmd: 'invite_new_user', claimer_email: alice.email, send_email: false }),
  ],
  ...(['invite_cancel', 'invite_complete'] as const).flatMap((cmd): readonly Fault[] => {
    const isCancel = cmd === 'invite_cancel';
    return [
      [
        `${cmd}/invitation-known`,
        'invitation_not_found',
        ({ ask, alice }) => ask(alice, { cmd, token: unknown.bytes }),
      ],
      [
        `${cmd}/not-yet-cancelled`,
        isCancel ? 'invitation_already_cancelled' : 'invitation_cancelled',
        ending(cmd, 'invite_cancel'),
      ],
      [
        `${cmd}/not-yet-completed`,
        isCancel ? 'invitation_completed' : 'invitation_already_completed',
        ending(cmd, 'invite_complete'),
      ],
      [`${cmd}/author-allowed`, 'author_not_allowed', endingByBob(cmd)],
      [`${cmd}/device-by-owner`, 'author_not_allowed', endingOfDevice(cmd)],
    ];
  }),
  [
    'invite_greeter_start_greeting_attempt/invitation-not-cancelled',
    'invitation_cancelled',
    startAfter('invite_cancel'),
  ],
  [
    'invite_greeter_start_greeting_attempt/invitation-not-completed',
    'invitation_completed',
    startAfter('invite_complete'),
  ],
  [
    'invite_greeter_start_greeting_attempt/invitation-known',
    'invitation_not_found',
    ({ ask, alice }) => ask(alice, { cmd: 'invite_greeter_start_greeting_attempt', token: unknown.bytes }),
  ],
  [
    'invite_greeter_start_greeting_attempt/author-may-greet',
    'author_not_allowed',
    async (organization) => {
      const { token } = await tableIn(organization);
      return organization.ask(await organization.enrol('bob'), {
        cmd: 'invite_greeter_start_greeting_attempt',
        token,
      });
    },
  ],
  [
    'invite_claimer_start_greeting_attempt/greeter-known',
    'greeter_not_found',
    async (organization) => (await tableIn(organization)).claimerStarts(unknown),
  ],
  [
    'invite_claimer_start_greeting_attempt/greeter-not-revoked',
    'greeter_revoked',
    async (organization) => {
      const { ask, alice, enrol, later } = organization;
      const adam = await enrol('adam', admin);
      await ask(alice, revocation(alice, adam.userId, later()));
      return (await tableIn(organization)).claimerStarts(adam.userId);
    },
  ],
  [
    'invite_claimer_start_greeting_attempt/greeter-may-greet',
    'greeter_not_allowed',
    async (organization) => {
      const bob = await organization.enrol('bob');
      return (await tableIn(organization)).claimerStarts(bob.userId);
    },
  ],
  [
    'authentication/invitation-deleted',
    410,
    async (organization) => {
      const { token } = await tableIn(organization);
      await organization.ask(organization.alice, { cmd: 'invite_cancel', token });
      return knock(organization, token, { cmd: 'invite_info' });
    },
  ],
  [
    'invitations/device-token-deleted',
    410,
    async (organization) => {
      const token = await inviteDevice(organization, organization.alice);
      await organization.ask(organization.alice, { cmd: 'invite_complete', token });
      return knock(organization, token, { cmd: 'invite_info' });
    },
  ],
];
