import type { KnownUser } from '@parsec-spec/reference-client/certificates';
import { type Invitation, listInvitations } from '@parsec-spec/reference-client/enrolment';
import { type WatchEvent, watch } from '@parsec-spec/reference-client/events';
import {
  authorityNotice,
  describeWatchEvent,
  explainCall,
  explainSync,
} from '@parsec-spec/reference-client/explain';
import { type LoggedIn, type Session, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { frozenUsers } from '@parsec-spec/reference-client/members';
import { hexOf } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/scalars';
import { versionNotice } from './allowed-servers.ts';
import { type Failure, failure } from './failures.ts';

/** A person of the organization. */
export interface Person {
  readonly id: string;
  /** Null if this user may not see it. */
  readonly name: string | null;
  readonly email: string | null;
  readonly profile: UserProfile;
  readonly state: 'active' | 'frozen' | 'revoked';
  readonly isSelf: boolean;
  readonly devices: number;
}

/** An organization as a device of it sees it. */
export interface OrganizationState {
  readonly organization: string;
  readonly server: string;
  readonly name: string;
  readonly email: string;
  readonly profile: UserProfile;
  readonly people: readonly Person[];
  /** The devices of this user. */
  readonly devices: readonly { readonly id: string; readonly label: string; readonly isThis: boolean }[];
  /** Open invitations. */
  readonly invitations: readonly {
    readonly token: string;
    readonly whom: string;
    /** For another device of this user. */
    readonly isOwn: boolean;
  }[];
  /** What a person should do soon: there is one ADMIN, or one device of this user. */
  readonly warnings: readonly ('one-admin' | 'one-device')[];
  /** What a person should know. */
  readonly notes: readonly string[];
  /** The latest changes, newest first. */
  readonly news: readonly string[];
  readonly connection: 'open' | 'lost';
  /** Why nothing is followed any more. */
  readonly end?: Failure;
}

/** A log-in that succeeded. */
export type Entered = Extract<LoggedIn, { outcome: 'synced' }>;

/** Number of latest changes that are kept. */
const MAX_NEWS = 20;

/**
 * Returns the state of an organization after a log-in, and reports each change.
 *
 * @param tell called with each new state
 */
export async function follow(
  entered: Entered,
  tell: (state: OrganizationState) => void,
): Promise<OrganizationState> {
  const first = await stateOf(entered, { news: [], connection: 'open' });
  void tellChanges(entered, first, tell);
  return first;
}

async function tellChanges(
  entered: Entered,
  first: OrganizationState,
  tell: (state: OrganizationState) => void,
): Promise<void> {
  let state = first;
  let latest = entered;
  const change = (changed: Partial<OrganizationState>): void => {
    state = { ...state, ...changed };
    tell(state);
  };
  const finish = (end: Failure): void => {
    // The stream ended before the certificate that revokes this user was fetched.
    const people =
      end.outcome === 'user-revoked'
        ? state.people.map((person) => (person.isSelf ? { ...person, state: 'revoked' as const } : person))
        : state.people;
    change({ end, people, connection: 'lost' });
  };
  try {
    for await (const event of watch(entered.session)) {
      const end = endOf(event);
      if (end !== undefined) return finish(end);
      const connection = event.kind === 'lost' ? 'lost' : 'open';
      const line = newsOf(event, entered.session);
      const news = (line === undefined ? state.news : [line, ...state.news]).slice(0, MAX_NEWS);
      if (event.kind === 'lost' || event.kind === 'not-synced') change({ connection, news });
      else {
        const synced = await syncCertificates(entered.session);
        if (synced.outcome === 'history-refused')
          return finish(failure('history-refused', explainSync(synced)));
        if (synced.outcome === 'synced') latest = { ...latest, ...synced };
        change(await stateOf(latest, { news, connection }));
      }
    }
  } catch (error) {
    const message = `this page no longer learns of changes: ${String(error)}`;
    finish(failure('not-followed', { message, hint: 'log out, and log in again' }));
  }
}

function endOf(event: WatchEvent): Failure | undefined {
  if (event.kind === 'refused') return failure(event.failure.outcome, explainCall(event.failure));
  // A revoked user may read of it here before the stream is refused.
  if (event.kind === 'not-synced' && /^(?:history-refused|user-revoked)$/.test(event.failure.outcome))
    return failure(event.failure.outcome, explainSync(event.failure));
  return undefined;
}

/** A sentence about a change; undefined for changes of the connection. */
function newsOf(event: WatchEvent, session: Session): string | undefined {
  if (event.kind === 'open' || event.kind === 'lost') return undefined;
  if (event.kind === 'claimer-waits') return `${whomOf(event.invitation)} waits to be greeted.`;
  return describeWatchEvent('user' in event ? { ...event, user: withOwnName(event.user, session) } : event);
}

/** An OUTSIDER gets no names, not even the own one, which is in the device file. */
const withOwnName = (user: KnownUser, { device: { user_id, human_handle } }: Session): KnownUser =>
  user.id.equals(user_id) ? { ...user, handle: human_handle } : user;

const whomOf = (invitation: Invitation | undefined): string =>
  invitation?.type === 'USER' ? invitation.claimer_email : 'Another device of yours';

async function stateOf(
  { session, view, user: self, contradictions }: Entered,
  { news, connection }: Pick<OrganizationState, 'news' | 'connection'>,
): Promise<OrganizationState> {
  const { device } = session;
  const frozen = self.profile === 'ADMIN' ? await frozenUsers(session) : undefined;
  const listed = await listInvitations(session);
  const invitations = listed.outcome === 'listed' ? listed.invitations : [];
  const users = [...view.users.values()].map((user) => withOwnName(user, session));
  const stateOfUser = ({ id, revokedOn }: KnownUser): Person['state'] => {
    if (revokedOn !== undefined) return 'revoked';
    return frozen?.some((each) => each.equals(id)) ? 'frozen' : 'active';
  };
  const people = users.map((user) => ({
    id: user.id.hex,
    name: user.handle?.[1] ?? null,
    email: user.handle?.[0] ?? null,
    profile: user.profile,
    state: stateOfUser(user),
    isSelf: user.id.equals(self.id),
    devices: [...view.devices.values()].filter(({ userId }) => userId.equals(user.id)).length,
  }));
  const own = [...view.devices.values()].filter(({ userId }) => userId.equals(self.id));
  const admins = people.filter(({ profile, state }) => profile === 'ADMIN' && state !== 'revoked');
  const general = [authorityNotice(view), versionNotice(device.server_url)];
  return {
    organization: device.organization_id,
    server: device.server_url,
    name: device.human_handle[1],
    email: device.human_handle[0],
    profile: self.profile,
    people,
    devices: own.map(({ id, label }) => ({
      id: id.hex,
      label: label ?? device.device_label,
      isThis: id.equals(device.device_id),
    })),
    invitations: invitations
      .filter(({ status }) => status === 'PENDING')
      .map((invitation) => ({
        token: hexOf(invitation.token),
        whom: whomOf(invitation),
        isOwn: invitation.type === 'DEVICE',
      })),
    warnings: [
      // An OUTSIDER cannot know who that is.
      ...(admins.length === 1 && self.profile !== 'OUTSIDER' ? ['one-admin' as const] : []),
      ...(own.length === 1 ? ['one-device' as const] : []),
    ],
    notes: [
      ...general.filter((notice) => notice !== undefined),
      ...contradictions.map(
        (field) =>
          `the device file was changed: its clear ${field} differs from its sealed content, which is used`,
      ),
    ],
    news,
    connection,
  };
}
