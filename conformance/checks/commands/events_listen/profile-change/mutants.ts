import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { deviceIn } from '../../../../self-test/kit/calls.ts';
import { type CommandCall, certificateIn, isOk } from '../../../../self-test/kit/commands.ts';
import { hexOf, tokenIn } from '../../../../self-test/kit/invitations.ts';
import { withHeader } from '../../../../self-test/kit/mutant.ts';
import { Roster, type RosterUser } from '../../../../self-test/kit/roster.ts';
import { eventFrame, eventIn, fieldsIn, hasId } from '../../../../self-test/kit/stream-events.ts';
import { changeStreams, type OpenStream } from '../../../../self-test/kit/streams.ts';

// These mutants break the rules about events for users whose profile changes or has changed.

type InvitationStatus = 'PENDING' | 'CANCELLED' | 'FINISHED';
const statuses: Readonly<Record<string, InvitationStatus>> = {
  invite_new_user: 'PENDING',
  invite_cancel: 'CANCELLED',
  invite_complete: 'FINISHED',
};
const requirements = {
  PENDING: 'events_listen/invitation-event',
  CANCELLED: 'events_listen/invitation-cancelled-event',
  FINISHED: 'events_listen/invitation-finished-event',
} as const;

const invitationFrame = (token: Uint8Array, invitation_status: InvitationStatus): string =>
  eventFrame({ event: 'INVITATION', token, invitation_status });

/** An accepted call that causes an invitation event, and a stream that may receive it. */
interface Delivery {
  readonly status: InvitationStatus;
  readonly listener: RosterUser;
  readonly creator: RosterUser | undefined;
  /** Whether an ADMIN made the call, not the claimer. */
  readonly isByAdmin: boolean;
  /** Whether the stream was opened after the listener's last change. */
  readonly isFresh: boolean;
}

/** Sends events of user invitations to some users who are not ADMIN. */
const sendsTo = (how: string, when: (delivery: Delivery) => boolean): Mutant =>
  changeStreams('events_listen/invitation-audience', how, () => {
    const roster = new Roster();
    const openedWith = new Map<OpenStream, string>();
    const historyOf = ({ device }: Pick<OpenStream, 'device'>) => roster.userOf(device)?.history ?? '';
    return {
      frame: (frame, stream) => {
        if (!openedWith.has(stream)) openedWith.set(stream, historyOf(stream));
        return [frame];
      },
      call: async ({ call, commandCall, streams }, handle) => {
        const reply = await handle(call);
        const token = commandCall && (tokenIn(reply) ?? commandCall.request.token);
        const status = statuses[commandCall?.command ?? ''];
        const isKnown = roster.invitations.get(hexOf(token))?.email;
        if (
          commandCall !== undefined &&
          status !== undefined &&
          isKnown &&
          token instanceof Uint8Array &&
          isOk(reply)
        )
          for (const stream of streams) {
            const listener = roster.userOf(stream.device);
            if (listener === undefined || listener.isAdmin || listener.isRevoked) continue;
            const creator = roster.creatorOf(token);
            const isByAdmin = roster.userOf(commandCall.device)?.isAdmin === true;
            const isFresh = openedWith.get(stream) === listener.history;
            if (when({ status, listener, creator, isByAdmin, isFresh }))
              stream.send(invitationFrame(token, status));
          }
        roster.record(call, commandCall, reply);
        return reply;
      },
    };
  });

/** Drops invitation events for some listeners who should receive them. */
const dropsEventsFor = (
  requirement: RequirementId,
  how: string,
  when: (
    delivery: Pick<Delivery, 'status' | 'creator' | 'listener'> & { readonly isOfUser: boolean },
  ) => boolean,
): Mutant =>
  changeStreams(requirement, how, () => {
    const roster = new Roster();
    return {
      call: async ({ call, commandCall }, handle) => {
        const reply = await handle(call);
        roster.record(call, commandCall, reply);
        return reply;
      },
      frame: (frame, { device }) => {
        const { token, invitation_status } = fieldsIn(frame) ?? {};
        const invitation = roster.invitations.get(hexOf(token));
        const listener = roster.userOf(device);
        if (eventIn(frame) !== 'INVITATION' || invitation === undefined || listener === undefined)
          return [frame];
        const status = invitation_status as InvitationStatus;
        const creator = roster.users.get(invitation.creator);
        return when({ status, creator, listener, isOfUser: invitation.email !== '' }) ? [] : [frame];
      },
    };
  });

const isCreator = ({ creator, listener }: Delivery): boolean => creator?.id.equals(listener.id) === true;
const isCreatorWith = (history: string) => (delivery: Delivery) =>
  isCreator(delivery) && delivery.listener.history === history;
const wasAdmin = ({ listener: { history } }: Delivery): boolean => history.startsWith('ADMIN ');

const invitationEvents: readonly Mutant[] = [
  sendsTo('former-admins', wasAdmin),
  sendsTo('former-creator', isCreator),
  sendsTo('former-admin-who-is-no-creator', (delivery) => wasAdmin(delivery) && !isCreator(delivery)),
  sendsTo('former-creator-as-outsider', isCreatorWith('ADMIN OUTSIDER')),
  sendsTo('former-creator-as-standard', isCreatorWith('ADMIN STANDARD')),
  sendsTo('former-creator-twice-demoted', ({ listener }) => listener.history === 'ADMIN STANDARD OUTSIDER'),
  sendsTo(
    'former-creator-once-frozen',
    ({ listener }) => listener.history === 'ADMIN freeze OUTSIDER unfreeze',
  ),
  sendsTo('former-creator-on-an-older-stream', (delivery) => isCreator(delivery) && !delivery.isFresh),
  sendsTo('former-creator-on-a-later-stream', (delivery) => isCreator(delivery) && delivery.isFresh),
  sendsTo('former-creator-if-the-claimer-acts', (delivery) => isCreator(delivery) && !delivery.isByAdmin),
  ...Object.values(statuses).flatMap((status) => [
    sendsTo(
      `former-creator-${status.toLowerCase()}`,
      (delivery) => isCreator(delivery) && delivery.status === status,
    ),
    dropsEventsFor(
      requirements[status],
      'creator-changed',
      ({ status: seen, creator, listener }) =>
        seen === status && creator?.history.startsWith('ADMIN ') === true && !creator.id.equals(listener.id),
    ),
    dropsEventsFor(
      requirements[status],
      'creator-frozen-and-revoked',
      ({ status: seen, creator }) => seen === status && creator?.history === 'ADMIN freeze revoke',
    ),
    dropsEventsFor(
      requirements[status],
      'device-owner-changed',
      ({ status: seen, listener, isOfUser }) =>
        seen === status && !isOfUser && listener.history.startsWith('ADMIN '),
    ),
    dropsEventsFor(
      requirements[status],
      'promoted-ones',
      ({ status: seen, listener, isOfUser }) =>
        seen === status && isOfUser && / ADMIN$/.test(listener.history),
    ),
  ]),
];

/**
 * Loses an event for a user whose profile changes. `lost` selects the change itself or the event
 * after it.
 */
const losesEvents = (
  how: string,
  lost: 'the change' | 'the next',
  when: (history: string, stream: OpenStream, first: OpenStream | undefined) => boolean,
): Mutant =>
  changeStreams('events_listen/profile-change-loses-nothing', how, () => {
    const roster = new Roster();
    const changes = new Map<string, string>();
    const firstOf = new Map<string, OpenStream>();
    const losing = new Set<OpenStream>();
    return {
      call: async ({ call, commandCall }, handle) => {
        const change = changeIn(commandCall);
        const user = roster.users.get(change?.user_id.hex ?? '');
        // Recorded before the server has it, because the event may arrive before the reply.
        if (change !== undefined && user !== undefined)
          changes.set(`${user.id.hex} ${change.timestamp}`, `${user.history} ${change.new_profile}`);
        const reply = await handle(call);
        roster.record(call, commandCall, reply);
        return reply;
      },
      frame: (frame, stream) => {
        const user = roster.userOf(stream.device)?.id.hex ?? '';
        if (!hasId(frame)) return [frame];
        if (!firstOf.has(user)) firstOf.set(user, stream);
        const at = fieldsIn(frame)?.timestamp;
        const history = DateTime.is(at) ? changes.get(`${user} ${at}`) : undefined;
        if (history !== undefined && when(history, stream, firstOf.get(user))) {
          if (lost === 'the change') return [];
          losing.add(stream);
          return [frame];
        }
        return losing.delete(stream) ? [] : [frame];
      },
    };
  });

const changeIn = (commandCall: CommandCall | undefined) => {
  const certificate = certificateIn(commandCall?.request.user_update_certificate);
  return certificate?.type === 'user_update_certificate' ? certificate : undefined;
};

/**
 * Closes the streams of a user whose profile changes. With `isKept`, streams can be resumed, which
 * breaks no rule.
 */
const closesStreams = (how: string, isKept: boolean): Mutant =>
  changeStreams('events_listen/profile-change-loses-nothing', how, () => {
    const roster = new Roster();
    const closed = new Set<string>();
    return {
      opens: (call) => (!isKept && closed.has(deviceIn(call)) ? withHeader(call, 'last-event-id') : call),
      call: async ({ call, commandCall, streams }, handle) => {
        const id = changeIn(commandCall)?.user_id;
        if (id !== undefined)
          for (const stream of streams.filter(
            ({ device }) => roster.userOf(device)?.id.equals(id) === true,
          )) {
            closed.add(stream.device);
            stream.end();
          }
        const reply = await handle(call);
        roster.record(call, commandCall, reply);
        return reply;
      },
    };
  });

const profileChanges: readonly Mutant[] = [
  losesEvents('the-change', 'the change', () => true),
  losesEvents('the-next', 'the next', () => true),
  losesEvents('the-change-to-admin', 'the change', (history) => / ADMIN$/.test(history)),
  losesEvents('the-change-to-outsider', 'the change', (history) => history === 'STANDARD OUTSIDER'),
  losesEvents('the-next-as-outsider', 'the next', (history) => / OUTSIDER$/.test(history)),
  losesEvents('the-next-of-a-former-admin', 'the next', (history) => /ADMIN STANDARD$/.test(history)),
  losesEvents('the-second-change', 'the change', (history) => history.split(' ').length === 3),
  losesEvents('the-change-on-another-device', 'the change', (_, stream, first) => stream !== first),
  losesEvents('the-next-on-another-device', 'the next', (_, stream, first) => stream !== first),
  closesStreams('closed-and-forgotten', false),
];

/** A correct server that closes the streams of a user whose profile changes. */
export const closesOnProfileChange: Mutant = closesStreams('closed', true);

export const mutants: readonly Mutant[] = [...invitationEvents, ...profileChanges];
