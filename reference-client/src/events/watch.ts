import type { OrganizationView } from '../certificates/index.ts';
import { type Invitation, listInvitations } from '../enrolment/index.ts';
import { connectionOf, type Session, type Synced, syncCertificates } from '../journeys/index.ts';
import { type Change, changesBetween } from './changes-between.ts';
import { type Followed, type Following, followEvents } from './follow-events.ts';
import type { ListenedEvent } from './read-frames.ts';

/** Something that a member of an organization may want to know. */
export type Happening =
  | Change
  | Extract<Followed, { kind: 'open' | 'missed-events' | 'lost' | 'refused' }>
  /** An invitation was opened, used or taken back; undefined when this user may not see it. */
  | {
      kind: 'invitation';
      status: Invitation['status'];
      token: Uint8Array;
      invitation: Invitation | undefined;
    }
  /** Somebody waits at the door to be greeted, is being greeted, or ended it. */
  | {
      kind: 'claimer-waits' | 'greeting-joined' | 'greeting-cancelled';
      token: Uint8Array;
      invitation: Invitation | undefined;
    }
  /** The certificates could not be fetched, or do not hold. */
  | { kind: 'not-synced'; failure: Exclude<Synced, { outcome: 'synced' }> };

/**
 * Follows what happens in the organization (EVT-19): each event is a reason to fetch, and what is fetched is verified
 * before it is told. What is there before the stream opens is told by nobody: later fetches are held against it. Ends
 * when the server will not have this device, or lies.
 */
export async function* watch(session: Session, following: Following = {}): AsyncGenerator<Happening> {
  const state: Watching = { view: undefined, invitations: [], waits: new Set() };
  yield* caughtUp(session, state);
  let opens = 0;
  if (state.lied) return;
  for await (const heard of followEvents(deviceConnection(session), following)) {
    if (heard.kind !== 'event') yield heard;
    // What happened between the first fetch and the opening has no event.
    const isFirst = heard.kind === 'open' && opens++ === 0;
    if (heard.kind === 'missed-events' || isFirst) yield* caughtUp(session, state);
    if (heard.kind === 'event') yield* happeningsOf(session, state, heard.event);
    if (state.lied) return;
  }
}

interface Watching {
  /** Undefined before the first fetch. */
  view: OrganizationView | undefined;
  invitations: readonly Invitation[];
  /** Attempts whose claimer was announced already. */
  readonly waits: Set<string>;
  lied?: boolean;
}

function deviceConnection(session: Session) {
  const { device } = session;
  const credentials = { deviceId: device.device_id, signingKey: device.signing_key };
  return { ...connectionOf(session), device: credentials };
}

async function* happeningsOf(
  session: Session,
  state: Watching,
  event: ListenedEvent,
): AsyncGenerator<Happening> {
  switch (event.event) {
    case 'COMMON_CERTIFICATE':
      return yield* synced(session, state);
    case 'INVITATION': {
      await relisted(session, state);
      const invitation = invitationOf(state, event.token);
      // The list says how it is now, whatever the event says.
      const status = invitation?.status ?? event.invitation_status;
      return yield { kind: 'invitation', status, token: event.token, invitation };
    }
    case 'GREETING_ATTEMPT_READY': {
      // Said again at each of the claimer's polls.
      const attempt = event.greeting_attempt.hex;
      if (state.waits.has(attempt)) return;
      state.waits.add(attempt);
      return yield { kind: 'claimer-waits', ...(await about(session, state, event.token)) };
    }
    case 'GREETING_ATTEMPT_JOINED':
      return yield { kind: 'greeting-joined', ...(await about(session, state, event.token)) };
    case 'GREETING_ATTEMPT_CANCELLED':
      return yield { kind: 'greeting-cancelled', ...(await about(session, state, event.token)) };
    default:
      return;
  }
}

async function* caughtUp(session: Session, state: Watching): AsyncGenerator<Happening> {
  await relisted(session, state);
  yield* synced(session, state);
}

async function* synced(session: Session, state: Watching): AsyncGenerator<Happening> {
  const ended = await syncCertificates(session);
  if (ended.outcome !== 'synced') {
    state.lied = ended.outcome === 'lying-server';
    return yield { kind: 'not-synced', failure: ended };
  }
  const changes = changesBetween(state.view ?? ended.view, ended.view);
  state.view = ended.view;
  yield* changes;
}

async function relisted(session: Session, state: Watching): Promise<void> {
  const listed = await listInvitations(session);
  if (listed.outcome === 'listed') state.invitations = listed.invitations;
}

async function about(
  session: Session,
  state: Watching,
  token: Uint8Array,
): Promise<{ token: Uint8Array; invitation: Invitation | undefined }> {
  if (invitationOf(state, token) === undefined) await relisted(session, state);
  return { token, invitation: invitationOf(state, token) };
}

const invitationOf = ({ invitations }: Watching, token: Uint8Array): Invitation | undefined =>
  invitations.find((each) => Buffer.compare(each.token, token) === 0);
