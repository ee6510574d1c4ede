import type { DateTime } from '@parsec-spec/spec/codec';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { PasswordCost } from '../device-files/index.ts';
import type { Outcome } from '../transport/index.ts';
import type { Founder } from './found-organization.ts';
import type { ClientEnvironment } from './session.ts';

/** The input of a bootstrap. */
export interface BootstrapOrganization extends ClientEnvironment, Founder {
  password: string;
  /** The folder of device files. */
  folder: string;
  cost?: PasswordCost | undefined;
}

/** The outcome of `organization_bootstrap` without a declared reply. */
export type BootstrapFailure = Exclude<Outcome<'organization_bootstrap'>, { outcome: 'reply' }>;

/**
 * The result of a bootstrap. Only `bootstrapped` leaves a device file. `uncertain` and `not-saved`
 * leave the encrypted keys in the file `pending` for the next run. All other results leave nothing.
 */
export type Bootstrapped =
  /** `resumed`: an earlier attempt had succeeded, and the device is that of the earlier attempt. */
  | { outcome: 'bootstrapped'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so nothing was sent. The link can be used again. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  | { outcome: 'token-refused'; waiting: readonly string[] }
  | { outcome: 'already-bootstrapped'; waiting: readonly string[] }
  | { outcome: 'certificates-refused' }
  /** The clocks of client and server differ by more than five minutes. */
  | { outcome: 'clock-off'; server: DateTime; client: DateTime }
  /**
   * The server accepted, but the file could not be renamed (KEYS-10). `saveTo` writes the device to
   * another path.
   */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      pending: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /**
   * No usable answer arrived, and the server may have accepted. The keys are kept until the server
   * can be asked.
   */
  | { outcome: 'uncertain'; pending: string; cause: BootstrapFailure }
  | BootstrapFailure;
