import { type DateTime, decode, type Encodable, encode, type Uuid } from '../codec/index.ts';
import { type Cancellation, ended } from '../greeting/index.ts';
import { accessTokenText } from '../scalars/index.ts';
import {
  packBytes,
  packCounts,
  packDates,
  packUuids,
  packWords,
  unpackBytes,
  unpackCounts,
  unpackDates,
  unpackUuids,
  unpackWords,
} from './columns.ts';
import type { Device } from './device.ts';
import type { Greeting, Invitation, Meeting } from './invitation.ts';
import type { Organization } from './organization.ts';
import { settingsOf } from './settings.ts';
import { type CertificateKind, certificateFields, type StoredCertificate } from './stored-certificate.ts';
import type { User } from './user.ts';

/**
 * The form of snapshots, and what `apply` made the state of: another number whenever either changes, for then the
 * snapshots that are kept say something else than a replay, and only a replay is the truth.
 */
export const snapshotFormat = 3;

const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;
const kinds = Object.keys(certificateFields) as CertificateKind[];
const booleans = [false, true] as const;
const sides = ['GREETER', 'CLAIMER'] as const;

/** An organization as bytes that are read much faster than its records are replayed. */
export function writeSnapshot(organization: Organization): Uint8Array {
  const { users, devices, common_certificates, sequester_certificates, invitations, greetings, ...plain } =
    organization;
  return encode({
    ...plain,
    users: writeUsers([...users.values()]),
    devices: writeDevices([...devices.values()], [...users.keys()]),
    common_certificates: writeCertificates(common_certificates),
    sequester_certificates: writeCertificates(sequester_certificates),
    invitations: [...invitations.values()].map(writeInvitation),
    greetings: [...greetings.values()].filter(({ attempt }) => attempt.cancelled === null).map(writeGreeting),
    ended_greetings: writeEnded([...greetings.values()].filter(isEnded)),
  } as unknown as Encodable);
}

/** The organization that was written; throws when the bytes are no snapshot of this format. */
export function readSnapshot(bytes: Uint8Array): Organization {
  const {
    organization_id,
    version,
    creation,
    settings,
    last_terms,
    bootstrap,
    users,
    devices,
    common_certificates,
    sequester_certificates,
    invitations,
    greetings,
    ended_greetings,
  } = decode(bytes, { mode: 'canonical' }) as unknown as Written;
  const people = readUsers(users);
  return {
    organization_id,
    version,
    creation,
    settings: settingsOf(settings),
    last_terms,
    bootstrap,
    users: new Map(people.map((user) => [user.user_id.hex, user])),
    devices: new Map(readDevices(devices, people).map((device) => [device.device_id.hex, device])),
    common_certificates: readCertificates(common_certificates),
    sequester_certificates: readCertificates(sequester_certificates),
    invitations: new Map(
      invitations.map(readInvitation).map((invitation) => [accessTokenText(invitation.token), invitation]),
    ),
    greetings: new Map(
      [...readEnded(ended_greetings), ...greetings.map(readGreeting)].map((greeting) => [
        greeting.attempt.greeting_attempt.hex,
        greeting,
      ]),
    ),
  };
}

type Collections =
  | 'users'
  | 'devices'
  | 'common_certificates'
  | 'sequester_certificates'
  | 'invitations'
  | 'greetings';
interface Written extends Omit<Organization, Collections> {
  readonly users: ReturnType<typeof writeUsers>;
  readonly devices: ReturnType<typeof writeDevices>;
  readonly common_certificates: ReturnType<typeof writeCertificates>;
  readonly sequester_certificates: ReturnType<typeof writeCertificates>;
  readonly invitations: readonly ReturnType<typeof writeInvitation>[];
  readonly greetings: readonly ReturnType<typeof writeGreeting>[];
  readonly ended_greetings: ReturnType<typeof writeEnded>;
}

const writeUsers = (users: readonly User[]) => ({
  ids: packUuids(users.map(({ user_id }) => user_id)),
  emails: users.map(({ human_handle }) => human_handle[0]),
  labels: users.map(({ human_handle }) => human_handle[1]),
  profiles: packWords(
    users.map(({ profile }) => profile),
    profiles,
  ),
  frozen: packWords(
    users.map(({ frozen }) => frozen),
    booleans,
  ),
  revoked_on: packDates(users.map(({ revoked_on }) => revoked_on)),
  tos_accepted_on: packDates(users.map(({ tos_accepted_on }) => tos_accepted_on)),
});

function readUsers(written: Written['users']): User[] {
  const { emails, labels } = written;
  const [profile, frozen] = [
    unpackWords(written.profiles, profiles),
    unpackWords<boolean>(written.frozen, booleans),
  ];
  const [revoked, accepted] = [unpackDates(written.revoked_on), unpackDates(written.tos_accepted_on)];
  return unpackUuids(written.ids).map((user_id, nth) => ({
    user_id,
    human_handle: [at(emails, nth), at(labels, nth)],
    profile: at(profile, nth),
    frozen: at(frozen, nth),
    revoked_on: at(revoked, nth),
    tos_accepted_on: at(accepted, nth),
  }));
}

// Whose a device is, is told by the user's place.
function writeDevices(devices: readonly Device[], users: readonly string[]) {
  const places = new Map(users.map((hex, place) => [hex, place]));
  return {
    ids: packUuids(devices.map(({ device_id }) => device_id)),
    users: packCounts(devices.map(({ user_id }) => places.get(user_id.hex) ?? -1)),
    verify_keys: packBytes(
      devices.map(({ verify_key }) => verify_key),
      32,
    ),
  };
}

function readDevices({ ids, users, verify_keys }: Written['devices'], people: readonly User[]): Device[] {
  const [owners, keys] = [unpackCounts(users), unpackBytes(verify_keys, 32)];
  return unpackUuids(ids).map((device_id, nth) => ({
    device_id,
    user_id: at(people, at(owners, nth)).user_id,
    verify_key: at(keys, nth),
  }));
}

const writeCertificates = (certificates: readonly StoredCertificate[]) => ({
  timestamps: packDates(certificates.map(({ timestamp }) => timestamp)),
  versions: packCounts(certificates.map(({ version }) => version)),
  kinds: packWords(
    certificates.map(({ kind }) => kind),
    kinds,
  ),
});

function readCertificates(written: Written['common_certificates']): StoredCertificate[] {
  const [versions, read] = [unpackCounts(written.versions), unpackWords(written.kinds, kinds)];
  return unpackDates(written.timestamps).map((timestamp, nth) => {
    if (timestamp === null) throw new RangeError('a certificate without a timestamp');
    return { timestamp, version: at(versions, nth), kind: at(read, nth) };
  });
}

const writeInvitation = ({ greeters, ...invitation }: Invitation) => ({
  ...invitation,
  greeters: [...greeters].map(([user, { last, joined_on }]): readonly [string, Uuid, DateTime | null] => [
    user,
    last,
    joined_on,
  ]),
});

const readInvitation = ({ greeters, ...invitation }: ReturnType<typeof writeInvitation>): Invitation => ({
  ...(invitation as Invitation),
  greeters: new Map(
    greeters.map(([user, last, joined_on]): [string, Meeting] => [user, { last, joined_on }]),
  ),
});

const writeGreeting = ({ token, greeter, attempt }: Greeting) => {
  const { greeting_attempt, joined, said } = attempt;
  const heard = (side: 'GREETER' | 'CLAIMER') => Array.from(said[side], (payload) => payload ?? null);
  return [
    token,
    greeter,
    greeting_attempt,
    [joined.GREETER, joined.CLAIMER],
    [heard('GREETER'), heard('CLAIMER')],
  ] as const;
};

const readGreeting = (written: ReturnType<typeof writeGreeting>): Greeting => {
  const [token, greeter, greeting_attempt, joined, said] = written;
  const heard = (payloads: readonly (Uint8Array | null)[]) => payloads.map((payload) => payload ?? undefined);
  return {
    token,
    greeter,
    attempt: {
      greeting_attempt,
      joined: { GREETER: joined[0], CLAIMER: joined[1] },
      cancelled: null,
      said: { GREETER: heard(said[0]), CLAIMER: heard(said[1]) },
    },
  };
};

type EndedGreeting = Greeting & { readonly attempt: { readonly cancelled: Cancellation } };

const isEnded = (greeting: Greeting): greeting is EndedGreeting => greeting.attempt.cancelled !== null;

// Many attempts may have ended. Most are of a few pairs of invitation and greeter, which are written once.
function writeEnded(greetings: readonly EndedGreeting[]) {
  const places = new Map<Uint8Array, Map<string, number>>();
  const pairs: [token: Uint8Array, greeter: Uuid][] = [];
  const placeOf = ({ token, greeter }: Greeting): number => {
    const ofToken = places.get(token) ?? new Map<string, number>();
    places.set(token, ofToken);
    const place = ofToken.get(greeter.hex) ?? pairs.push([token, greeter]) - 1;
    ofToken.set(greeter.hex, place);
    return place;
  };
  const ends = greetings.map(({ attempt }) => attempt.cancelled);
  const why = ends.map(({ reason }) => reason);
  const reasons = [...new Set(why)];
  return {
    ids: packUuids(greetings.map(({ attempt }) => attempt.greeting_attempt)),
    pairs,
    places: packCounts(greetings.map(placeOf)),
    timestamps: packDates(ends.map(({ timestamp }) => timestamp)),
    origins: packWords(
      ends.map(({ origin }) => origin),
      sides,
    ),
    reasons,
    why: packWords(why, reasons),
  };
}

function readEnded({ ids, pairs, places, ...written }: Written['ended_greetings']): Greeting[] {
  const [timestamps, pairsOf] = [unpackDates(written.timestamps), unpackCounts(places)];
  const [origins, why] = [unpackWords(written.origins, sides), unpackWords(written.why, written.reasons)];
  return unpackUuids(ids).map((id, nth) => {
    const [token, greeter] = at(pairs, at(pairsOf, nth));
    const timestamp = at(timestamps, nth);
    if (timestamp === null) throw new RangeError('an end without a timestamp');
    return {
      token,
      greeter,
      attempt: ended(id, { origin: at(origins, nth), timestamp, reason: at(why, nth) }),
    };
  });
}

function at<T>(column: readonly T[], nth: number): T {
  if (!(nth >= 0 && nth < column.length)) throw new RangeError('a column is too short');
  return column[nth] as T;
}
