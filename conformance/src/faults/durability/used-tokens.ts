import {
  askInfo,
  cancelInvitation,
  completeInvitation,
  inviteUser,
} from '../../vocabulary/actions/invitations.ts';
import type { DurableFact } from './durable-fact.ts';

/** Facts about tokens, identifiers and seats that can be used only once. Later uses are refused. */
export const usedTokens = {
  bootstrapLink: async (judge) => {
    const { organization } = await judge.bootstrapped();
    return async (later) => {
      const again = await later.bootstrap(organization, { person: later.cast.newUser('zoe') });
      later.expect.answer(again, 'organization_already_bootstrapped', 'a second bootstrap');
      const created = await later.administration.create(organization.id);
      later.expect.answer(created, 400, 'a creation after the bootstrap');
    };
  },
  replacedLink: async (judge) => {
    const first = await judge.organization();
    const again = await judge.administration.create(first.id);
    judge.expect.answer(again, 200, 'a second creation');
    return async (later) => {
      const bootstrapped = await later.bootstrap(first);
      later.expect.answer(
        bootstrapped,
        'invalid_bootstrap_token',
        'a bootstrap by the link that was replaced',
      );
    };
  },
  address: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { person: bob } = await judge.members.enrol(alice, 'bob');
    return async (later) => {
      const person = { ...later.cast.newUser('twin'), email: bob.email };
      const enrolment = later.members.enrolment(alice, { person });
      const twin = await later.members.send(alice, enrolment, 'another user of that address');
      later.expect.answer(twin, 'human_handle_already_taken', 'another user of that address');
      const invited = { cmd: 'invite_new_user', claimer_email: bob.email, send_email: false };
      const answer = await later.rpc.authenticated(alice, invited);
      later.expect.answer(answer, 'claimer_email_already_enrolled', 'an invitation of a user');
    };
  },
  deviceId: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { device } = await judge.members.addDevice(alice, 'tablet');
    return async (later) => {
      const again = await later.members.send(alice, later.members.addition(alice, { device }), 'again');
      later.expect.answer(again, 'device_already_exists', 'a device of an id that is taken');
    };
  },
  date: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { enrolment } = await judge.members.enrol(alice, 'bob');
    const { at } = enrolment;
    return async (later) => {
      const person = later.cast.newUser('zoe');
      const device = later.members.addition(alice, { at });
      const user = later.members.enrolment(alice, { person, at });
      for (const change of [device, user]) {
        const early = await later.members.send(alice, change, 'dated like the last one');
        later.expect.answer(early, 'require_greater_timestamp', 'a certificate dated like the last one');
      }
    };
  },
  seat: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const limited = await judge.administration.patch(alice.organization, { active_users_limit: 2 });
    judge.expect.answer(limited, 200, 'limiting the seats');
    await judge.members.enrol(alice, 'bob');
    return async (later) => {
      const enrolment = later.members.enrolment(alice, { person: later.cast.newUser('zoe') });
      const full = await later.members.send(alice, enrolment, 'one too many');
      later.expect.answer(full, 'active_users_limit_reached', 'a user beyond the limit');
    };
  },
  membership: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { person: bob } = await judge.members.enrol(alice, 'bob');
    await judge.members.revoke(alice, bob);
    return async (later) => {
      const again = await later.members.send(alice, later.members.revocation(alice, bob), 'again');
      later.expect.answer(again, 'user_already_revoked', 'a second revocation');
    };
  },
  cancelledInvitation: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await inviteUser(judge, alice, 'bob@example.com');
    judge.expect.reply(await cancelInvitation(judge, alice, invitation), 'ok', 'cancelling');
    return async (later) => {
      const again = await cancelInvitation(later, alice, invitation);
      later.expect.answer(again, 'invitation_already_cancelled', 'cancelling once more');
      later.expect.answer(await askInfo(later, invitation), 410, 'the token of a cancelled invitation');
    };
  },
  completedInvitation: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await inviteUser(judge, alice, 'bob@example.com');
    judge.expect.reply(await completeInvitation(judge, alice, invitation), 'ok', 'completing');
    return async (later) => {
      const again = await completeInvitation(later, alice, invitation);
      later.expect.answer(again, 'invitation_already_completed', 'completing once more');
      later.expect.answer(await askInfo(later, invitation), 410, 'the token of a completed invitation');
    };
  },
} as const satisfies Readonly<Record<string, DurableFact>>;
