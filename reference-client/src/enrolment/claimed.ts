import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import type { InvitationAddress } from '@parsec-spec/spec/urls';
import type { Uuid } from '@parsec-spec/spec/codec';
import type { PasswordCost } from '../device-files/index.ts';
import type { GreetingEnd, GreetingPerson, Pace } from '../greeting/index.ts';
import type { Means } from '../journeys/index.ts';
import type { Administrator, Looked } from './look-at-invitation.ts';

/** The person who claims: says by whom to be greeted, and compares codes. */
export interface ClaimerPerson extends GreetingPerson {
  /** Those of the administrators whom to wait for; whoever comes first greets. */
  chooseGreeters(administrators: readonly Administrator[]): Promise<readonly Uuid[]>;
}

/** Who claims what, to be kept where under which password. */
export interface Claim extends Means {
  readonly address: InvitationAddress;
  /** Whom the claimer would like to be; for an invitation of a user. */
  readonly handle?: HumanHandlePair | undefined;
  readonly deviceLabel: string;
  readonly password: string;
  /** The folder of device files. */
  readonly folder: string;
  readonly cost?: PasswordCost | undefined;
  readonly person: ClaimerPerson;
  readonly pace?: Partial<Pace>;
}

/** How a claim ends. Only `claimed` leaves a device; `not-saved`, and every end after the payload left, leave the sealed keys at `claim`, for the next start. */
export type Claimed =
  /** `resumed`: by the keys of an earlier start. */
  | { outcome: 'claimed'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so nothing was asked for. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  /** Keys of an earlier start wait here, under another password (or are no claim of this version), or came there while codes were compared. */
  | { outcome: 'claim-waits'; claim: string; detail: string }
  /** The greeter enrolled the device, but its file cannot be written (KEYS-10), or another stands in its place. `saveTo` puts it elsewhere. */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      claim: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /** Keys wait at `claim`: the greeter may know them. */
  | { outcome: 'unconfirmed'; claim: string; cause: GreetingEnd }
  | Exclude<Looked, { outcome: 'seen' }>
  | GreetingEnd;
