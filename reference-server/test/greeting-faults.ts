import type { Uuid } from '@parsec-spec/spec/codec';
import { greeterSteps, Table, tableIn } from './greeting-table.ts';
import { admin, email, type Fault, type Outcome, unknown } from './invitation-faults.ts';
import { inviteUser } from './knock.ts';
import { profileChange, revocation } from './members.ts';
import type { TestOrganization } from './organization.ts';

/** Starts a greeting, then runs an act on it. The replies of both sides are judged. */
const onTable =
  (act: (table: Table, attempt: Uuid) => Promise<Outcome>) => async (organization: TestOrganization) => {
    const adam = await organization.enrol('adam', admin);
    const table = new Table(organization, await inviteUser(organization, adam, email), adam);
    return act(table, await table.upTo(2));
  };

const demote = ({ organization: { ask, alice, later }, greeter }: Table) =>
  ask(alice, profileChange(alice, greeter.userId, 'STANDARD', later()));
const endFirst = (cmd: 'invite_cancel' | 'invite_complete') =>
  onTable(async (table, attempt) => {
    await table.organization.ask(table.organization.alice, { cmd, token: table.token });
    return table.greeterCancels(attempt);
  });

/** What every rule of greetings refuses, for the greeter and for the claimer where both are concerned. */
export const greetingFaults: readonly Fault[] = [
  [
    'greeting/steps-need-5-2',
    422,
    onTable((table, attempt) => table.claimerSays(attempt, 2, undefined, '5.1')),
  ],
  ['greeting/attempt-known', 'greeting_attempt_not_found', onTable((table) => table.claimerSays(unknown, 0))],
  ['greeting/attempt-known', 'greeting_attempt_not_found', onTable((table) => table.greeterSays(unknown, 0))],
  [
    'greeting/attempt-known',
    'greeting_attempt_not_found',
    onTable(async (table, attempt) =>
      (await tableIn(table.organization, 'yves@example.com')).claimerSays(attempt, 2),
    ),
  ],
  [
    'greeting/attempt-known',
    'greeting_attempt_not_found',
    onTable(({ organization, token }, attempt) =>
      new Table(organization, token, organization.alice).greeterSays(attempt, 2),
    ),
  ],
  [
    'greeting/attempt-joined',
    'greeting_attempt_not_joined',
    async (organization) => {
      const table = await tableIn(organization);
      const { reply } = await table.claimerStarts();
      return table.greeterSays(reply?.status === 'ok' ? reply.greeting_attempt : unknown, 0);
    },
  ],
  [
    'greeting/attempt-joined',
    'greeting_attempt_not_joined',
    async (organization) => {
      const table = await tableIn(organization);
      const { reply } = await table.greeterStarts();
      return table.claimerCancels(reply?.status === 'ok' ? reply.greeting_attempt : unknown);
    },
  ],
  ['greeting/step-in-order', 'step_too_advanced', onTable((table, attempt) => table.greeterSays(attempt, 3))],
  ['greeting/step-in-order', 'step_too_advanced', onTable((table, attempt) => table.claimerSays(attempt, 8))],
  [
    'greeting/other-half-refused',
    'step_mismatch',
    onTable((table, attempt) =>
      table.claimerSays(attempt, 0, { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32) }),
    ),
  ],
  [
    'greeting/other-half-refused',
    'step_mismatch',
    onTable((table, attempt) =>
      table.greeterSays(attempt, 0, { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32) }),
    ),
  ],
  [
    'greeting/cancelled-is-told',
    'greeting_attempt_cancelled',
    onTable(async (table, attempt) => {
      await table.greeterCancels(attempt);
      return table.claimerSays(attempt, 0);
    }),
  ],
  [
    'greeting/first-cancel-counts',
    'greeting_attempt_already_cancelled',
    onTable(async (table, attempt) => {
      await table.greeterCancels(attempt);
      return table.claimerCancels(attempt);
    }),
  ],
  ['greeting/invitation-cancelled-greeter', 'invitation_cancelled', endFirst('invite_cancel')],
  ['greeting/invitation-completed-greeter', 'invitation_completed', endFirst('invite_complete')],
  [
    'greeting/demoted-greeter',
    'author_not_allowed',
    onTable(async (table, attempt) => {
      await demote(table);
      return table.greeterSays(attempt, 2, greeterSteps[2]);
    }),
  ],
  [
    'greeting/demoted-greeter-claimer',
    'greeter_not_allowed',
    onTable(async (table, attempt) => {
      await demote(table);
      return table.claimerSays(attempt, 2);
    }),
  ],
  [
    'greeting/revoked-greeter',
    'greeter_revoked',
    onTable(async (table, attempt) => {
      const { ask, alice, later } = table.organization;
      await ask(alice, revocation(alice, table.greeter.userId, later()));
      return table.claimerSays(attempt, 2);
    }),
  ],
];
