import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  cancelInvitation,
  inviteDevice,
  inviteUser,
  listInvitations,
  lookAtInvitation,
} from '../../src/enrolment/invitations.ts';
import { type Acme, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';
import { twoPeople } from '../support/two-people.ts';

let relay: Relay;
let acme: Acme;
beforeEach(async () => {
  ({ relay, acme } = await relayedAcme());
});
afterEach(() => acme.end());

it('an invitation has a link in two equivalent forms', async () => {
  for (const [type, invited] of [
    ['USER', await inviteUser(acme.alice, 'bob@example.com', true)],
    ['DEVICE', await inviteDevice(acme.alice, false)],
  ] as const) {
    if (invited.outcome !== 'invited') throw new Error(invited.outcome);
    for (const text of [invited.link, invited.httpLink]) {
      expect(parseInvitationUrl(text)).toMatchObject({
        ok: true,
        address: { organization: 'Acme', type, token: invited.token },
      });
    }
    expect(invited.mail).toBe(type === 'USER' ? 'SUCCESS' : undefined);
  }
  const asked = relay.heard.map(({ request }) => ('send_email' in request ? request.send_email : undefined));
  expect(asked.filter((each) => each !== undefined)).toEqual([true, false]);
});

it('the status of the mail is passed on, and each refusal has its own outcome', async () => {
  const token = new Uint8Array(16);
  for (const email_sent of ['SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED']) {
    relay.intercept = () => ({ status: 'ok', token, email_sent });
    expect(await inviteUser(acme.alice, 'bob@example.com', true)).toMatchObject({
      outcome: 'invited',
      mail: email_sent,
    });
  }
  const refusals = { author_not_allowed: 'may-not-invite', claimer_email_already_enrolled: 'member-already' };
  for (const [status, outcome] of Object.entries(refusals)) {
    relay.intercept = () => ({ status });
    expect(await inviteUser(acme.alice, 'bob@example.com', true)).toEqual({ outcome });
  }
});

it('invitations are listed, cancelled once, and unusable afterwards', async () => {
  const address = await acme.invite('bob@example.com');
  expect(await listInvitations(acme.alice)).toMatchObject({
    invitations: [{ status: 'PENDING', claimer_email: 'bob@example.com' }],
  });
  expect(await cancelInvitation(acme.alice, address.token)).toEqual({ outcome: 'cancelled' });
  expect(await lookAtInvitation(acme.alice, address)).toMatchObject({ outcome: 'invitation-gone' });
  expect(await acme.greet(address, { person: twoPeople().greeter })).toEqual({
    outcome: 'invitation-cancelled',
  });
  expect(await cancelInvitation(acme.alice, new Uint8Array(16))).toEqual({ outcome: 'invitation-unknown' });
  const refusals = {
    invitation_completed: 'invitation-completed',
    invitation_already_cancelled: 'cancelled-before',
    author_not_allowed: 'may-not-cancel',
  };
  for (const [status, outcome] of Object.entries(refusals)) {
    relay.intercept = () => ({ status });
    expect(await cancelInvitation(acme.alice, address.token)).toEqual({ outcome });
  }
});

it('a link of another kind than the invitation is refused, and so is one for a recovery from shares', async () => {
  const address = await acme.invite('bob@example.com');
  expect(await lookAtInvitation(acme.alice, { ...address, type: 'DEVICE' })).toEqual({
    outcome: 'other-type',
    link: 'DEVICE',
    server: 'USER',
  });
  const before = relay.heard.length;
  expect(await lookAtInvitation(acme.alice, { ...address, type: 'SHAMIR_RECOVERY' })).toEqual({
    outcome: 'recovery-not-served',
  });
  expect(relay.heard.length).toBe(before);
});
