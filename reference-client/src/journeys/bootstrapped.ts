import type { DateTime } from '@parsec-spec/spec/codec';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { PasswordCost } from '../device-files/index.ts';
import type { Outcome } from '../transport/index.ts';
import type { Founder } from './found-organization.ts';
import type { Means } from './session.ts';

/** What a bootstrap needs: the founder, the password, and the folder where the device will lie. */
export interface BootstrapOrganization extends Means, Founder {
  password: string;
  /** The folder of device files. */
  folder: string;
  cost?: PasswordCost | undefined;
}

/** An end of `organization_bootstrap` without a declared reply. */
export type BootstrapFailure = Exclude<Outcome<'organization_bootstrap'>, { outcome: 'reply' }>;

/** How a bootstrap ends. Only `bootstrapped` leaves a device; `uncertain` and `not-saved` leave its keys at `pending`, for the next start; all others leave nothing. */
export type Bootstrapped =
  /** `resumed`: it was an earlier attempt that had succeeded, and this device is that attempt's. */
  | { outcome: 'bootstrapped'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so the server was not asked: the link is as good as before. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  | { outcome: 'token-refused'; waiting: readonly string[] }
  | { outcome: 'already-bootstrapped'; waiting: readonly string[] }
  | { outcome: 'certificates-refused' }
  /** Clocks differ by more than five minutes. */
  | { outcome: 'clock-off'; server: DateTime; client: DateTime }
  /** The server accepted, but the file could not get its name (KEYS-10). `saveTo` puts the same device into another folder. */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      pending: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /** No usable answer came, and the server may have acted: the keys are kept until it can be asked. */
  | { outcome: 'uncertain'; pending: string; cause: BootstrapFailure }
  | BootstrapFailure;
