import type { KnownDevice, KnownUser, OrganizationView } from '@parsec-spec/spec/client-rules';
import { type DateTime, equalBytes } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/scalars';
import { rulesOf } from '../call/call.ts';
import { type Invitation, listInvitations } from '../enrolment/invitations.ts';
import { connectionOf, type Session } from '../journeys/session.ts';
import { type Synced, syncCertificates } from '../journeys/sync-certificates.ts';
import { type Followed, type Following, followEvents } from './follow-events.ts';
import type { ListenedEvent } from './frame-reader.ts';

/** A notification from `watch` for a member of an organization. */
export type WatchEvent =
  | Change
  | Extract<Followed, { kind: 'open' | 'missed-events' | 'lost' | 'refused' }>
  /**
   * An invitation was opened, used or cancelled. `invitation` is undefined if this user may not see
   * it.
   */
  | {
      kind: 'invitation';
      status: Invitation['status'];
      token: Uint8Array;
      invitation: Invitation | undefined;
    }
  /** A claimer waits to be greeted, a greeting has begun, or it was cancelled. */
  | {
      kind: 'claimer-waits' | 'greeting-joined' | 'greeting-cancelled';
      token: Uint8Array;
      invitation: Invitation | undefined;
    }
  /** The server announced a certificate of this time, and does not serve it (CLIENT-04). */
  | { kind: 'withheld'; announced: DateTime }
  /** The certificates could not be fetched or are not valid. */
  | { kind: 'not-synced'; failure: Exclude<Synced, { outcome: 'synced' }> };

/**
 * Reports the changes of an organization as they happen (EVT-19). Each event causes a fetch, and
 * only verified results are reported. The state before the stream opens is not reported; later
 * fetches are compared with it. Ends if the server refuses this device or serves invalid
 * certificates.
 *
 * @example
 * ```ts
 * for await (const event of watch(session, { signal })) console.log(describeWatchEvent(event));
 * ```
 */
export async function* watch(session: Session, following: Following = {}): AsyncGenerator<WatchEvent> {
  const state: Watching = { view: undefined, invitations: [], reportedAttempts: new Set() };
  yield* caughtUp(session, state);
  let opens = 0;
  const fetchesAgain = rulesOf(session)['events/client-fetches-what-it-missed'];
  if (state.isHistoryRefused) return;
  for await (const followed of followEvents(connectionOf(session), following)) {
    if (followed.kind !== 'event') yield followed;
    // Changes between the first fetch and the opening of the stream have no event.
    const isFirst = followed.kind === 'open' && opens++ === 0;
    if (isFirst || fetchesAgain?.(followed.kind)) yield* caughtUp(session, state);
    if (followed.kind === 'event') yield* watchEventsOf(session, state, followed.event);
    if (state.isHistoryRefused) return;
  }
}

interface Watching {
  /** Undefined before the first fetch. */
  view: OrganizationView | undefined;
  invitations: readonly Invitation[];
  /** Attempts whose claimer has been reported. */
  readonly reportedAttempts: Set<string>;
  isHistoryRefused?: boolean;
}

async function* watchEventsOf(
  session: Session,
  state: Watching,
  event: ListenedEvent,
): AsyncGenerator<WatchEvent> {
  switch (event.event) {
    case 'COMMON_CERTIFICATE': {
      const isSynced = yield* synced(session, state);
      const isServed = rulesOf(session)['client-trust/announced-certificate-is-looked-up'];
      const latest = state.view?.latest;
      if (isSynced && latest !== undefined && isServed?.(latest, event.timestamp) === false)
        yield { kind: 'withheld', announced: event.timestamp };
      return;
    }
    case 'INVITATION': {
      await refreshInvitations(session, state);
      const invitation = invitationOf(state, event.token);
      // The list has the current status, which may be newer than that of the event.
      const status = invitation?.status ?? event.invitation_status;
      return yield { kind: 'invitation', status, token: event.token, invitation };
    }
    case 'GREETING_ATTEMPT_READY': {
      // The server sends this event at each poll of the claimer.
      const attempt = event.greeting_attempt.hex;
      if (state.reportedAttempts.has(attempt)) return;
      state.reportedAttempts.add(attempt);
      return yield { kind: 'claimer-waits', ...(await invitationFacts(session, state, event.token)) };
    }
    case 'GREETING_ATTEMPT_JOINED':
      return yield { kind: 'greeting-joined', ...(await invitationFacts(session, state, event.token)) };
    case 'GREETING_ATTEMPT_CANCELLED':
      return yield { kind: 'greeting-cancelled', ...(await invitationFacts(session, state, event.token)) };
    default:
      return;
  }
}

async function* caughtUp(session: Session, state: Watching): AsyncGenerator<WatchEvent> {
  await refreshInvitations(session, state);
  yield* synced(session, state);
}

/** Fetches certificates, and reports what changed. Returns whether it succeeded. */
async function* synced(session: Session, state: Watching): AsyncGenerator<WatchEvent, boolean> {
  const result = await syncCertificates(session);
  if (result.outcome !== 'synced') {
    state.isHistoryRefused = result.outcome === 'history-refused';
    yield { kind: 'not-synced', failure: result };
    return false;
  }
  const changes = changesBetween(state.view ?? result.view, result.view);
  state.view = result.view;
  yield* changes;
  return true;
}

async function refreshInvitations(session: Session, state: Watching): Promise<void> {
  const listed = await listInvitations(session);
  if (listed.outcome === 'listed') state.invitations = listed.invitations;
}

async function invitationFacts(
  session: Session,
  state: Watching,
  token: Uint8Array,
): Promise<{ token: Uint8Array; invitation: Invitation | undefined }> {
  if (invitationOf(state, token) === undefined) await refreshInvitations(session, state);
  return { token, invitation: invitationOf(state, token) };
}

const invitationOf = ({ invitations }: Watching, token: Uint8Array): Invitation | undefined =>
  invitations.find((each) => equalBytes(each.token, token));

/** A change of an organization that certificates describe. */
export type Change =
  | { kind: 'user-enrolled'; user: KnownUser; device: KnownDevice | undefined }
  | { kind: 'device-added'; user: KnownUser; device: KnownDevice }
  | { kind: 'profile-changed'; user: KnownUser; before: UserProfile }
  | { kind: 'user-revoked'; user: KnownUser };

/** Computes the changes between two verified views of one organization. */
export function changesBetween(before: OrganizationView, after: OrganizationView): readonly Change[] {
  const changes: Change[] = [];
  const fresh = [...after.devices.values()].filter(({ id }) => !before.devices.has(id.hex));
  for (const user of after.users.values()) {
    const old = before.users.get(user.id.hex);
    const devices = fresh.filter(({ userId }) => userId.hex === user.id.hex);
    if (old === undefined) changes.push({ kind: 'user-enrolled', user, device: devices.shift() });
    for (const device of devices) changes.push({ kind: 'device-added', user, device });
    if (old !== undefined && old.profile !== user.profile) {
      changes.push({ kind: 'profile-changed', user, before: old.profile });
    }
    if (user.revokedOn !== undefined && old?.revokedOn === undefined)
      changes.push({ kind: 'user-revoked', user });
  }
  return changes;
}
