import type { Exchange } from '../../src/exchange/index.ts';
import { claimerSide, greeterSide, join, pairOf } from '../../src/greeting/index.ts';
import {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  freshAddress,
  type Invitation,
  inviteUser,
} from '../../src/invitations/index.ts';
import type { Author, Judge, Member } from '../../src/judge/index.ts';
import { inOffice } from '../../src/office/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import type { Id } from '../../src/wire/index.ts';

const needs = ['administration'] as const;
const tos = { en: 'https://example.com/terms' };
const cursors = { common_after: null, sequester_after: null, shamir_recovery_after: null, realm_after: {} };

/** What the commands below are about: each would be served, and have its effect. */
interface Stage {
  /** ADMIN, who set the stage. */
  readonly adam: Member;
  /** His second device, which never called before. */
  readonly phone: Member;
  readonly bob: Member;
  /** Two invitations, and the greeting of the first, which both sides have joined. */
  readonly invitation: Invitation;
  readonly other: Invitation;
  readonly attempt: Id;
}

async function stage(judge: Judge, alice: Member): Promise<Stage> {
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const bob = await judge.members.enrol(alice, 'bob');
  const phone = await judge.members.addDevice(adam, 'phone');
  const invitation = await inviteUser(judge, adam, freshAddress(judge));
  const other = await inviteUser(judge, adam, freshAddress(judge));
  const attempt = await join(judge, pairOf(judge, adam, invitation));
  return { adam, phone, bob, invitation, other, attempt };
}

type Calls = Readonly<
  Record<string, readonly [served: string, call: (judge: Judge, at: Stage) => Promise<Exchange>]>
>;

const asks =
  (message: { readonly cmd: string }) =>
  (judge: Judge, { phone }: Stage): Promise<Exchange> =>
    judge.rpc.authenticated(phone, message);
const greets = (judge: Judge, { phone, invitation }: Stage) => greeterSide(judge, phone, invitation);

/** Every command of a device, in an order in which each is served, and what it comes to then. */
const ofDevice: Calls = {
  organization_info: ['ok', asks({ cmd: 'organization_info' })],
  list_frozen_users: ['ok', asks({ cmd: 'list_frozen_users' })],
  certificate_get: ['ok', asks({ cmd: 'certificate_get', ...cursors })],
  invite_list: ['ok', asks({ cmd: 'invite_list' })],
  invite_new_device: ['ok', (judge, { phone }) => askDeviceInvitation(judge, phone)],
  invite_new_user: ['ok', (judge, { phone }) => askUserInvitation(judge, phone, freshAddress(judge))],
  invite_greeter_step: ['not_ready', (judge, at) => greets(judge, at).step(at.attempt, 0)],
  invite_greeter_cancel_greeting_attempt: ['ok', (judge, at) => greets(judge, at).cancel(at.attempt)],
  invite_greeter_start_greeting_attempt: ['ok', (judge, at) => greets(judge, at).start()],
  invite_cancel: ['ok', (judge, { phone, other }) => cancelInvitation(judge, phone, other)],
  invite_complete: ['ok', (judge, { phone, invitation }) => completeInvitation(judge, phone, invitation)],
  device_create: ['ok', (judge, { phone }) => judge.members.send(phone, judge.members.addition(phone))],
  user_create: [
    'ok',
    (judge, { phone }) =>
      judge.members.send(phone, judge.members.enrolment(phone, { person: judge.cast.newcomer('carol') })),
  ],
  user_update: [
    'ok',
    (judge, { phone, bob }) =>
      judge.members.send(phone, judge.members.profileChange(phone, bob.person, 'ADMIN')),
  ],
  user_revoke: [
    'ok',
    (judge, { phone, bob }) => judge.members.send(phone, judge.members.revocation(phone, bob.person)),
  ],
};

const claims = (judge: Judge, { adam, invitation }: Stage) =>
  claimerSide(judge, invitation, adam.person.userId);

/** Every command of who holds an invitation, likewise. */
const ofClaimer: Calls = {
  invite_info: ['ok', (judge, { invitation }) => askInfo(judge, invitation)],
  invite_claimer_step: ['not_ready', (judge, at) => claims(judge, at).step(at.attempt, 0)],
  invite_claimer_cancel_greeting_attempt: ['ok', (judge, at) => claims(judge, at).cancel(at.attempt)],
  invite_claimer_start_greeting_attempt: ['ok', (judge, at) => claims(judge, at).start()],
};

async function refused(judge: Judge, at: Stage, calls: Calls, status: number): Promise<void> {
  for (const [command, [, call]] of Object.entries(calls))
    judge.expect.answer(await call(judge, at), status, `${command}, while it is refused`);
}

async function served(judge: Judge, at: Stage, calls: Calls): Promise<void> {
  for (const [command, [status, call]] of Object.entries(calls))
    judge.expect.reply(await call(judge, at), status, `${command}, once the reason is gone`);
}

const info = (judge: Judge, author: Author) => judge.rpc.authenticated(author, { cmd: 'organization_info' });

/** A change of the whole organization refuses every such command, and its opposite lets each through. */
async function organizationWide(
  judge: Judge,
  calls: Calls,
  status: number,
  settings: { readonly strike: object; readonly lift: object },
): Promise<void> {
  const { author: alice } = await judge.bootstrapped();
  const at = await stage(judge, alice);
  judge.expect.json(await judge.administration.patch(alice.organization, settings.strike));
  await refused(judge, at, calls, status);
  judge.expect.json(await judge.administration.patch(alice.organization, settings.lift));
  await judge.eventually(() => info(judge, at.phone), 'ok', 'lifting it');
  await served(judge, at, calls);
}

const expiry = { strike: { is_expired: true }, lift: { is_expired: false } };

verifies('authentication/expired-is-460', { case: 'every-command', needs }, (judge) =>
  organizationWide(judge, ofDevice, 460, expiry),
);

verifies('authentication/expired-is-460', { case: 'every-invited-command', needs }, (judge) =>
  organizationWide(judge, ofClaimer, 460, expiry),
);

verifies('terms-of-service/pending-is-463', { case: 'every-command', needs }, (judge) =>
  organizationWide(judge, ofDevice, 463, { strike: { tos }, lift: { tos: null } }),
);

verifies('authentication/frozen-is-462', { case: 'every-command', needs }, (judge) =>
  inOffice(judge, async ({ alice, organization }) => {
    const at = await stage(judge, alice);
    const user_id = at.adam.person.userId.hex;
    judge.expect.json(await judge.administration.freeze(organization, { frozen: true, user_id }));
    await refused(judge, at, ofDevice, 462);
    judge.expect.json(await judge.administration.freeze(organization, { frozen: false, user_id }));
    await judge.eventually(() => info(judge, at.phone), 'ok', 'the unfreezing');
    await served(judge, at, ofDevice);
  }),
);

verifies('authentication/revoked-is-461', { case: 'every-command' }, (judge) =>
  inOffice(judge, async ({ alice }) => {
    const at = await stage(judge, alice);
    await judge.members.revoke(alice, at.adam.person);
    await judge.eventually(() => info(judge, at.phone), 461, 'the revocation');
    await refused(judge, at, ofDevice, 461);
    // What he was refused was to be had: by another ADMIN it is.
    judge.expect.reply(await cancelInvitation(judge, alice, at.other), 'ok', 'his invitation, by another');
    await judge.members.revoke(alice, at.bob.person);
  }),
);
