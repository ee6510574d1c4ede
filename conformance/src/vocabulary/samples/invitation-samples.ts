import type { Expected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import { halvesOf, type Role } from '../../people/greeting-steps.ts';
import type { Fields } from '../../wire/values.ts';
import { attemptIn, claimerSide, greeterSide, start } from '../actions/greeting.ts';
import { type Invitation, inviteUser, listInvitations, statusIn } from '../actions/invitations.ts';
import { freshAddress } from '../organizations/invitation-organization.ts';
import { type FieldKinds, type PreparedSample, type Sample, type SampleMembers, sendAs } from './sample.ts';

/** Sends commands with the token of an invitation. */
const sendWith =
  (judge: Judge, { organization, hex: token }: Invitation): PreparedSample['send'] =>
  (message, label) =>
    judge.rpc.call('invited', { organization, token }, message, { label });

const prepareInvitation = (judge: Judge, { preparer }: SampleMembers): Promise<Invitation> =>
  inviteUser(judge, preparer, freshAddress(judge));

/** A sample of a command of the `invited` family. It makes an invitation for itself. */
export const claimerSample = (fields: FieldKinds, make: (members: SampleMembers) => Fields): Sample => ({
  family: 'invited',
  fields,
  async prepare(judge, members) {
    const invitation = await prepareInvitation(judge, members);
    return { message: () => make(members), send: sendWith(judge, invitation) };
  },
});

/**
 * A sample of a member's command about an invitation, which it makes for itself.
 *
 * @param becomes - the status of the invitation afterwards
 */
export const invitationSample = (cmd: string, becomes: string): Sample => ({
  family: 'authenticated',
  fields: { token: { is: 'bytes', length: 16 } },
  async prepare(judge, members) {
    const invitation = await prepareInvitation(judge, members);
    return {
      message: () => ({ cmd, token: invitation.token }),
      send: sendAs(judge, 'authenticated', members.caller),
      expectEffect: async () => {
        const status = statusIn(judge, await listInvitations(judge, members.caller), invitation);
        judge.expect.equal(status, becomes, 'status of the invitation');
      },
    };
  },
});

/**
 * A sample of a command about a greeting attempt. It makes an attempt that both sides have joined.
 */
const attemptSample = (
  role: Role,
  fields: FieldKinds,
  make: (judge: Judge) => readonly [honest: Fields, ...variants: Fields[]],
  served?: Expected,
): Sample => ({
  family: role === 'greeter' ? 'authenticated' : 'invited',
  fields: { greeting_attempt: { is: 'id' }, ...fields },
  ...(served === undefined ? {} : { served }),
  async prepare(judge, members) {
    const { caller, preparer } = members;
    const invitation = await prepareInvitation(judge, members);
    await start(judge, claimerSide(judge, invitation, caller.person.userId));
    const answer = await greeterSide(judge, preparer, invitation).startAttempt();
    const greeting_attempt = attemptIn(judge, answer);
    const [honest, ...variants] = make(judge).map((message) => ({ greeting_attempt, ...message }));
    return {
      message: () => ({ ...honest }),
      variants,
      send: role === 'greeter' ? sendAs(judge, 'authenticated', caller) : sendWith(judge, invitation),
    };
  },
});

/** A sample of the first step of one side. The peer has not made that step yet. */
export const stepSample = (role: Role, contents: FieldKinds): Sample => {
  const cmd = `invite_${role}_step`;
  const field = `${role}_step`;
  return attemptSample(
    role,
    { [field]: { is: 'step', fields: contents } },
    (judge) => {
      const [first, ...later] = halvesOf(role, judge.random)
        .filter((half) => Object.keys(half).length > 1)
        .map((half) => ({ cmd, [field]: half }));
      if (first === undefined) throw new Error(`no step of the ${role} has contents`);
      return [first, ...later];
    },
    'not_ready',
  );
};

/** A sample of a cancellation of a greeting attempt by one side. */
export const cancelAttemptSample = (role: Role): Sample =>
  attemptSample(role, { reason: { is: 'word' } }, () => [
    { cmd: `invite_${role}_cancel_greeting_attempt`, reason: 'INCONSISTENT_PAYLOAD' },
  ]);
