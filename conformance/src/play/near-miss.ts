import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Profile } from '@parsec-spec/spec/stories';
import type { CertificateCall, CreationCall, Status } from '../model/calls.ts';
import type { BootstrapParts } from '../people/bootstrap.ts';
import { type Device, type Person, sequesterAuthorityDer } from '../people/cast.ts';
import type { CertificateChange } from '../people/certificates.ts';
import type { DeviceAdditionParts, EnrolmentParts } from '../people/enrolment.ts';
import type { SigningKey } from '../people/keys.ts';
import type { ProfileChangeParts, RevocationParts } from '../people/member-changes.ts';
import type { Instant } from '../wire/values.ts';

/** What near misses are made of. */
export interface NearMissContext {
  /** A key that no organization knows. */
  readonly stranger: SigningKey;
  /** The key that signed the first certificates of the organization. */
  readonly root: SigningKey;
  /** The person and the device that the certificates name. */
  readonly person: Person;
  readonly device: Device;
  /** The user and the device that call; at a bootstrap those of the certificates. */
  readonly author: { readonly person: Person; readonly device: Device };
  /** Another device of the author, which may not exist. */
  readonly sibling: Device;
  /** Another person, a member if there is one, and the timestamp of the call. */
  readonly other: Person;
  readonly at: Instant;
  /** The profile in the certificates. */
  readonly profile: Profile;
}

/** The parts of the call that differ from those of a valid one. */
export type Changes = Partial<
  EnrolmentParts & DeviceAdditionParts & ProfileChangeParts & RevocationParts & BootstrapParts
>;

/** A command of which there are near misses. */
export type FallibleCommand =
  | CertificateCall['cmd']
  | Extract<CreationCall, { readonly cmd: 'organization_bootstrap' }>['cmd'];

/** A call with one mistake: the requirement that it breaks, and the status of the refusal. */
export interface NearMiss {
  readonly requirement: RequirementId;
  readonly status: Status;
  /** Another status that the rule allows. */
  readonly also?: Status;
  readonly changes: (context: NearMissContext) => Changes;
}

export const INVALID = 'invalid_certificate';
/**
 * How far ahead, or behind, a date is that no server accepts, in s. The window ends at 300 s and 320 s, and
 * a request may take some seconds.
 */
export const AHEAD_S = 310;
export const BEHIND_S = 330;

export const invalid = (requirement: RequirementId, changes: NearMiss['changes']): NearMiss => ({
  requirement,
  status: INVALID,
  changes,
});

export const late = (requirement: RequirementId, seconds: number): NearMiss => ({
  requirement,
  status: 'timestamp_out_of_ballpark',
  changes: ({ at }) => ({ at: at.plusSeconds(seconds) }),
});

export type Change = CertificateChange | ((context: NearMissContext) => CertificateChange);

export type Slot =
  | 'userCertificate'
  | 'deviceCertificate'
  | 'redactedUserCertificate'
  | 'redactedDeviceCertificate'
  | 'userUpdateCertificate'
  | 'revokedUserCertificate'
  | 'sequesterCertificate';

/** The name of the field of a certificate, such as `redacted_user_certificate`. */
export const fieldOf = (slot: Slot): string =>
  slot === 'sequesterCertificate'
    ? 'sequester_authority_certificate'
    : slot.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Mistakes of a command, by name. */
export type Mistakes = Readonly<Record<string, NearMiss>>;

/** Each of these mistakes in each certificate. */
export const inEach = (
  slots: readonly Slot[],
  changesIn: (certificate: string) => Readonly<Record<string, Change>>,
  requirementOf: (certificate: string) => RequirementId,
): Mistakes =>
  Object.fromEntries(
    slots.flatMap((slot) =>
      Object.entries(changesIn(fieldOf(slot))).map(([what, change]) => [
        `${fieldOf(slot)} ${what}`,
        invalid(requirementOf(fieldOf(slot).replaceAll('_', '-')), (context) => ({
          ...(slot === 'sequesterCertificate' ? { sequester: sequesterAuthorityDer } : {}),
          [slot]: typeof change === 'function' ? change(context) : change,
        })),
      ]),
    ),
  );
