import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import type { InvitationAddress } from '@parsec-spec/spec/urls';
import type { Uuid } from '@parsec-spec/spec/codec';
import type { PasswordCost } from '../device-files/index.ts';
import type { GreetingEnd, GreetingPerson, Pace } from '../greeting/index.ts';
import type { ClientEnvironment } from '../journeys/index.ts';
import type { Administrator, InvitationLookup } from './look-at-invitation.ts';

/** The person who claims. Chooses the greeters and compares the codes. */
export interface ClaimerPerson extends GreetingPerson {
  /** Chooses the administrators to wait for. The first one that joins greets. */
  chooseGreeters(administrators: readonly Administrator[]): Promise<readonly Uuid[]>;
}

/** A claim of an invitation. */
export interface Claim extends ClientEnvironment {
  readonly address: InvitationAddress;
  /** The e-mail address and name that the claimer asks for; only for an invitation of a user. */
  readonly handle?: HumanHandlePair | undefined;
  readonly deviceLabel: string;
  /** Protects the device file, and the keys until the device is enrolled. */
  readonly password: string;
  /** The folder of device files. */
  readonly folder: string;
  readonly cost?: PasswordCost | undefined;
  readonly person: ClaimerPerson;
  readonly pace?: Partial<Pace>;
}

/**
 * The result of a claim. Only `claimed` leaves a device file. `not-saved`, and every result after
 * the payload was sent, leave the encrypted keys in the file `claim` for the next run.
 */
export type Claimed =
  /** `resumed`: the device has the keys of an earlier run. */
  | { outcome: 'claimed'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so nothing was sent. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  /** The file `claim` holds keys of another run, with another password or of another version. */
  | { outcome: 'claim-waits'; claim: string; detail: string }
  /**
   * The device is enrolled, but its file cannot be written (KEYS-10) or another file has its name.
   * `saveTo` writes it elsewhere.
   */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      claim: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /** The greeter may have enrolled the keys, which are in the file `claim`. */
  | { outcome: 'unconfirmed'; claim: string; cause: GreetingEnd }
  | Exclude<InvitationLookup, { outcome: 'seen' }>
  | GreetingEnd;
